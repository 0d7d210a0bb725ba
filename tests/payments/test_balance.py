"""The balance: a ledger that nobody rewrites, and orders paid from it whole or not at all."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from orders.enums import CancelReason, OrderStatus, PaymentMethod, PaymentState, Role
from orders.services.moves import cancel_order
from payments import triggers
from payments.enums import EntryKind, GatewayType, PaymentStatus
from payments.errors import AmountWrong, GatewayUnavailable, InsufficientFunds, NothingDue
from payments.models import BalanceEntry, Payment, PaymentGateway, PaymentTransaction
from payments.selectors.gateways import balance_of, ways_to_pay
from payments.services.balance_payments import pay_from_balance, pay_waiting
from payments.services.ledger import account_of, credit, post
from payments.services.starting import open_top_up, start
from payments.services.syncing import sync_payment
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.people import make_admin, make_customer

from .scenes import fresh, give_balance, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    return make_customer()


def priced(price: int, **wishes):
    sku = f"P-{price}"
    make_product(sku, sku=sku, price=price, stock=20)
    return waiting_order(lines={sku: 1}, **wishes)


def test_paid_from_balance(customer):
    order = priced(700, user=customer)
    give_balance(customer, "1000")

    payment = pay_from_balance(order.pk)

    assert balance_of(customer) == Decimal("300.00")
    assert (payment.status, payment.invoice_number[-6:]) == (PaymentStatus.COMPLETED, "000001")
    assert fresh(order).status == OrderStatus.PROCESSING
    assert fresh(order).payment_state == PaymentState.PAID
    assert [(each.kind, each.amount) for each in BalanceEntry.objects.order_by("pk")] == [
        (EntryKind.GRANT, Decimal("1000.00")),
        (EntryKind.PAYMENT, Decimal("-700.00")),
    ]


def test_too_little_pays_nothing(customer):
    order = priced(700, user=customer)
    give_balance(customer, "500")

    with pytest.raises(InsufficientFunds):
        pay_from_balance(order.pk)

    assert balance_of(customer) == Decimal("500.00")
    assert not Payment.objects.exists()
    assert fresh(order).payment_state == PaymentState.UNPAID


def test_paid_order_is_not_paid_again(customer):
    order = priced(400, user=customer)
    give_balance(customer, "1000")
    pay_from_balance(order.pk)

    with pytest.raises(NothingDue):
        pay_from_balance(order.pk)

    assert balance_of(customer) == Decimal("600.00")


def test_guest_has_none():
    with pytest.raises(GatewayUnavailable):
        pay_from_balance(waiting_order().pk)


def test_switched_off_it_pays_nothing(customer):
    PaymentGateway.objects.filter(gateway_type=GatewayType.BALANCE).update(is_active=False)
    order = priced(400, user=customer)
    give_balance(customer, "1000")

    with pytest.raises(GatewayUnavailable):
        pay_from_balance(order.pk)


def test_cancelled_order_gives_it_back(customer):
    order = priced(700, user=customer)
    give_balance(customer, "1000")
    pay_from_balance(order.pk)

    cancel_order(order.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
    run_outbox()
    run_outbox()

    assert balance_of(customer) == Decimal("1000.00")
    assert fresh(order).payment_state == PaymentState.REFUNDED


def test_top_up_pays_waiting_orders_the_oldest_first(fake, customer):
    switch_on()
    orders = [priced(price, user=customer) for price in (300, 500, 100)]
    payment = start(open_top_up(customer.pk, Decimal("450"), gateway_type="test_gateway").pk)
    fake.pay(payment.gateway_reference)

    sync_payment(payment.pk)
    run_outbox()

    states = [fresh(order).payment_state for order in orders]
    assert states == [PaymentState.PAID, PaymentState.UNPAID, PaymentState.PAID]
    assert balance_of(customer) == Decimal("50.00")


def test_top_up_that_is_told_many_times_comes_once(fake, customer):
    switch_on()
    payment = start(open_top_up(customer.pk, Decimal("450"), gateway_type="test_gateway").pk)
    fake.pay(payment.gateway_reference)

    for _ in range(3):
        sync_payment(payment.pk)

    assert balance_of(customer) == Decimal("450.00")
    assert fresh(payment).invoice_number


@pytest.mark.parametrize("amount", ["0", "99.99", "-500", "100000.01", "500.005"])
def test_top_up_within_the_owners_bounds(fake, customer, amount):
    switch_on()

    with pytest.raises(AmountWrong):
        open_top_up(customer.pk, Decimal(amount), gateway_type="test_gateway")


def test_what_is_paid_on_delivery_or_made_to_order_does_not_wait_for_the_balance(customer):
    make_product("Полка", sku="POL-1", price=100, stock=5)
    on_delivery = make_order({"POL-1": 1}, user=customer, method=PaymentMethod.CASH_ON_DELIVERY)
    give_balance(customer, "1000")

    assert pay_waiting(customer.pk) == []
    assert fresh(on_delivery).payment_state == PaymentState.UNPAID


def test_same_posting_is_one_entry(customer):
    account = account_of(customer.pk)

    for _ in range(5):
        post(account.pk, Decimal("10"), kind=EntryKind.GRANT, key="once")

    assert balance_of(customer) == Decimal("10.00")


def test_balance_never_falls_below_zero(customer):
    with pytest.raises(InsufficientFunds):
        credit(customer.pk, Decimal("-0.01"), actor=make_admin(), reason="ошибка", key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(account_of(customer.pk)).objects.update(balance=Decimal("-1"))


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_refuses_to_rewrite_the_ledgers(customer, change):
    triggers.install(connection)
    give_balance(customer, "1000")
    pay_from_balance(priced(700, user=customer).pk)

    for rows in (BalanceEntry.objects.all(), PaymentTransaction.objects.all()):
        rewrite = {
            "update": partial(rows.update, amount=1),
            "delete": partial(rows._raw_delete, rows.db),
        }
        with pytest.raises(DatabaseError, match=triggers.MESSAGE), transaction.atomic():
            rewrite[change]()
    assert BalanceEntry.objects.count() == 2


def test_balance_is_offered_to_whoever_has_some(customer):
    def codes(user):
        return [way.code for way in ways_to_pay(Decimal("700"), user=user, cash=True)]

    assert codes(customer) == ["cash_on_delivery"]
    give_balance(customer, "10")
    assert codes(customer) == ["balance", "cash_on_delivery"]
    assert ways_to_pay(Decimal("700"), user=customer)[0].is_short
