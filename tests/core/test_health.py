"""What a load balancer hears."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections

from core import clock, health, outbox
from core.models import Outbox


@pytest.fixture(autouse=True)
def forget_migrations():
    health._migrated = False
    yield
    health._migrated = False


def test_process_answers_without_the_database(client):
    # No database mark: a query would fail this test.
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_shop_in_order_is_ready(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "failed": [], "degraded": []}


@pytest.mark.django_db
def test_second_question_is_quick_and_asks_the_database_once(client, django_assert_num_queries):
    client.get("/readyz")

    started = time.perf_counter()
    with django_assert_num_queries(1):
        client.get("/readyz")
    assert time.perf_counter() - started < 0.1


@pytest.mark.django_db
def test_outbox_that_stands_still_is_not_ready(client):
    outbox.enqueue("test.nobody", "old", {}, available_at=clock.now() - timedelta(seconds=121))
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json()["failed"] == ["outbox"]
    assert client.get("/healthz").status_code == 200

    Outbox.objects.update(available_at=clock.now() - timedelta(seconds=100))
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_missing_migration_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")

    assert client.get("/readyz").json()["failed"] == ["migrations"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["MEDIA_ROOT", "PRIVATE_ROOT"])
def test_files_that_cannot_be_written_are_not_ready(client, settings, tmp_path, name):
    blocked = tmp_path / "files"
    blocked.write_text("a file where the folder should be")
    setattr(settings, name, blocked)

    assert client.get("/readyz").json()["failed"] == ["storage"]


@pytest.mark.django_db
def test_ready_check_leaves_no_file_behind(client, settings, tmp_path):
    settings.MEDIA_ROOT = settings.PRIVATE_ROOT = tmp_path

    assert client.get("/readyz").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_unreachable_database_is_not_ready(client, monkeypatch, django_db_blocker):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setattr(type(connections["default"]), "connect", refuse)
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["failed"] == ["database"]


@pytest.mark.django_db
def test_shop_without_its_cache_is_ready_but_says_so(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "core.cache.DegradingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "failed": [], "degraded": ["cache"]}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_nothing_can_be_posted(client, address):
    assert client.post(address).status_code == 405
