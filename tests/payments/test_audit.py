"""`audit_money` finds nothing in books that add up, and names the row that somebody changed by hand."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import NumberCounter
from inventory.models import StockItem
from orders.enums import Action, OrderStatus
from orders.models import Order, OrderItem
from orders.services.moves import act
from payments import triggers
from payments.enums import GatewayType, ReceiptKind, RefundReason, RefundRoad
from payments.models import (
    BalanceAccount,
    BalanceEntry,
    FiscalReceipt,
    Payment,
    PaymentSchedule,
    PaymentTransaction,
    Refund,
)
from payments.services.auditing import audit_money
from payments.services.balance_payments import pay_from_balance
from payments.services.plans import NewPart, plan_payments
from payments.services.refund_rows import new_refund
from payments.services.starting import open_top_up, start
from payments.services.syncing import sync_payment
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.payments import take_cash
from tests.factories.people import make_admin, make_customer
from tests.factories.promotions import make_promotion

from .scenes import pay, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(fake):
    """A shop in which everything of money has happened once; its rows may be changed by hand."""
    boss, user = make_admin(), make_customer()
    for gateway_type in (GatewayType.TEST_GATEWAY, GatewayType.BALANCE, GatewayType.CASH_ON_DELIVERY):
        switch_on(gateway_type)
    make_promotion("Осень", value=7)
    online = pay(fake, waiting_order(lines={"KS-OAK": 3}, user=user))
    top_up = start(open_top_up(user.pk, Decimal("100000"), gateway_type=GatewayType.TEST_GATEWAY).pk)
    fake.pay(top_up.gateway_reference)
    sync_payment(top_up.pk)
    pay_from_balance(waiting_order(user=user).pk)
    for road, amount in ((RefundRoad.PROVIDER, "333.33"), (RefundRoad.BALANCE, "1000.01")):
        payment = Payment.objects.get(pk=online.pk)
        new_refund(payment, Decimal(amount), reason=RefundReason.OTHER, road=road, key=road)
        Order.objects.filter(pk=online.order_id).update(payment_state="partly_refunded")
    top_up = Payment.objects.select_related("gateway").get(pk=top_up.pk)
    new_refund(top_up, Decimal("1000"), reason=RefundReason.OTHER, road=RefundRoad.PROVIDER, key="top_up")
    kitchen = act(make_request().pk, Action.ACCEPT, actor=boss)
    plan_payments(
        kitchen.pk,
        [NewPart("аванс", Decimal("100000"), is_due=True), NewPart("остаток", kitchen.total - 100000)],
        actor=boss,
    )
    take_cash(kitchen, Decimal("100000"))
    delivered = make_order()
    take_cash(delivered, Decimal("500"))
    move_to(delivered, OrderStatus.DELIVERED, actor=boss)
    run_outbox()
    assert list(map(str, audit_money())) == []
    triggers.remove(connection)


def add(model, column: str, amount, **which) -> object:
    """`amount` more in a column of the first such row."""
    row = model.objects.filter(**which).order_by("pk").first()
    model.objects.filter(pk=row.pk).update(**{column: getattr(row, column) + amount})
    return row


def put(model, column: str, value, **which) -> object:
    row = model.objects.filter(**which).order_by("pk").first()
    model.objects.filter(pk=row.pk).update(**{column: value})
    return row


def remove(model, **which) -> object:
    row = model.objects.filter(**which).order_by("pk").first()
    model.objects.filter(pk=row.pk).delete()
    return row


KOPECK = Decimal("0.01")
COMPLETED = {"status": "completed"}


@pytest.mark.parametrize(
    ("corrupt", "told"),
    [
        (lambda: add(BalanceAccount, "balance", KOPECK), "its entries make"),
        (lambda: add(BalanceEntry, "amount", KOPECK), "the entries up to it make"),
        (lambda: add(BalanceEntry, "balance_after", KOPECK), "the entries up to it make"),
        (lambda: put(BalanceEntry, "key", "another", kind="payment").payment, "its balance entry"),
        (lambda: put(BalanceEntry, "key", "another", kind="top_up").payment, "its balance entry"),
        (
            lambda: put(BalanceEntry, "key", "another", kind="refund", amount__gt=0).refund,
            "its balance entry",
        ),
        (
            lambda: add(BalanceEntry, "amount", KOPECK, kind="refund", amount__lt=0).refund,
            "its balance entries make",
        ),
        (lambda: add(PaymentTransaction, "amount", KOPECK, kind="capture").payment, "captured is"),
        (lambda: add(PaymentTransaction, "amount", -KOPECK, kind="refund").refund, "its movements make"),
        (lambda: remove(PaymentTransaction, kind="refund").refund, "its movements make 0.00"),
        (lambda: put(Payment, "status", "cancelled", **COMPLETED), "neither counts nor goes back"),
        (lambda: add(Payment, "refunded", KOPECK, **COMPLETED), "its refunds make"),
        (lambda: put(Payment, "invoice_number", None, **COMPLETED), "without an invoice number"),
        (lambda: put(Payment, "parts", [], **COMPLETED), "its parts make 0.00"),
        (lambda: add(Refund, "amount", KOPECK), "its parts make"),
        (lambda: put(Order, "payment_state", "paid", payment_state="deposit_paid"), "payment state is paid"),
        (lambda: add(Order, "total", KOPECK), "total is"),
        (lambda: add(OrderItem, "line_total", KOPECK).order, "its lines make"),
        (lambda: add(PaymentSchedule, "amount", KOPECK).order, "its payment schedule makes"),
        (lambda: add(FiscalReceipt, "total", KOPECK), "its items make"),
        (lambda: remove(FiscalReceipt, kind="prepayment").payment, "has 0 fiscal receipts"),
        (lambda: remove(FiscalReceipt, kind="refund").refund, "has 0 fiscal receipts"),
        (lambda: add(StockItem, "on_hand", 1), "moved"),
    ],
)
def test_row_that_was_changed_by_hand_is_named(books, corrupt: Callable, told: str):
    row = corrupt()

    found = audit_money()

    assert [each for each in found if (each.table, each.pk) == (row._meta.db_table, row.pk)] != []
    assert told in " ".join(each.told for each in found if each.pk == row.pk)


def test_gap_in_invoice_numbers_is_named(books):
    lost = Payment.objects.exclude(invoice_number=None).order_by("pk").first()
    year = lost.invoice_number[:4]
    Payment.objects.filter(pk=lost.pk).update(invoice_number=f"{year}-000099")
    NumberCounter.objects.filter(series=f"invoice:{year}").update(last=99)

    told = [str(each) for each in audit_money()]

    assert f"payments_payment {lost.invoice_number}: no payment has this invoice number" in told
    assert len(told) == 99 - Payment.objects.exclude(invoice_number=None).count()


def test_counter_that_ran_ahead_is_named(books):
    NumberCounter.objects.filter(series__startswith="invoice:").update(last=1000)

    assert "counted to 1000, given out" in " ".join(map(str, audit_money()))


def test_more_handed_over_than_the_order_cost_is_named(books):
    receipt = FiscalReceipt.objects.get(kind=ReceiptKind.FULL_PAYMENT)
    Order.objects.filter(pk=receipt.order_id).update(total=100)

    assert "hands over 500.00 of an order of 100.00" in " ".join(map(str, audit_money()))


def test_command_says_so_and_ends_with_one(books):
    out = StringIO()
    call_command("audit_money", stdout=out)
    assert out.getvalue() == "Money and stock add up.\n"

    row = add(Payment, "refunded", KOPECK)
    with pytest.raises(CommandError) as refusal:
        call_command("audit_money", stdout=out)

    assert refusal.value.returncode == 1
    assert f"payments_payment {row.pk}: refunded is" in out.getvalue()
