"""Staff see what goes out of the shop, and those who may send again what was given up."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core import clock, outbox
from core.models import Outbox
from tests.factories.people import make_admin, make_user

pytestmark = pytest.mark.django_db
INDEX = "/admin/outbox/"


def make_staff(*permissions: str):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    return user


@pytest.fixture
def dead():
    outbox.enqueue("mail.order_placed", "mail:order_placed:7", {"order": 7})
    Outbox.objects.update(dead_at=clock.now(), attempts=6, error="SMTPException: try later")
    return Outbox.objects.get()


def test_list_shows_state_and_reason(client, dead):
    outbox.enqueue("mail.order_placed", "mail:order_placed:8", {})
    client.force_login(make_staff("view_outbox"))

    page = client.get(INDEX).content.decode()

    assert "mail:order_placed:7" in page
    assert "mail:order_placed:8" in page
    assert "SMTPException: try later" in page


@pytest.mark.parametrize(("state", "shown"), [("dead", {7}), ("waiting", {8}), ("done", {9})])
def test_list_is_filtered_by_state(client, dead, state, shown):
    outbox.enqueue("mail.order_placed", "mail:order_placed:8", {})
    outbox.enqueue("mail.order_placed", "mail:order_placed:9", {})
    Outbox.objects.filter(key__endswith="9").update(done_at=clock.now())
    client.force_login(make_admin())

    page = client.get(INDEX, {"state": state}).content.decode()

    assert {number for number in (7, 8, 9) if f"mail:order_placed:{number}" in page} == shown


def test_list_finds_a_key(client, dead):
    outbox.enqueue("mail.order_placed", "mail:order_placed:8", {})
    client.force_login(make_admin())

    page = client.get(INDEX, {"q": "placed:8"}).content.decode()

    assert "mail:order_placed:8" in page
    assert "mail:order_placed:7" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_length(client, django_assert_max_num_queries, count):
    for number in range(count):
        outbox.enqueue("mail.order_placed", f"mail:{number}", {})
    client.force_login(make_admin())
    client.get(INDEX)

    with django_assert_max_num_queries(20):
        client.get(INDEX)


def test_row_tells_its_moments_in_the_shops_time(client, dead):
    Outbox.objects.update(dead_at=datetime(2026, 11, 21, 22, 54, tzinfo=UTC))
    client.force_login(make_staff("view_outbox"))

    page = client.get(f"{INDEX}inspect/{dead.pk}/").content.decode()

    assert "22 ноября 2026 г. 1:54" in page or "22 ноября 2026 г. 01:54" in page


def test_nobody_edits_adds_or_deletes_a_row(client, dead):
    client.force_login(make_admin())

    for action in ("new/", f"edit/{dead.pk}/", f"delete/{dead.pk}/"):
        assert client.get(INDEX + action).status_code == 404
    page = client.get(f"{INDEX}inspect/{dead.pk}/").content.decode()
    assert "mail:order_placed:7" in page


def test_dead_effect_is_sent_again_by_who_may(client, dead):
    client.force_login(make_staff("view_outbox", "change_outbox"))
    address = reverse("outbox:send_again", args=(dead.pk,))
    assert address in client.get(INDEX).content.decode()
    assert "SMTPException" in client.get(address).content.decode()
    assert Outbox.objects.get().state == Outbox.State.DEAD

    response = client.post(address)

    assert response.url == INDEX
    assert Outbox.objects.get().state == Outbox.State.WAITING
    entry = ModelLogEntry.objects.get(action=outbox.SENT_AGAIN)
    assert (entry.object_id, entry.user) == (str(dead.pk), response.wsgi_request.user)
    assert entry.data == {"topic": "mail.order_placed", "error": "SMTPException: try later"}


def test_effect_that_is_not_dead_is_not_sent_again(client, dead):
    Outbox.objects.update(dead_at=None, done_at=clock.now())
    client.force_login(make_admin())
    address = reverse("outbox:send_again", args=(dead.pk,))

    assert address not in client.get(INDEX).content.decode()
    client.post(address)

    assert Outbox.objects.get().state == Outbox.State.DONE
    assert not ModelLogEntry.objects.filter(action=outbox.SENT_AGAIN).exists()


def test_looking_does_not_give_the_right_to_send(client, dead):
    client.force_login(make_staff("view_outbox"))
    address = reverse("outbox:send_again", args=(dead.pk,))

    assert address not in client.get(INDEX).content.decode()
    client.post(address)

    assert Outbox.objects.get().state == Outbox.State.DEAD


@pytest.mark.parametrize("who", ["editor", "customer", "anonymous"])
def test_others_do_not_see_the_list(client, dead, who):
    if who != "anonymous":
        client.force_login(make_staff() if who == "editor" else make_user())

    response = client.get(INDEX, follow=True)

    assert "mail:order_placed:7" not in response.content.decode()


def test_desk_tells_of_given_up_effects_to_who_may_see_them(client, dead):
    client.force_login(make_staff("view_outbox"))
    assert "/admin/outbox/?state=dead" in client.get("/admin/").content.decode()

    client.force_login(make_staff())
    assert "/admin/outbox/?state=dead" not in client.get("/admin/").content.decode()

    Outbox.objects.update(dead_at=None)
    client.force_login(make_staff("view_outbox"))
    assert "/admin/outbox/?state=dead" not in client.get("/admin/").content.decode()
