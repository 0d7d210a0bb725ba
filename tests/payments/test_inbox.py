"""The door for webhooks and the inbox behind it: each event once, in any order, early ones later."""

import itertools
import json
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import reverse

from core import clock
from orders.enums import EventKind, OrderStatus, PaymentState
from payments.enums import GatewayType, InboxState, PaymentStatus
from payments.models import Payment, PaymentGateway, PaymentTransaction, Refund, WebhookEvent
from payments.services import inbox
from payments.services.starting import start
from payments.services.syncing import sync_payment
from tests.factories.people import make_admin

from .scenes import after, begin, fresh, run_outbox, story, switch_on, waiting_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening(shop_listens):
    """Webhooks lie at the provider until `deliver`."""
    return shop_listens


def test_webhook_pays_the_order(listening):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    listening.pay(payment.gateway_reference)

    assert set(listening.deliver()) == {200}
    inbox.process_waiting()

    assert fresh(order).payment_state == PaymentState.PAID
    assert {event.state for event in WebhookEvent.objects.all()} == {InboxState.DONE}


@pytest.mark.parametrize("gateway_type", ["test_gateway", "stripe", "paypal", "yookassa"])
def test_one_hundred_webhooks_in_any_order_with_a_refund(listening, gateway_type):
    switch_on(gateway_type)
    order = waiting_order()
    payment = begin(order, gateway_type)
    listening.pay(payment.gateway_reference)
    sync_payment(payment.pk)
    listening.refund(payment.gateway_reference, fresh(payment).charged)
    webhooks = list(listening.webhooks)
    deliveries = list(itertools.islice(itertools.cycle([*webhooks[::-1], *webhooks]), 100))

    answers = [listening.hooks.shop(webhook) for webhook in deliveries]
    for _ in range(2):
        inbox.process_waiting()
        run_outbox()

    assert set(answers) == {200}
    assert WebhookEvent.objects.count() == len({webhook.body for webhook in webhooks})
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1
    assert PaymentTransaction.objects.filter(kind="refund").count() == 1
    assert Refund.objects.count() == 1
    assert story(order).count(EventKind.PAID) == 1
    assert story(order).count(EventKind.REFUNDED) == 1
    assert fresh(order).payment_state == PaymentState.REFUNDED
    assert listening.counters[gateway_type]["captured"] == 1
    assert listening.counters[gateway_type]["refunds"] == 1


def test_webhook_before_the_answer_to_our_request_waits_for_it(listening):
    """The provider was quicker than our own commit."""
    switch_on()
    order = waiting_order()
    payment = begin(order)
    reference = payment.gateway_reference
    Payment.objects.update(gateway_reference="", pay_url="")
    listening.pay(reference)
    listening.deliver()
    inbox.process_waiting()
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {InboxState.PARKED}

    start(payment.pk)  # the same key gives the same payment
    inbox.process_waiting()

    assert fresh(payment).status == PaymentStatus.COMPLETED
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {InboxState.DONE}


def test_webhook_of_nobodys_payment_is_given_up_after_three_days(listening):
    switch_on()
    payment = begin(waiting_order())
    listening.pay(payment.gateway_reference)
    Payment.objects.update(gateway_reference="another")
    type(payment).objects.filter(pk=payment.pk).update(payment_id="00000000-0000-4000-8000-000000000000")
    listening.deliver()

    inbox.process_waiting()
    assert WebhookEvent.objects.first().state == InboxState.PARKED
    with after(days=3, minutes=1):
        inbox.process_waiting()
    event = WebhookEvent.objects.first()
    assert (event.state, event.error) == (InboxState.BAD, "no such payment")
    boss = make_admin()
    assert inbox.look_again(event.pk, actor=boss)
    assert not inbox.look_again(event.pk, actor=boss)


def test_provider_that_does_not_answer_leaves_the_webhook_waiting(listening):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    listening.pay(payment.gateway_reference)
    listening.deliver()
    listening.fail("GET", "/test/v1/payments", "error_before", times=10)

    inbox.process_waiting()
    event = WebhookEvent.objects.first()
    assert event.state == InboxState.NEW
    assert event.error.startswith("OutcomeUnknown")
    listening.faults.forget()
    inbox.process_waiting()

    assert fresh(order).status == OrderStatus.PROCESSING


def test_parked_events_keep_no_money_waiting(listening, monkeypatch):
    monkeypatch.setattr(inbox, "AT_MOST", 3)
    monkeypatch.setattr(inbox, "PARKED_AT_MOST", 3)
    moment = clock.now()
    for number in range(5):
        WebhookEvent.objects.create(
            gateway_type="stripe", event_key=f"early {number}", kind="x", reference=f"cs_{number}",
            received_at=moment - timedelta(hours=1), state=InboxState.PARKED,
        )  # fmt: skip
    switch_on()
    payment = begin(waiting_order())
    listening.pay(payment.gateway_reference)
    listening.deliver()

    assert inbox.process_waiting() == 4  # the new one and three that are parked

    assert fresh(payment).status == PaymentStatus.COMPLETED
    assert inbox.process_waiting() == 2
    with after(minutes=9):
        assert inbox.process_waiting() == 0
    with after(minutes=11):
        assert inbox.process_waiting() == 3


def test_webhook_that_fails_always_is_given_up_and_says_why(listening, settings):
    switch_on()
    payment = begin(waiting_order())
    listening.pay(payment.gateway_reference)
    listening.deliver()
    settings.PAYMENT_PROVIDERS = {}

    with after(days=2, hours=23):
        inbox.process_waiting()
    assert WebhookEvent.objects.get().state == InboxState.NEW
    with after(days=3, minutes=1):
        inbox.process_waiting()

    event = WebhookEvent.objects.get()
    assert (event.state, event.error.split(":")[0]) == (InboxState.BAD, "GatewayUnavailable")


def test_silent_provider_is_asked_once_in_a_run_for_all_its_webhooks(listening):
    switch_on()
    for number in range(3):
        order = waiting_order(email=f"{number}@example.com", phone=f"+7921999999{number}")
        listening.pay(begin(order).gateway_reference)
    listening.deliver()
    listening.fail("GET", "/test/v1/payments", "error_before", times=100)
    before = listening.calls("GET", "/test/v1/payments")

    assert inbox.process_waiting() == 1

    assert listening.calls("GET", "/test/v1/payments") == before + 1


def test_task_that_is_told_to_stop_stops(listening):
    """Celery says so by an exception, at any place."""
    switch_on()
    payment = begin(waiting_order())
    listening.pay(payment.gateway_reference)
    listening.deliver()

    def told(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "synced_at" in sql:
            raise SoftTimeLimitExceeded
        return execute(sql, params, many, context)

    with connection.execute_wrapper(told), pytest.raises(SoftTimeLimitExceeded):
        inbox.process_waiting()

    assert WebhookEvent.objects.get().error == ""


def test_forged_success_makes_nothing_paid(listening, client):
    """YooKassa signs nothing: who knows the address may say anything, and the provider is asked."""
    switch_on(GatewayType.YOOKASSA)
    order = waiting_order()
    payment = begin(order, GatewayType.YOOKASSA)
    secret = settings.PAYMENT_PROVIDERS["yookassa"]["webhook_secrets"][0]
    body = {
        "type": "notification",
        "event": "payment.succeeded",
        "object": {
            "id": payment.gateway_reference,
            "status": "succeeded",
            "paid": True,
            "amount": {"value": f"{payment.charged}", "currency": "RUB"},
            "metadata": {"payment": str(payment.payment_id)},
        },
    }

    answer = client.post(
        reverse("webhook_with_secret", args=["yookassa", secret]), body, content_type="application/json"
    )
    inbox.process_waiting()

    assert answer.status_code == 200
    assert fresh(payment).status == PaymentStatus.PENDING
    assert fresh(order).payment_state == PaymentState.UNPAID


HOSTILE = {
    "empty": (b"", 400),
    "no json": (b"payment=succeeded", 400),
    "array": (b"[]", 400),
    "nan": (b'{"id": NaN}', 400),
    "twice the same key": (b'{"id": "1", "id": "2"}', 400),
    "nul": (b'{"id": "\\u0000"}', 400),
    "deep": (b"[" * 200_000, 400),
    "deep object": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 413),
    "too large": (b'{"id": "' + b"x" * 300_000 + b'"}', 413),
    "not utf-8": (b'{"id": "\xff"}', 400),
}


@pytest.mark.parametrize("gateway_type", ["test_gateway", "stripe", "paypal", "yookassa"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_refused(fake, client, gateway_type, name):
    switch_on(gateway_type)
    body, expected = HOSTILE[name]
    url = reverse("webhook", args=[gateway_type])

    answer = client.post(url, body, content_type="application/json")

    assert answer.status_code in {expected, 400}
    assert answer.status_code == 413 or expected == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_posts(fake, client, method):
    switch_on()

    assert getattr(client, method)(reverse("webhook", args=["test_gateway"])).status_code == 405


@pytest.mark.parametrize("gateway_type", ["balance", "cash_on_delivery", "nothing", "stripe"])
def test_who_sends_no_webhooks_has_no_door(client, gateway_type, settings):
    """Stripe has no secrets here, so nothing could be proved."""
    settings.PAYMENT_PROVIDERS = {}

    answer = client.post(reverse("webhook", args=[gateway_type]), {}, content_type="application/json")

    assert answer.status_code == 404


def test_test_gateway_has_no_door_in_production(fake, client, settings):
    switch_on()
    settings.TEST_GATEWAY = False

    answer = client.post(reverse("webhook", args=["test_gateway"]), {}, content_type="application/json")

    assert answer.status_code == 404


def test_database_that_is_down_is_told_to_the_provider(listening):
    switch_on()
    payment = begin(waiting_order())
    listening.pay(payment.gateway_reference)

    def down(execute, sql, params, many, context):
        raise OperationalError("the server went away")

    with connection.execute_wrapper(down):
        answers = listening.deliver(1)
    assert answers == [503]


def test_gateway_that_was_switched_off_still_hears_of_its_old_payments(listening):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    PaymentGateway.objects.update(is_active=False)
    listening.pay(payment.gateway_reference)

    listening.deliver()
    inbox.process_waiting()

    assert fresh(order).payment_state == PaymentState.PAID


def test_door_answers_in_few_statements(listening, django_assert_num_queries):
    switch_on()
    payment = begin(waiting_order())
    listening.pay(payment.gateway_reference)
    webhook = listening.webhooks[0]

    with django_assert_num_queries(6):  # gateway, event known?, savepoint twice, insert, its key
        listening.hooks.shop(webhook)
    with django_assert_num_queries(4):
        listening.hooks.shop(webhook)
    assert json.loads(webhook.body)
