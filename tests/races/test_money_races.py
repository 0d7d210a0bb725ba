"""What money promises when many act at once. Each control shows what the guard prevents."""

from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from core import clock
from core.errors import DomainError
from core.models import Outbox
from inventory.models import StockItem
from orders.enums import EventKind, OrderStatus, PaymentMethod, PaymentState, ReservationState
from orders.models import Order, OrderEvent, Reservation
from orders.services.expiry import expire_due
from payments.enums import EntryKind, PaymentStatus, RefundReason
from payments.errors import InsufficientFunds, RefundExceeds
from payments.models import BalanceAccount, BalanceEntry, Payment, PaymentTransaction, Refund
from payments.services import inbox
from payments.services.balance_payments import pay_from_balance, pay_waiting
from payments.services.ledger import account_of, post
from payments.services.polling import sync_if_stale
from payments.services.refunds import refund_payment
from payments.services.starting import open_payment, start
from payments.services.syncing import sync_payment
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.people import make_admin, make_customer
from tests.payments.scenes import after, begin, fresh, give_balance, pay, run_outbox, switch_on, waiting_order

ROUNDS = 20


@contextmanager
def no_row_locks():
    """The guard taken away: rows are read without being held."""
    patch = pytest.MonkeyPatch()
    patch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    yield
    patch.undo()


def refused(results, kind) -> int:
    others = [each for each in results if isinstance(each, Exception) and not isinstance(each, kind)]
    assert others == []
    return sum(isinstance(each, kind) for each in results)


def order_of_ten_thousand(**wishes) -> Order:
    make_product("Полка", sku="POL-10", price=10_000, stock=50)
    return waiting_order(lines={"POL-10": 1}, **wishes)


def test_twenty_refunds_of_three_thousand_from_ten(together, fake):
    payment, boss = pay(fake, order_of_ten_thousand()), make_admin()

    results = together(
        20,
        lambda number: refund_payment(
            payment.pk, Decimal("3000"), actor=boss, reason=RefundReason.DISCOUNT, key=f"{number}"
        ),
    )
    run_outbox()

    assert refused(results, RefundExceeds) == 17
    assert Refund.objects.count() == 3
    assert fresh(payment).refunded == Decimal("9000.00")
    assert fake.counters["test_gateway"]["refunded_sum"] == Decimal("9000.00")


def test_one_refund_pressed_twenty_times(together, fake):
    payment, boss = pay(fake, order_of_ten_thousand()), make_admin()

    results = together(
        20,
        lambda number: refund_payment(
            payment.pk, Decimal("3000"), actor=boss, reason=RefundReason.DISCOUNT, key="one"
        ),
    )

    assert refused(results, ()) == 0
    assert {refund.pk for refund in results} == {Refund.objects.get().pk}


def test_hundred_spends_of_thirty_from_a_thousand(together):
    customer = make_customer()
    give_balance(customer, "1000")
    account = account_of(customer.pk)

    def spend(number: int):
        return post(account.pk, Decimal("-30"), kind=EntryKind.CORRECTION, key=f"spend:{number}")

    results = [each for start in range(0, 100, 25) for each in together(25, lambda n: spend(start + n))]  # noqa: B023

    assert refused(results, InsufficientFunds) == 67
    assert fresh(account).balance == Decimal("10.00")
    entries = list(BalanceEntry.objects.values_list("amount", flat=True))
    assert sum(entries) == Decimal("10.00")
    assert len(entries) == 34


@pytest.mark.postgres
def test_control_spends_without_the_lock_lose_money(together):
    customer = make_customer()
    give_balance(customer, "1000")
    account = account_of(customer.pk)

    with no_row_locks():
        together(
            25,
            lambda number: post(account.pk, Decimal("-30"), kind=EntryKind.CORRECTION, key=f"s:{number}"),
        )

    spent = -sum(BalanceEntry.objects.filter(amount__lt=0).values_list("amount", flat=True))
    assert BalanceAccount.objects.get().balance != Decimal("1000") - spent


def test_same_posting_fifty_times(together):
    account = account_of(make_customer().pk)

    together(50, lambda number: post(account.pk, Decimal("10"), kind=EntryKind.GRANT, key="once"))

    assert fresh(account).balance == Decimal("10.00")
    assert BalanceEntry.objects.count() == 1


def test_return_page_and_webhook_together(together, fake, client):
    """Twenty rounds: one transition, one letter each."""
    switch_on()
    fake.hooks.hold = True
    for number in range(ROUNDS):
        order = (
            order_of_ten_thousand(email=f"r{number}@example.com")
            if not number
            else waiting_order(lines={"POL-10": 1}, email=f"r{number}@example.com")
        )
        payment = begin(order)
        fake.pay(payment.gateway_reference)

        results = together(2, lambda _: sync_payment(payment.pk))  # noqa: B023

        assert refused(results, ()) == 0
        kinds = list(OrderEvent.objects.filter(order=order).values_list("kind", flat=True))
        assert kinds.count(EventKind.PAID) == 1
        assert kinds.count(EventKind.CONFIRMED) == 1
    assert PaymentTransaction.objects.count() == ROUNDS
    assert Outbox.objects.filter(topic="mail.order_paid").count() == ROUNDS
    numbers = sorted(Payment.objects.values_list("invoice_number", flat=True))
    assert [int(number[-6:]) for number in numbers] == list(range(1, ROUNDS + 1))
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (50 - ROUNDS, 0)


def test_one_webhook_at_twenty_doors_at_once(together, fake, client):
    from django.test import Client

    switch_on()
    fake.hooks.hold = True
    order = order_of_ten_thousand()
    payment = begin(order)
    fake.pay(payment.gateway_reference)
    webhook = fake.webhooks[0]
    headers = {name: value for name, value in webhook.headers.items() if name != "Content-Type"}

    results = together(
        20,
        lambda _: (
            Client()
            .post(webhook.path, webhook.body, content_type="application/json", headers=headers)
            .status_code
        ),
    )
    inbox.process_waiting()

    assert set(results) == {200}
    assert PaymentTransaction.objects.count() == 1
    assert fresh(order).payment_state == PaymentState.PAID


def test_button_pressed_ten_times_at_once_opens_one_payment(together, fake):
    switch_on()
    order = order_of_ten_thousand()

    results = together(10, lambda _: start(open_payment(order.pk, gateway_type="test_gateway").pk))

    assert refused(results, ()) == 0
    assert Payment.objects.get().status == PaymentStatus.PENDING
    assert fake.counters["test_gateway"]["started"] == 1


def test_two_top_ups_and_five_orders_at_once(together):
    """Each order is paid at most once, whole, the oldest first."""
    customer = make_customer()
    make_product("Полка", sku="POL-1", price=100, stock=50)
    orders = [waiting_order(lines={"POL-1": 1}, user=customer) for _ in range(5)]
    account = account_of(customer.pk)

    def top_up(number: int):
        post(account.pk, Decimal("150"), kind=EntryKind.GRANT, key=f"top-up:{number}")
        return pay_waiting(customer.pk)

    refused(together(2, top_up), ())
    pay_waiting(customer.pk)

    states = [fresh(order).payment_state for order in orders]
    assert states == [PaymentState.PAID] * 3 + [PaymentState.UNPAID] * 2
    assert fresh(account).balance == Decimal("0.00")
    assert Payment.objects.count() == 3


def test_one_order_paid_from_the_balance_by_ten_tabs(together):
    customer = make_customer()
    order = order_of_ten_thousand(user=customer)
    give_balance(customer, "100000")

    results = together(10, lambda _: pay_from_balance(order.pk))

    assert refused(results, DomainError) == 9
    assert BalanceAccount.objects.get().balance == Decimal("90000.00")


def test_payment_expiry_and_a_rival_at_one_instant(together, fake):
    """Forty rounds over the last piece: paid and sold, or expired, the rival has it and the money is back."""
    switch_on()
    make_product("Последний", sku="ONE", price=100, stock=1)
    ends = set()
    for number in range(40):
        order = waiting_order(lines={"ONE": 1}, email=f"a{number}@example.com")
        payment = begin(order)
        fake.pay(payment.gateway_reference)
        Order.objects.filter(pk=order.pk).update(pay_until=clock.now())

        def act(who: int, order=order, payment=payment, number=number):
            if who == 0:
                return sync_payment(payment.pk)
            if who == 1:
                return expire_due()
            return make_order(
                {"ONE": 1}, email=f"b{number}@example.com", method=PaymentMethod.CASH_ON_DELIVERY
            )

        together(3, act)
        run_outbox()
        ends.add(end_of(order, payment))
        clear_the_shelf()
    assert ends <= {"paid", "refunded"}
    assert ends


def end_of(order: Order, payment: Payment) -> str:
    """Which of the two legal ends it is; anything else fails here."""
    order, payment = fresh(order), fresh(payment)
    held = Reservation.objects.filter(state=ReservationState.HELD).exclude(order_item__order=order)
    state = Reservation.objects.get(order_item__order=order).state
    stock = StockItem.objects.values_list("on_hand", "reserved").get()
    assert payment.status == PaymentStatus.COMPLETED
    if order.status == OrderStatus.PROCESSING:
        assert (order.payment_state, state) == (PaymentState.PAID, ReservationState.CONSUMED)
        assert not payment.refunds.exists()
        assert stock == (0, 0)
        return "paid"
    assert (order.status, order.payment_state) == (OrderStatus.CANCELLED, PaymentState.REFUNDED)
    assert state == ReservationState.RELEASED
    assert payment.refunds.get().amount == payment.amount
    assert stock == (1, 1)
    assert held.count() == 1
    return "refunded"


def clear_the_shelf() -> None:
    """One free piece again for the next round."""
    Reservation.objects.filter(state=ReservationState.HELD).update(state=ReservationState.RELEASED)
    Order.objects.filter(status=OrderStatus.PENDING).update(payment_state=PaymentState.PAID, pay_until=None)
    StockItem.objects.update(on_hand=1, reserved=0)


@pytest.mark.postgres
def test_control_refunds_without_the_lock_exceed_what_came_in(together, fake):
    """The database's own check is the last guard, so the control takes it away as well."""
    payment, boss = pay(fake, order_of_ten_thousand()), make_admin()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payments_payment DROP CONSTRAINT payment_refunded_within_captured")
    try:
        with no_row_locks():
            together(
                20,
                lambda number: refund_payment(
                    payment.pk, Decimal("3000"), actor=boss, reason=RefundReason.DISCOUNT, key=f"{number}"
                ),
            )
        assert Refund.objects.count() > 3
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE payments_payment ADD CONSTRAINT payment_refunded_within_captured "
                "CHECK (refunded >= 0 AND refunded <= captured) NOT VALID"
            )


def test_worker_and_page_start_one_payment(together, fake):
    """The page asks the provider while the outbox thinks that it died."""
    switch_on()
    payment = open_payment(order_of_ten_thousand().pk, gateway_type="test_gateway")
    fake.fail("POST", "/test/v1/payments", "slow", seconds=0.3)

    with after(minutes=1):
        results = together(4, lambda _: start(payment.pk))

    assert refused(results, ()) == 0
    assert {each.gateway_reference for each in results} == {fresh(payment).gateway_reference}
    assert fake.counters["test_gateway"]["started"] == 1


def test_twenty_pages_that_wait_ask_once(together, fake):
    switch_on()
    payment = begin(waiting_order())
    before = fake.calls("GET", "/test/v1/payments")

    results = together(20, lambda number: sync_if_stale(fresh(payment)))

    assert refused(results, ()) == 0
    assert fake.calls("GET", "/test/v1/payments") == before + 1
