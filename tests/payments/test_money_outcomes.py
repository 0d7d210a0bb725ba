"""What becomes of money when an answer is lost, comes late, or says another end than we thought."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock, outbox
from core.models import Outbox
from orders.enums import OrderStatus, PaymentMethod, PaymentState
from orders.models import Order
from orders.services.expiry import expire_due
from payments.enums import GatewayType, PaymentStatus, RefundReason, RefundStatus
from payments.errors import AmountWrong, PaymentNotFound, RefundExceeds
from payments.models import Refund
from payments.selectors.debts import due_of
from payments.selectors.gateways import balance_of
from payments.selectors.pages import Standing, payment_status
from payments.services.cash import record_cash
from payments.services.polling import sync_open
from payments.services.reconciliation import reconcile
from payments.services.refunds import refund_payment
from payments.services.reviewing import accept_as_received, send_back_received
from payments.services.starting import open_payment, open_top_up, start
from payments.services.syncing import sync_payment
from tests.factories.people import make_admin, make_customer

from .scenes import after, begin, fresh, odd_payment, pay, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db
STRIPE_REFUNDS = ("POST", "/stripe/v1/refunds")


@pytest.fixture
def boss():
    return make_admin()


def give_back(payment, boss, amount="1000", key="key", reason=RefundReason.DISCOUNT) -> Refund:
    return refund_payment(payment.pk, Decimal(amount), actor=boss, key=key, reason=reason)


# A refund whose answer was lost


def test_other_contact_meanwhile_gives_nothing_back_twice(fake, boss):
    """The receipt of the repetition differs, so the provider refuses it: the first one is looked for."""
    payment = pay(fake, waiting_order(), GatewayType.YOOKASSA)
    fake.fail("POST", "/yookassa/v3/refunds", "drop")
    refund = give_back(payment, boss)
    run_outbox()
    Order.objects.update(contact_email="other@example.com")

    with after(minutes=2):
        run_outbox()

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fresh(payment).refunded == Decimal("1000.00")
    assert fake.counters["yookassa"]["refunds"] == 1


def test_refusal_for_want_of_a_key_is_no_proof(fake, boss, settings):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    fake.fail(*STRIPE_REFUNDS, "drop")
    refund = give_back(payment, boss)
    run_outbox()
    good = settings.PAYMENT_PROVIDERS
    settings.PAYMENT_PROVIDERS = {**good, "stripe": {**good["stripe"], "key": "sk_test_wrong"}}
    with after(minutes=2):
        run_outbox()
    assert fresh(refund).status == RefundStatus.REQUESTED

    settings.PAYMENT_PROVIDERS = good
    with after(minutes=10):
        run_outbox()

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fake.counters["stripe"]["refunds"] == 1


def test_after_days_it_is_looked_for_before_it_is_asked_again(fake, boss):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    refund = give_back(payment, boss)
    fake.fail(*STRIPE_REFUNDS, "drop")
    run_outbox()
    row = Outbox.objects.get(topic="payments.refund")
    Outbox.objects.filter(pk=row.pk).update(dead_at=clock.now(), leased_until=None)

    with after(days=3):
        fake.state.replays.clear()  # the provider has forgotten the key
        outbox.send_again(row.pk)
        run_outbox()

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fake.counters["stripe"]["refunds"] == 1


def test_failed_here_and_done_there_is_taken_off_again(fake, boss):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    fake.refunds_become("failed")
    refund = give_back(payment, boss)
    run_outbox()
    assert fresh(payment).refunded == 0
    fake.state.refund(fresh(refund).gateway_refund_id)[1].status = "completed"

    sync_payment(payment.pk)

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fresh(payment).refunded == Decimal("1000.00")


def test_done_here_and_failed_there_is_shown_to_the_staff(fake, boss):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    refund = give_back(payment, boss)
    run_outbox()
    fake.state.refund(fresh(refund).gateway_refund_id)[1].status = "failed"

    sync_payment(payment.pk)

    assert fresh(payment).review_reason == "refund_differs"


# What was given back is not owed


@pytest.mark.parametrize("reason", [RefundReason.DISCOUNT, RefundReason.GOODS_RETURNED, RefundReason.OTHER])
def test_what_was_given_back_is_not_asked_for_again(fake, boss, reason):
    payment = pay(fake, waiting_order())

    give_back(payment, boss, reason=reason)
    assert fresh(payment.order).payment_state == PaymentState.PAID  # it has not gone yet
    run_outbox()

    order = fresh(payment.order)
    assert due_of(order) is None
    assert payment_status(order).status == Standing.PAID
    assert order.payment_state == PaymentState.PARTLY_REFUNDED


def test_what_was_too_much_is_still_owed(boss):
    """A deposit paid twice and given back once is a deposit."""
    order = waiting_order()
    record_cash(order.pk, Decimal("1000"), actor=boss)
    second = record_cash(order.pk, Decimal("1000"), actor=boss)

    give_back(second, boss, reason=RefundReason.SURPLUS)

    assert fresh(order).payment_state == PaymentState.DEPOSIT_PAID
    assert due_of(fresh(order)).amount == order.total - 1000


# Money that is looked into


def test_order_does_not_run_out_while_its_money_is_looked_into(fake, boss):
    payment = odd_payment(fake)

    with after(minutes=20):
        assert expire_due() == 0
        accept_as_received(payment.pk, actor=boss, note="договорились")

    order = fresh(payment.order)
    assert (order.status, order.payment_state) == (OrderStatus.PENDING, PaymentState.DEPOSIT_PAID)


def test_after_it_was_sent_back_the_order_can_be_paid_anew(fake, boss):
    payment = odd_payment(fake)
    send_back_received(payment.pk, actor=boss, note="не та сумма")
    run_outbox()

    order = fresh(payment.order)
    assert payment_status(order).status == Standing.DUE
    assert order.pay_until > clock.now() + PaymentMethod.ONLINE.window - timedelta(minutes=1)
    assert fresh(payment).status == PaymentStatus.CANCELLED
    assert begin(order).pk != payment.pk


def test_sending_back_that_fails_is_on_the_list_again(fake, boss):
    payment = odd_payment(fake)
    fake.refunds_become("failed")
    send_back_received(payment.pk, actor=boss, note="не та сумма")

    run_outbox()

    payment = fresh(payment)
    assert (payment.status, payment.review_reason, payment.refunded) == (
        PaymentStatus.REVIEW,
        "refund_failed",
        Decimal("0.00"),
    )


def test_money_in_another_currency_goes_back_in_it_and_never_counts(fake, boss):
    switch_on()
    payment = begin(waiting_order())
    fake.pay(payment.gateway_reference)
    fake.tamper(payment.gateway_reference, currency="USD", amount=Decimal("100.00"))
    payment = sync_payment(payment.pk)

    with pytest.raises(AmountWrong):
        accept_as_received(payment.pk, actor=boss, note="?")
    send_back_received(payment.pk, actor=boss, note="доллары")
    run_outbox()

    assert fake.counters["test_gateway"]["refunded_sum"] == Decimal("100.00")
    assert Refund.objects.get().status == RefundStatus.COMPLETED


def test_part_of_it_is_not_given_back(fake, boss):
    payment = odd_payment(fake)

    with pytest.raises(RefundExceeds):
        give_back(payment, boss)


def test_counted_it_closes_the_page_that_asks_for_another_sum(fake, boss):
    switch_on(GatewayType.STRIPE)
    switch_on()
    order = waiting_order()
    first, second = begin(order), begin(order, GatewayType.STRIPE)
    fake.pay(first.gateway_reference)
    fake.tamper(first.gateway_reference, amount=Decimal("64200.01"))
    sync_payment(first.pk)

    accept_as_received(first.pk, actor=boss, note="копейка")

    assert fresh(second).status == PaymentStatus.CANCELLED


def test_hold_of_a_wrong_sum_is_let_go_although_the_provider_was_silent(fake, boss):
    switch_on(GatewayType.STRIPE)
    payment = begin(waiting_order(), GatewayType.STRIPE)
    fake.tamper(payment.gateway_reference, amount=Decimal("64199.99"))
    fake.pay(payment.gateway_reference)
    fake.fail("POST", "/stripe/v1/payment_intents", "error_before")
    payment = sync_payment(payment.pk)
    run_outbox()
    assert fake.counters["stripe"]["cancelled"] == 0

    with after(minutes=2):
        run_outbox()

    assert fake.counters["stripe"]["cancelled"] == 1
    with pytest.raises(PaymentNotFound):
        accept_as_received(payment.pk, actor=boss, note="ничего не пришло")
    send_back_received(payment.pk, actor=boss, note="ничего не пришло")
    assert fresh(payment).status == PaymentStatus.CANCELLED


def test_top_up_of_another_sum_is_counted_once(fake, boss):
    customer = make_customer()
    switch_on()
    payment = start(open_top_up(customer.pk, Decimal("1000"), gateway_type="test_gateway").pk)
    fake.pay(payment.gateway_reference)
    fake.tamper(payment.gateway_reference, amount=Decimal("900.00"))
    sync_payment(payment.pk)

    accept_as_received(payment.pk, actor=boss, note="меньше")

    assert balance_of(customer) == Decimal("900.00")


# Captures that do not succeed


def test_pieces_do_not_wait_forever_for_a_capture(fake):
    """The provider says for hours that the money is held, and never takes it."""
    switch_on(GatewayType.STRIPE)
    order = waiting_order()
    payment = begin(order, GatewayType.STRIPE)
    fake.pay(payment.gateway_reference)
    fake.fail("POST", "/stripe/v1/payment_intents", "error_before", times=10_000)

    for minutes in range(10, 60, 10):
        with after(minutes=minutes):
            sync_open()
            expire_due()

    assert fresh(order).status == OrderStatus.CANCELLED


# Coins of other currencies


def test_amounts_below_the_smallest_coin(fake, boss):
    """0,30 ₽ at 80 ₽ for a dollar are less than a cent: a cent it is."""
    payment = pay(fake, waiting_order(), GatewayType.PAYPAL)
    give_back(payment, boss, "0.30")
    run_outbox()
    assert Refund.objects.get().charged == Decimal("0.01")

    order = waiting_order(email="second@example.com", phone="+79210000001")
    record_cash(order.pk, order.total - Decimal("0.30"), actor=boss)
    assert open_payment(order.pk, gateway_type=GatewayType.PAYPAL).charged == Decimal("0.01")


def test_fee_of_the_customer_that_went_back_in_the_cabinet_leaves_no_difference(fake):
    gateway = switch_on(percentage_fee=Decimal("10"), fee_bearer="customer")
    payment = begin(waiting_order())
    fake.pay(payment.gateway_reference)
    payment = sync_payment(payment.pk)
    fake.refund(payment.gateway_reference, payment.charged)
    sync_payment(payment.pk)

    assert not reconcile(gateway, since=clock.now() - timedelta(days=1)).differences
