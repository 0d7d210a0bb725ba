"""Who of the staff reaches which screen of money, address by address and role by role."""

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER, PRODUCTION
from orders.enums import OrderStatus
from payments.enums import InboxState
from payments.models import FiscalReceipt, PaymentGateway, Refund, WebhookEvent
from payments.services.plans import NewPart, plan_payments
from payments.wagtail_hooks import RIGHTS
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.payments import give_back, make_balance, take_cash
from tests.factories.people import make_admin, make_staff, make_user

from .till import LISTS, OPEN_BY

pytestmark = pytest.mark.django_db
WITHOUT = [EDITOR, MEASURER, PRODUCTION]
# What a manager has, and nothing besides.
OF_MANAGER = {
    "payments.view_payment", "payments.view_refund", "payments.view_balanceaccount",
    "payments.view_webhookevent", "payments.view_fiscalreceipt", "payments.record_cash",
    "payments.refund_payment", "payments.plan_payment",
}  # fmt: skip


@pytest.fixture
def money():
    """Address → key of a row that it opens."""
    boss = make_admin()
    order = move_to(make_request(), OrderStatus.PENDING, actor=boss)
    part = plan_payments(order.pk, [NewPart("Всё", order.total, is_due=True)], actor=boss)[0]
    payment = take_cash(make_order())
    event = WebhookEvent.objects.create(
        gateway_type="stripe", event_key="e", kind="k", state=InboxState.BAD, received_at=clock.now()
    )
    rows = {
        "payments:cash": order, "payments:plan": order, "payments:link": order, "payments:ask": part,
        "payments:part_link": part, "balances": make_balance(make_user(), 100), "webhooks": event,
        "refunds": give_back(payment, 100), "gateways": PaymentGateway.objects.first(),
    }  # fmt: skip
    rows["receipts"] = FiscalReceipt.objects.first()
    return {name: (rows.get(name) or rows.get(name.split(":")[0]) or payment).pk for name in OPEN_BY}


def answers(client: Client, money: dict[str, int]) -> dict[str, int]:
    found = {name: client.get(reverse(name)).status_code for name in LISTS}
    return found | {name: client.get(reverse(name, args=[pk])).status_code for name, pk in money.items()}


@pytest.mark.parametrize("role", WITHOUT, ids=lambda role: role.code)
def test_who_has_nothing_to_do_with_money_sees_none_of_it(client, money, role):
    client.force_login(make_staff(role))

    got = answers(client, money)
    posts = {name: client.post(reverse(name, args=[pk])).status_code for name, pk in money.items()}
    missing = {name: client.get(reverse(name, args=[999_999])).status_code for name in OPEN_BY}

    closed = {name: status for name, status in got.items() if status not in {302, 403}}
    assert closed == {}
    own = [name for name in OPEN_BY if not name.endswith(":inspect")]
    assert {posts[name] for name in own} == {403}
    assert {missing[name] for name in own} == {403}
    assert Refund.objects.count() == 1


def test_a_manager_opens_what_is_his_and_nothing_else(client, money):
    client.force_login(make_staff(MANAGER))

    got = answers(client, money)

    for name, right in (OPEN_BY | LISTS).items():
        assert (got[name] == 200) is (right in OF_MANAGER), name
    assert {got[name] for name, right in OPEN_BY.items() if right not in OF_MANAGER} == {403}


def test_an_administrator_opens_everything(client, money):
    client.force_login(make_staff(ADMINISTRATOR))

    assert set(answers(client, money).values()) == {200}


def test_guests_and_customers_are_led_to_the_door(client, money):
    guest = {client.get(reverse(name, args=[pk])).status_code for name, pk in money.items()}
    client.force_login(make_user())
    customer = {client.get(reverse(name, args=[pk]), follow=True).status_code for name, pk in money.items()}

    assert (guest, customer) == ({302}, {403})


def test_no_row_of_money_is_added_edited_or_deleted_by_a_form(client, money):
    client.force_login(make_admin("other"))

    for name in LISTS:
        if not name.endswith(":index"):
            continue
        for action in ("new/", "delete/1/", "copy/1/", "history/1/", "usage/1/"):
            assert client.post(reverse(name) + action).status_code == 404, (name, action)
        if name != "gateways:index":
            assert client.get(f"{reverse(name)}edit/1/").status_code == 404


def test_a_form_from_another_site_is_refused(administrator, money):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = administrator.cookies

    for name, pk in money.items():
        if not name.endswith((":inspect", "link")):
            assert strict.post(reverse(name, args=[pk])).status_code == 403, name


def test_the_rules_are_the_administrators(client):
    address = reverse("wagtailsettings:edit", args=["payments", "paymentrules"])
    client.force_login(make_staff(MANAGER))
    refused = client.get(address, follow=True)
    client.force_login(make_staff(ADMINISTRATOR))
    opened = client.get(address, follow=True)

    assert [refused.status_code, opened.status_code] == [403, 200]
    assert 'name="refund_limit"' in opened.content.decode()


def test_a_groups_form_offers_every_right(client):
    client.force_login(make_admin())

    offered = client.get(reverse("wagtailusers_groups:add")).context["form"]
    names = set(offered.registered_permissions.values_list("codename", flat=True))

    assert set(RIGHTS) <= names
