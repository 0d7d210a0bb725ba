"""One function brings a payment to what its provider says: once, however often and from wherever it is
called.
"""

from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core.models import Outbox
from inventory.models import StockItem
from orders.enums import EventKind, OrderStatus, PaymentState
from payments.enums import AttemptStatus, Decline, GatewayType, PaymentStatus
from payments.errors import GatewayUnavailable, NothingDue
from payments.models import Payment, PaymentTransaction
from payments.providers.base import OutcomeUnknown
from payments.services.refunds import carry_out, refund_payment
from payments.services.starting import open_payment, start
from payments.services.syncing import sync_payment
from tests.factories.people import make_admin

from .scenes import DECLINED, after, begin, fresh, pay, run_outbox, story, switch_on, waiting_order

pytestmark = pytest.mark.django_db

GATEWAYS = [GatewayType.TEST_GATEWAY, GatewayType.STRIPE, GatewayType.PAYPAL, GatewayType.YOOKASSA]


@pytest.mark.parametrize("gateway_type", GATEWAYS)
def test_paid_order_is_prepared_at_once(fake, gateway_type):
    order = waiting_order()

    payment = pay(fake, order, gateway_type)

    order = fresh(order)
    assert (payment.status, payment.captured) == (PaymentStatus.COMPLETED, order.total)
    assert (order.status, order.payment_state) == (OrderStatus.PROCESSING, PaymentState.PAID)
    assert order.pay_until is None
    assert story(order) == [EventKind.PLACED, EventKind.PAID, EventKind.CONFIRMED]
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (9, 0)
    assert fake.counters[gateway_type]["captured"] == 1


def test_asking_again_changes_nothing(fake):
    order = waiting_order()
    payment = pay(fake, order)
    before = list(Payment.objects.values_list("status", "captured", "invoice_number"))

    for _ in range(5):
        sync_payment(payment.pk)

    assert list(Payment.objects.values_list("status", "captured", "invoice_number")) == before
    assert PaymentTransaction.objects.count() == 1
    assert story(order).count(EventKind.PAID) == 1
    assert Outbox.objects.filter(topic="mail.order_paid").count() == 1


def test_declined_card_and_another_one_for_the_same_order(fake):
    switch_on()
    order = waiting_order()
    payment = begin(order)

    fake.pay(payment.gateway_reference, DECLINED)
    after_decline = sync_payment(payment.pk)
    fake.pay(payment.gateway_reference)
    payment = sync_payment(payment.pk)

    assert after_decline.status == PaymentStatus.PENDING
    assert payment.status == PaymentStatus.COMPLETED
    assert [(a.attempt_number, a.status, a.failure_reason) for a in payment.attempts.all()] == [
        (1, AttemptStatus.FAILED, Decline.DECLINED),
        (2, AttemptStatus.SUCCEEDED, ""),
    ]
    assert Payment.objects.count() == 1
    assert fresh(order).payment_state == PaymentState.PAID


@pytest.mark.parametrize(
    ("card", "decline"),
    [
        ("4000000000000002", "decline"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
    ],
)
def test_each_card_of_the_test_gateway_is_refused_in_its_own_words(fake, card, decline):
    switch_on()
    payment = begin(waiting_order())

    fake.pay(payment.gateway_reference, card)
    sync_payment(payment.pk)

    assert payment.attempts.get().failure_reason == decline


def test_decline_that_ends_a_payment_leaves_the_order_to_be_paid_again(fake):
    switch_on(GatewayType.YOOKASSA)
    order = waiting_order()
    first = begin(order, GatewayType.YOOKASSA)
    fake.pay(first.gateway_reference, DECLINED)
    assert sync_payment(first.pk).status == PaymentStatus.FAILED

    second = begin(order, GatewayType.YOOKASSA)
    fake.pay(second.gateway_reference)
    sync_payment(second.pk)

    assert second.pk != first.pk
    assert fresh(order).payment_state == PaymentState.PAID
    assert Payment.objects.filter(status=PaymentStatus.COMPLETED).count() == 1


def test_bank_that_refuses_what_was_approved_is_an_attempt_and_he_may_try_again(fake):
    """At PayPal the bank is asked only when we take the money."""
    switch_on(GatewayType.PAYPAL)
    order = waiting_order()
    payment = begin(order, GatewayType.PAYPAL)
    fake.pay(payment.gateway_reference, DECLINED)
    declined = sync_payment(payment.pk)
    sync_payment(payment.pk)

    fake.pay(payment.gateway_reference)
    paid = sync_payment(payment.pk)

    assert declined.status == PaymentStatus.PENDING
    assert paid.status == PaymentStatus.COMPLETED
    assert list(paid.attempts.values_list("status", "failure_reason")) == [
        (AttemptStatus.FAILED, Decline.DECLINED),
        (AttemptStatus.SUCCEEDED, ""),
    ]


def test_button_pressed_twice_is_one_payment(fake):
    switch_on()
    order = waiting_order()

    assert begin(order).pk == begin(order).pk
    assert fake.counters["test_gateway"]["started"] == 1


def test_another_way_closes_the_first_and_both_paid_is_once_too_much(fake):
    switch_on()
    switch_on(GatewayType.STRIPE)
    order = waiting_order()
    first = begin(order)
    second = begin(order, GatewayType.STRIPE)
    assert fresh(first).status == PaymentStatus.CANCELLED

    fake.pay(second.gateway_reference)
    sync_payment(second.pk)
    fake.pay(first.gateway_reference)
    sync_payment(first.pk)
    run_outbox()

    order = fresh(order)
    assert fresh(first).status == PaymentStatus.COMPLETED
    assert fresh(first).refunds.get().amount == order.total
    assert (order.status, order.payment_state) == (OrderStatus.PROCESSING, PaymentState.PAID)
    assert fake.counters["test_gateway"]["refunded_sum"] == order.total
    assert EventKind.PAID_LATE in story(order)


def test_database_itself_allows_one_open_payment_of_an_order(fake):
    switch_on()
    payment = begin(waiting_order())

    payment.pk, payment.payment_id, payment.gateway_reference = None, None, ""
    with pytest.raises(IntegrityError):
        Payment.objects.bulk_create([payment])


def test_nothing_is_due_for_a_paid_order(fake):
    order = waiting_order()
    pay(fake, order)

    with pytest.raises(NothingDue):
        open_payment(order.pk, gateway_type=GatewayType.TEST_GATEWAY)


def test_nobody_begins_to_pay_after_the_window(fake):
    switch_on()
    order = waiting_order()

    with after(minutes=15, seconds=1), pytest.raises(NothingDue):
        open_payment(order.pk, gateway_type=GatewayType.TEST_GATEWAY)
    with after(minutes=14, seconds=59):
        assert open_payment(order.pk, gateway_type=GatewayType.TEST_GATEWAY)


@pytest.mark.parametrize("trouble", ["error_after", "drop"])
@pytest.mark.parametrize("gateway_type", GATEWAYS)
def test_provider_that_fails_after_its_work_makes_one_payment(fake, gateway_type, trouble):
    """The outbox repeats with the same key, so the fake has one charge."""
    switch_on(gateway_type)
    order = waiting_order()
    payment = open_payment(order.pk, gateway_type=gateway_type)
    prefix = "test" if gateway_type == GatewayType.TEST_GATEWAY else gateway_type
    path = {"paypal": "/paypal/v2/checkout/orders", "stripe": "/stripe/v1/checkout"}.get(
        prefix, f"/{prefix}/v"
    )
    fake.fail("POST", path, trouble)

    with pytest.raises(OutcomeUnknown):
        start(payment.pk)
    assert fresh(payment).status == PaymentStatus.PENDING
    with after(minutes=1):
        run_outbox()
    payment = fresh(payment)
    fake.pay(payment.gateway_reference)
    payment = sync_payment(payment.pk)

    assert payment.status == PaymentStatus.COMPLETED
    assert fake.counters[gateway_type]["started"] == 1
    assert fake.counters[gateway_type]["captured"] == 1


@pytest.mark.parametrize("trouble", ["error_after", "drop"])
def test_capture_that_fails_after_its_work_takes_the_money_once(fake, trouble):
    switch_on(GatewayType.STRIPE)
    order = waiting_order()
    payment = begin(order, GatewayType.STRIPE)
    fake.pay(payment.gateway_reference)
    fake.fail("POST", "/stripe/v1/payment_intents", trouble)

    with pytest.raises(OutcomeUnknown):
        sync_payment(payment.pk)
    payment = sync_payment(payment.pk)

    assert payment.status == PaymentStatus.COMPLETED
    assert fake.counters["stripe"]["captured"] == 1
    assert fresh(order).payment_state == PaymentState.PAID


def test_payment_that_the_provider_has_lost_is_over(fake):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    fake.lose(payment.gateway_reference)

    assert sync_payment(payment.pk).status == PaymentStatus.FAILED
    assert begin(order).pk != payment.pk


@pytest.mark.parametrize("change", [{"amount": Decimal("1.00")}, {"currency": "USD"}])
def test_another_sum_or_currency_moves_nothing_and_is_looked_at(fake, change):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    fake.pay(payment.gateway_reference)
    fake.tamper(payment.gateway_reference, **change)

    payment = sync_payment(payment.pk)

    order = fresh(order)
    assert (payment.status, payment.review_reason) == (PaymentStatus.REVIEW, "wrong_amount")
    assert payment.captured > 0
    assert (order.status, order.payment_state) == (OrderStatus.PENDING, PaymentState.UNPAID)
    assert story(order) == [EventKind.PLACED, EventKind.NOTE]


def test_one_kopeck_less_that_is_only_held_is_let_go(fake):
    switch_on(GatewayType.STRIPE)
    order = waiting_order()
    payment = begin(order, GatewayType.STRIPE)
    fake.pay(payment.gateway_reference)
    fake.tamper(payment.gateway_reference, amount=order.total - Decimal("0.01"))

    payment = sync_payment(payment.pk)
    run_outbox()

    assert payment.status == PaymentStatus.REVIEW
    assert fake.counters["stripe"]["captured"] == 0
    assert fake.counters["stripe"]["cancelled"] == 1


def test_invoices_are_numbered_without_gaps(fake):
    orders = [waiting_order(email=f"a{n}@example.com", phone=f"+7921000000{n}") for n in range(3)]
    failed = begin(orders[0]) if switch_on() else None
    fake.lose(failed.gateway_reference)
    sync_payment(failed.pk)

    numbers = [pay(fake, order).invoice_number for order in orders]

    year = Payment.objects.latest("pk").completed_at.year
    assert numbers == [f"{year}-00000{n}" for n in (1, 2, 3)]


def test_fee_is_the_shops_unless_the_owner_says_otherwise(fake):
    switch_on(fixed_fee=Decimal("2"), percentage_fee=Decimal("2.5"))
    order = waiting_order()

    payment = begin(order)

    assert payment.gateway_fee == Decimal("2") + order.total * Decimal("0.025")
    assert (payment.total_amount, payment.charged) == (order.total, order.total)


def test_fee_of_the_customer_is_paid_but_does_not_pay_the_order(fake):
    switch_on(fixed_fee=Decimal("2"), percentage_fee=Decimal("2.5"), fee_bearer="customer")
    order = waiting_order()
    payment = begin(order)
    fake.pay(payment.gateway_reference)

    payment = sync_payment(payment.pk)

    assert payment.total_amount == order.total + payment.gateway_fee == payment.charged
    assert payment.captured == order.total
    assert fresh(order).payment_state == PaymentState.PAID
    assert fake.counters["test_gateway"]["captured_sum"] == payment.total_amount


def test_payment_keeps_the_mode_it_was_made_in(fake):
    gateway = switch_on(GatewayType.STRIPE)
    order = waiting_order()
    payment = begin(order, GatewayType.STRIPE)
    fake.pay(payment.gateway_reference)

    gateway.is_test_mode = False
    gateway.save()

    assert payment.is_test
    assert sync_payment(payment.pk).status == PaymentStatus.COMPLETED


def test_another_mode_is_another_payment(fake):
    gateway = switch_on(GatewayType.PAYPAL)
    order = waiting_order()
    first = begin(order, GatewayType.PAYPAL)

    gateway.is_test_mode = False
    gateway.save()
    second = begin(order, GatewayType.PAYPAL)

    assert (second.pk == first.pk, second.is_test) == (False, False)
    assert fresh(first).status == PaymentStatus.CANCELLED


def test_staff_see_the_providers_own_word_for_a_refusal(fake):
    switch_on()
    payment = begin(waiting_order())
    fake.pay(payment.gateway_reference, DECLINED)

    [attempt] = sync_payment(payment.pk).attempts.all()

    assert attempt.gateway_response == {"code": "decline"}


def test_no_provider_is_asked_inside_a_transaction(fake):
    """Rows would stay locked as long as it makes us wait."""
    payment = pay(fake, waiting_order())
    refund = refund_payment(payment.pk, payment.captured, actor=make_admin(), reason="other", key="k")

    for ask in (partial(sync_payment, payment.pk), partial(carry_out, refund.pk)):
        with transaction.atomic(), pytest.raises(RuntimeError):
            ask()


def test_test_gateway_takes_nothing_outside_its_test_mode(fake):
    switch_on(is_test_mode=False)
    order = waiting_order()

    with pytest.raises(GatewayUnavailable):
        open_payment(order.pk, gateway_type=GatewayType.TEST_GATEWAY)
    assert not Payment.objects.exists()
