"""Money that comes after the order was called off: the order stands again, or the money goes back. It is
never lost.
"""

from decimal import Decimal

import pytest

from inventory.models import StockItem
from orders.enums import CancelReason, EventKind, OrderStatus, PaymentState, ReservationState, Role
from orders.models import Order, Reservation
from orders.services.moves import cancel_order
from payments.enums import GatewayType, PaymentStatus, RefundReason, RefundStatus
from payments.models import Refund
from payments.services.closing import expire_open, order_called_off
from payments.services.refunds import refund_payment
from payments.services.syncing import sync_payment
from promotions.models import Promotion
from tests.factories.orders import make_order
from tests.factories.payments import take_cash
from tests.factories.people import make_admin
from tests.factories.promotions import make_promotion

from .scenes import (
    after,
    begin,
    fresh,
    let_time_out,
    pay,
    run_outbox,
    story,
    switch_on,
    waiting_order,
)

pytestmark = pytest.mark.django_db


def stock() -> tuple[int, int]:
    return StockItem.objects.values_list("on_hand", "reserved").get()


def test_unpaid_order_ends_with_its_payment_and_the_pieces_are_free(fake):
    switch_on()
    order = waiting_order()
    payment = begin(order)

    order = let_time_out(order)

    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.PAYMENT_TIMEOUT)
    assert fresh(payment).status == PaymentStatus.EXPIRED
    assert stock() == (10, 0)


def test_late_money_takes_the_order_up_again_while_its_pieces_are_there(fake):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    let_time_out(order)
    fake.pay(payment.gateway_reference)

    payment = sync_payment(payment.pk)

    order = fresh(order)
    assert payment.status == PaymentStatus.COMPLETED
    assert (order.status, order.payment_state) == (OrderStatus.PROCESSING, PaymentState.PAID)
    assert order.cancel_reason == ""
    assert stock() == (9, 0)
    assert Reservation.objects.get().state == ReservationState.CONSUMED
    assert story(order) == [EventKind.PLACED, EventKind.EXPIRED, EventKind.REVIVED]
    assert not Refund.objects.exists()


def test_late_money_goes_back_when_the_pieces_are_gone(fake):
    switch_on()
    order = waiting_order(lines={"KS-OAK": 10})
    payment = begin(order)
    let_time_out(order)
    make_order({"KS-OAK": 1}, email="rival@example.com", phone="+79219999999")
    fake.pay(payment.gateway_reference)

    sync_payment(payment.pk)
    sync_payment(payment.pk)
    run_outbox()
    sync_payment(payment.pk)

    order, refund = fresh(order), Refund.objects.get()
    assert (order.status, order.payment_state) == (OrderStatus.CANCELLED, PaymentState.REFUNDED)
    assert (refund.amount, refund.status) == (order.total, RefundStatus.COMPLETED)
    assert refund.reason == RefundReason.LATE_MONEY
    assert stock() == (10, 1)
    assert story(order)[2:] == [EventKind.PAID_LATE, EventKind.REFUNDED]
    assert fake.counters["test_gateway"]["refunds"] == 1


def test_money_that_is_only_held_is_let_go_when_the_order_has_run_out(fake):
    """No capture, so there is nothing to give back."""
    switch_on(GatewayType.STRIPE)
    order = waiting_order()
    payment = begin(order, GatewayType.STRIPE)
    fake.pay(payment.gateway_reference)

    let_time_out(order)

    assert fake.counters["stripe"]["captured"] == 0
    assert fake.counters["stripe"]["cancelled"] == 1
    assert fresh(payment).status == PaymentStatus.EXPIRED


def test_payment_after_the_customer_cancelled_goes_back(fake):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    cancel_order(order.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
    fake.pay(payment.gateway_reference)

    run_outbox()

    order = fresh(order)
    assert (order.status, order.payment_state) == (OrderStatus.CANCELLED, PaymentState.REFUNDED)
    assert Refund.objects.get().status == RefundStatus.COMPLETED


def test_what_cannot_go_back_stops_no_other_money_of_a_cancelled_order(fake):
    """A kopeck is less than a cent."""
    boss = make_admin()
    order = waiting_order()
    dollars = pay(fake, order, GatewayType.PAYPAL)
    given = dollars.captured - Decimal("0.01")
    refund_payment(dollars.pk, given, actor=boss, reason=RefundReason.DISCOUNT, key="most")
    Order.objects.filter(pk=order.pk).update(total=order.total + 100)
    cash = take_cash(fresh(order), Decimal("100"))

    cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.CHANGED_MIND, actor=boss)
    run_outbox()

    assert fresh(cash).refunded == Decimal("100.00")
    assert fresh(dollars).review_reason == "not_sent_back"


def test_cancelled_paid_order_gives_back_money_pieces_and_voucher_once(fake):
    make_promotion("Скидка", total_limit=5)
    order = waiting_order()
    pay(fake, order)
    assert Promotion.objects.get().used_count == 1

    cancel_order(order.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
    run_outbox()
    run_outbox()

    order = fresh(order)
    assert order.payment_state == PaymentState.REFUNDED
    assert Refund.objects.get().amount == order.total
    assert stock() == (10, 0)
    assert Promotion.objects.get().used_count == 0
    assert fake.counters["test_gateway"]["refunds"] == 1


def test_promotion_counts_again_when_late_money_takes_the_order_up(fake):
    make_promotion("Скидка", total_limit=5)
    switch_on()
    order = waiting_order()
    payment = begin(order)
    let_time_out(order)
    assert Promotion.objects.get().used_count == 0
    fake.pay(payment.gateway_reference)

    sync_payment(payment.pk)

    assert Promotion.objects.get().used_count == 1


def test_lost_webhook_is_made_up_for_when_the_window_ends(fake):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    fake.pay(payment.gateway_reference)

    order = let_time_out(order)

    assert (order.status, order.payment_state) == (OrderStatus.PROCESSING, PaymentState.PAID)
    assert fresh(payment).status == PaymentStatus.COMPLETED


def test_payment_without_a_window_ends_after_a_day_and_the_order_stands(fake):
    switch_on()
    order = make_order()  # paid on delivery, but he looks at the card page
    payment = begin(order)

    with after(hours=23, minutes=59):
        assert expire_open() == 0
    with after(hours=24, seconds=1):
        assert expire_open() == 1
        assert expire_open() == 0

    assert fresh(payment).status == PaymentStatus.EXPIRED
    assert fresh(order).status == OrderStatus.PENDING


def test_event_of_calling_off_that_comes_late_takes_nothing_from_an_order_that_stands_again(fake):
    """The money was quicker than the background."""
    switch_on()
    order = waiting_order()
    payment = begin(order)
    let_time_out(order)
    fake.pay(payment.gateway_reference)
    sync_payment(payment.pk)

    order_called_off(order.events.get(kind=EventKind.EXPIRED).pk)

    assert fresh(order).payment_state == PaymentState.PAID
    assert not Refund.objects.exists()
