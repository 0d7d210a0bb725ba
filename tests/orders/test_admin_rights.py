"""Who reaches orders in the back office, address by address."""

import pytest
from django.test import Client
from django.urls import reverse

from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER, PRODUCTION
from orders.enums import CancelReason, EventKind, OrderStatus
from tests.factories.orders import kinds, make_order
from tests.factories.people import make_admin, make_staff, make_user

from .desk import ACTIONS, fresh, press, screen, url

pytestmark = pytest.mark.django_db


def test_a_form_from_another_site_is_refused(manager):
    order, strict = make_order(), Client(enforce_csrf_checks=True)
    strict.cookies = manager.cookies

    assert press(strict, "confirm", order).status_code == 403
    assert fresh(order).status == OrderStatus.PENDING


@pytest.mark.parametrize("role", [EDITOR, MEASURER, PRODUCTION], ids=lambda role: role.code)
def test_staff_without_the_right_are_refused_at_every_address(client, role):
    order = make_order()
    client.force_login(make_staff(role))

    answers = {name: client.get(url(name, order)).status_code for name in ("inspect", *ACTIONS)}
    answers |= {f"post {name}": press(client, name, order).status_code for name in ACTIONS}
    answers["list"] = client.get(reverse("orders:index")).status_code
    answers["missing"] = client.get(reverse("orders:inspect", args=[999_999])).status_code

    assert set(answers.values()) == {403}
    assert (kinds(order), fresh(order).status) == ([EventKind.PLACED], OrderStatus.PENDING)


def test_customers_and_guests_are_led_to_the_door(client):
    order = make_order()

    guest = client.get(url("inspect", order))
    posted = press(client, "confirm", order)
    client.force_login(make_user())
    customer = client.get(url("inspect", order), follow=True)

    assert [guest.status_code, posted.status_code] == [302, 302]
    assert guest.url.startswith("/account/login/")
    assert customer.status_code == 403
    assert order.order_id not in customer.content.decode()
    assert fresh(order).status == OrderStatus.PENDING


@pytest.mark.parametrize("role", [MANAGER, ADMINISTRATOR], ids=lambda role: role.code)
def test_managers_and_administrators_handle_and_cancel(client, role):
    order, other = make_order(), make_order()
    client.force_login(make_staff(role))

    press(client, "confirm", order)
    press(client, "cancel", other, reason=CancelReason.OTHER)

    assert [fresh(order).status, fresh(other).status] == [OrderStatus.PROCESSING, OrderStatus.CANCELLED]


def test_who_may_only_look_is_offered_nothing(client):
    from django.contrib.auth.models import Permission

    order, person = make_order(), make_user("audit", is_staff=True)
    names = ["access_admin", "view_order"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)

    page = screen(client, order)

    assert page.select(".istok-order__actions a, .istok-note, .istok-links a[href*='/contact/']") == []
    assert press(client, "confirm", order).status_code == 403
    assert press(client, "cancel", order, reason=CancelReason.OTHER).status_code == 403


@pytest.mark.parametrize("who", ["superuser", "manager"])
@pytest.mark.parametrize("action", ["new/", "edit/{}/", "delete/{}/", "copy/{}/", "history/{}/", "usage/{}/"])
def test_no_form_adds_edits_or_deletes_an_order(client, who, action):
    order = make_order()
    client.force_login(make_admin() if who == "superuser" else make_staff(MANAGER))
    address = reverse("orders:index") + action.format(order.pk)

    assert client.get(address).status_code == 404
    assert client.post(address, {"status": "delivered", "total": "1"}).status_code == 404
    assert fresh(order).status == OrderStatus.PENDING
