"""Each movement of money gets one fiscal receipt (54-FZ), goods that were paid before get a second one."""

from decimal import Decimal

import pytest
from django.utils import translation

from core.models import Outbox
from core.money import ZERO
from orders.enums import Action, CancelReason, OrderStatus, Role
from orders.models import Order
from orders.services.moves import act, cancel_order
from payments.enums import FeeBearer, GatewayType, PaymentStatus, ReceiptKind, ReceiptStatus, RefundReason
from payments.enums import RefundRoad as Road
from payments.fiscal import from_json, sum_of
from payments.models import FiscalReceipt, Payment
from payments.providers.base import Refused
from payments.services.balance_payments import pay_from_balance
from payments.services.handing_over import handed_over
from payments.services.plans import NewPart, plan_payments
from payments.services.receipts import receipt_of_payment
from payments.services.refund_rows import new_refund
from payments.services.starting import charge_of, open_payment, open_top_up, start
from payments.services.syncing import sync_payment
from tests.factories.catalog import make_product
from tests.factories.company import make_company
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.payments import take_cash
from tests.factories.people import make_admin, make_customer

from .receipts import modes, receipts, registered
from .scenes import begin, fresh, give_balance, pay, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db
REGISTER = "/register/v1/receipts"


@pytest.fixture(autouse=True)
def company():
    return make_company(vat_code=1, tax_system_code=2)


@pytest.fixture
def boss():
    return make_admin()


def give_back(payment: Payment, amount, *, road: Road = Road.PROVIDER) -> None:
    payment, amount = fresh(payment), Decimal(amount)
    how = {"reason": RefundReason.OTHER, "road": road, "actor": make_admin("olga")}
    new_refund(payment, amount, key=f"{payment.pk}:{amount}", **how)
    run_outbox()


def kitchen(boss, *parts: str) -> Order:
    """Accepted, to be paid in these parts: 480 000 ₽."""
    order = act(make_request().pk, Action.ACCEPT, actor=boss)
    plan = [NewPart(f"часть {number}", Decimal(part), is_due=True) for number, part in enumerate(parts, 1)]
    plan_payments(order.pk, plan, actor=boss)
    return fresh(order)


def test_money_before_the_goods_is_registered_once_with_lines_that_add_up(fake):
    make_product("Стол «Юг»", sku="T-1", price=Decimal("33.33"), stock=9)
    payment = take_cash(make_order({"T-1": 3}))
    order = payment.order

    run_outbox()
    Outbox.objects.filter(topic="payments.fiscal").update(done_at=None)
    run_outbox()

    [asked] = registered(fake)
    assert asked == {
        "external_id": str(FiscalReceipt.objects.get().receipt_id),
        "type": "prepayment",
        "total": "99.99",
        "prepaid": "0.00",
        "customer": {"email": order.contact_email, "phone": order.contact_phone},
        "tax_system_code": 2,
        "items": [
            {
                "description": "Стол «Юг»",
                "quantity": "3.000",
                "price": "33.33",
                "vat_code": 1,
                "payment_subject": "commodity",
                "payment_mode": "full_prepayment",
            }
        ],
    }
    receipt = FiscalReceipt.objects.get()
    assert receipt.status == ReceiptStatus.REGISTERED
    assert receipt.register_id.startswith("fr_")
    assert receipt.fiscal_number.isdigit()
    assert receipt.registered_at is not None
    assert fake.counters["register"]["receipts"] == 1


def test_deposit_rest_and_handover_of_a_kitchen(fake, boss):
    order = kitchen(boss, "144000.00", "336000.00")
    take_cash(order, Decimal("144000.00"))
    act(order.pk, Action.CONFIRM, actor=boss)
    take_cash(fresh(order))
    run_outbox()

    move_to(order, OrderStatus.DELIVERED, actor=boss)
    run_outbox()
    handed_over(order.pk)
    move_to(order, OrderStatus.INSTALLED, actor=boss)
    run_outbox()

    assert receipts(order) == [
        (ReceiptKind.PREPAYMENT, Decimal("144000.00"), ZERO, ["partial_prepayment"]),
        (ReceiptKind.PREPAYMENT, Decimal("336000.00"), ZERO, ["full_prepayment"]),
        (ReceiptKind.FULL_PAYMENT, Decimal("480000.00"), Decimal("480000.00"), ["full_payment"]),
    ]
    [*_earlier, asked] = registered(fake)
    assert (asked["type"], asked["prepaid"]) == ("full_payment", "480000.00")
    assert [(item["description"], item["price"]) for item in asked["items"]] == [
        ("Кухня «Невская»", "480000.00")
    ]
    assert fake.counters["register"]["receipts"] == 3


def test_money_at_the_door_after_the_goods_is_one_full_payment(fake, boss):
    order = move_to(make_order(), OrderStatus.DELIVERED, actor=boss)
    run_outbox()

    take_cash(order)
    run_outbox()

    assert receipts(order) == [(ReceiptKind.FULL_PAYMENT, order.total, ZERO, ["full_payment"])]


def test_what_was_prepaid_and_what_is_paid_after_the_goods_make_the_order(fake, boss):
    order = make_order({"KS-OAK": 3})
    take_cash(order, Decimal("1000.00"))
    move_to(order, OrderStatus.DELIVERED, actor=boss)
    run_outbox()

    take_cash(order)
    run_outbox()

    found = receipts(order)
    final = [row for row in found if row[0] == ReceiptKind.FULL_PAYMENT]
    assert found[0] == (ReceiptKind.PREPAYMENT, Decimal("1000.00"), ZERO, ["partial_prepayment"])
    assert [row[1:3] for row in final] == [
        (Decimal("1000.00"), Decimal("1000.00")),
        (order.total - 1000, ZERO),
    ]
    assert sum(row[1] for row in final) == order.total


def test_called_off_order_gets_receipts_of_return_only(fake, boss):
    order = waiting_order()
    pay(fake, order)

    cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.OTHER, actor=boss)
    run_outbox()

    assert receipts(order) == [
        (ReceiptKind.PREPAYMENT, order.total, ZERO, ["full_prepayment"]),
        (ReceiptKind.REFUND, order.total, ZERO, ["full_prepayment"]),
    ]
    assert not handed_over(order.pk)


def test_what_went_back_before_is_not_handed_over(fake, boss):
    order = make_order()
    payment = take_cash(order)
    give_back(payment, "200.00")

    move_to(order, OrderStatus.DELIVERED, actor=boss)
    run_outbox()

    rest = order.total - 200
    assert [row[:3] for row in receipts(order)] == [
        (ReceiptKind.PREPAYMENT, order.total, ZERO),
        (ReceiptKind.REFUND, Decimal("200.00"), ZERO),
        (ReceiptKind.FULL_PAYMENT, rest, rest),
    ]


def test_return_after_the_goods_is_a_return_of_full_payment(fake, boss):
    order = make_order()
    payment = take_cash(order)
    move_to(order, OrderStatus.DELIVERED, actor=boss)
    run_outbox()

    give_back(payment, "500.00")

    assert receipts(order)[-1] == (ReceiptKind.REFUND, Decimal("500.00"), ZERO, ["full_payment"])


def test_more_than_was_owed_is_an_advance_and_goes_back_as_one(fake):
    switch_on()
    order = waiting_order()
    first = begin(order)
    take_cash(order, Decimal("100.00"))  # closes the first payment, whose page was open already
    fake.pay(first.gateway_reference)
    sync_payment(first.pk)
    run_outbox()

    late, back = FiscalReceipt.objects.order_by("pk")[1:]
    assert late.total == order.total
    assert {item["mode"]: item["price"] for item in late.items}["advance"] == "100.00"
    assert (back.kind, back.total, modes(back)) == (ReceiptKind.REFUND, Decimal("100.00"), ["advance"])
    assert fresh(order).payment_state == "paid"


def test_yookassa_registers_payment_and_refund_itself(fake):
    order = waiting_order()
    payment = pay(fake, order, GatewayType.YOOKASSA)
    give_back(payment, "123.45")

    told = fake.payment(payment.gateway_reference).extra["receipt"]
    paid, back = FiscalReceipt.objects.order_by("pk")
    assert paid.register_id == f"yookassa:{payment.gateway_transaction_id}"
    assert back.register_id.startswith("yookassa:")
    assert {paid.status, back.status} == {ReceiptStatus.REGISTERED}
    assert fake.calls("POST", REGISTER) == 0
    assert not Outbox.objects.filter(topic="payments.fiscal").exists()
    assert [(item["description"], item["amount"]["value"]) for item in told["items"]] == [
        (item["description"], item["price"]) for item in paid.items
    ]
    assert told["tax_system_code"] == 2
    assert told["customer"] == {"email": order.contact_email, "phone": order.contact_phone[1:]}
    assert sum_of(from_json(back.items)) == Decimal("123.45")
    assert fake.counters[GatewayType.YOOKASSA]["refunds"] == 1


def test_refund_of_a_yookassa_payment_to_the_balance_is_registered_by_us(fake):
    user = make_customer()
    payment = pay(fake, waiting_order(user=user), GatewayType.YOOKASSA)

    give_back(payment, "100.00", road=Road.BALANCE)

    back = FiscalReceipt.objects.get(kind=ReceiptKind.REFUND)
    assert back.register_id.startswith("fr_")
    assert (back.total, back.offset) == (Decimal("100.00"), Decimal("100.00"))


def test_every_repetition_tells_the_provider_the_same_in_any_language(fake):
    switch_on(GatewayType.YOOKASSA)
    payment = open_payment(waiting_order().pk, gateway_type=GatewayType.YOOKASSA)

    with translation.override("en"):
        first = charge_of(payment)

    assert first == charge_of(fresh(payment))
    assert first.receipt == receipt_of_payment(fresh(payment))
    assert sum_of(first.receipt.items) == payment.total_amount


def test_fee_of_the_customer_stands_on_the_receipt(fake):
    switch_on(GatewayType.YOOKASSA, percentage_fee=Decimal("3.5"), fee_bearer=FeeBearer.CUSTOMER)
    order = waiting_order()

    payment = begin(order, GatewayType.YOOKASSA)
    fake.pay(payment.gateway_reference)
    payment = sync_payment(payment.pk)

    receipt = FiscalReceipt.objects.get()
    assert payment.status == PaymentStatus.COMPLETED
    assert receipt.total == payment.total_amount > order.total
    assert receipt.items[-1] == {
        "description": "Комиссия за способ оплаты",
        "quantity": 1,
        "price": f"{payment.total_amount - order.total:.2f}",
        "vat_code": 1,
        "subject": "service",
        "mode": "full_payment",
    }


def test_who_has_neither_phone_nor_e_mail_is_refused_before_the_provider_is_called(fake):
    switch_on(GatewayType.YOOKASSA)
    order = waiting_order()
    Order.objects.filter(pk=order.pk).update(contact_email="", contact_phone="")
    payment = open_payment(order.pk, gateway_type=GatewayType.YOOKASSA)

    with pytest.raises(Refused, match="receipt_without_contact"):
        start(payment.pk)

    assert fake.calls("POST", "/yookassa/v3/payments") == 0
    assert fresh(payment).status == PaymentStatus.FAILED


def test_top_up_is_an_advance_that_paying_from_the_balance_offsets(fake):
    switch_on()
    switch_on(GatewayType.BALANCE)
    user = make_customer()
    order = waiting_order(user=user)
    top_up = start(open_top_up(user.pk, order.total, gateway_type=GatewayType.TEST_GATEWAY).pk)
    fake.pay(top_up.gateway_reference)
    sync_payment(top_up.pk)
    pay_from_balance(order.pk)
    run_outbox()

    advance, offset = FiscalReceipt.objects.order_by("pk")
    assert (advance.order, advance.payment, advance.kind) == (None, top_up, ReceiptKind.PREPAYMENT)
    assert (advance.total, advance.offset, modes(advance)) == (order.total, ZERO, ["advance"])
    assert (offset.order, offset.total, offset.offset) == (order, order.total, order.total)
    assert [asked["customer"]["email"] for asked in registered(fake)] == [user.email, order.contact_email]


def test_money_that_came_from_the_balance_and_goes_back_there_moves_none(fake, boss):
    switch_on(GatewayType.BALANCE)
    user = make_customer()
    order = waiting_order(user=user)
    give_balance(user, "70000")
    pay_from_balance(order.pk)

    cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.OTHER, actor=boss)
    run_outbox()

    assert [row[:3] for row in receipts(order)] == [
        (ReceiptKind.PREPAYMENT, order.total, order.total),
        (ReceiptKind.REFUND, order.total, order.total),
    ]
