"""Work leaves a request only after commit, and a broker that is down breaks nobody's request."""

import logging
import time

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction
from django_tasks import task

from core.background import WakeUpTask, enqueue_after_commit
from core.task_backend import CeleryBackend

notes: list[str] = []


@task()
def note(text: str) -> None:
    notes.append(text)


def make_bell(app: Celery, calls: list[tuple], **options):
    def bell(*ids):
        calls.append(ids)

    return app.task(bell, name="test.bell", **options)


@pytest.fixture(autouse=True)
def clean_notes():
    notes.clear()


@pytest.fixture
def rung():
    """Arguments of each run of the task `test.bell`."""
    calls: list[tuple] = []
    make_bell(current_app, calls)
    yield calls
    current_app.tasks.unregister("test.bell")


@pytest.fixture
def app_without_broker():
    """Celery as production configures it, with a Redis that refuses every connection."""
    app = Celery("lonely", task_cls=WakeUpTask, broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.task_publish_retry = settings.CELERY_TASK_PUBLISH_RETRY
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    yield app
    app.close()


@pytest.mark.django_db
def test_work_waits_for_the_commit_and_gets_its_ids(rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_after_commit("test.bell", 1, "two")
        assert rung == []

    assert rung == [(1, "two")]


@pytest.mark.django_db
def test_work_of_a_rolled_back_cause_is_not_done(rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue_after_commit("test.bell", 1)
        transaction.set_rollback(True)

    assert rung == []


def test_request_goes_on_when_the_broker_is_down(app_without_broker, caplog):
    calls: list[tuple] = []
    bell = make_bell(app_without_broker, calls)
    started = time.monotonic()

    with caplog.at_level(logging.WARNING, logger="core.background"):
        bell.delay(1)

    assert calls == []
    assert time.monotonic() - started < 3
    assert "test.bell goes without it" in caplog.text


def test_work_that_no_row_remembers_is_done_at_once_when_the_broker_is_down(app_without_broker):
    calls: list[tuple] = []

    make_bell(app_without_broker, calls, has_row=False).delay(1)

    assert calls == [(1,)]


@pytest.mark.django_db
def test_wagtail_tasks_run_on_celery_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        CeleryBackend("default", {}).enqueue(note, ["indexed"], {})
        assert notes == []

    assert notes == ["indexed"]


def test_wagtail_tasks_are_not_lost_with_the_broker():
    assert current_app.tasks["core.run_wagtail_task"].has_row is False
