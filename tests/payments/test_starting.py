"""Beginning to pay once more, and what the database itself refuses in the row of a payment."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from payments.enums import FeeBearer, GatewayType, PaymentStatus, Purpose
from payments.models import Payment
from payments.services.starting import open_payment

from .scenes import begin, fresh, pay, switch_on, waiting_order

pytestmark = pytest.mark.django_db


def test_open_payment_is_used_again_while_it_asks_for_the_same(fake):
    switch_on()
    payment = begin(waiting_order())

    assert open_payment(payment.order_id, gateway_type=GatewayType.TEST_GATEWAY) == payment


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (GatewayType.TEST_GATEWAY, {"fixed_fee": Decimal("10"), "fee_bearer": FeeBearer.CUSTOMER}),
        (GatewayType.PAYPAL, {"rate": Decimal("95")}),
        (GatewayType.PAYPAL, {"currency": "EUR"}),
    ],
    ids=["fee", "rate", "currency"],
)
def test_open_payment_that_would_cost_something_else_now_is_replaced(fake, kind, change):
    switch_on(kind)
    payment = begin(waiting_order(), kind)
    switch_on(kind, **change)

    other = open_payment(payment.order_id, gateway_type=kind)

    assert other != payment
    assert fresh(payment).status == PaymentStatus.CANCELLED
    assert (other.total_amount, other.currency, other.charged) != (
        payment.total_amount, payment.currency, payment.charged,
    )  # fmt: skip


def test_fee_of_the_shop_changes_nothing_for_who_pays_already(fake):
    switch_on()
    payment = begin(waiting_order())
    switch_on(percentage_fee=Decimal("2.5"))

    assert open_payment(payment.order_id, gateway_type=GatewayType.TEST_GATEWAY) == payment


@pytest.mark.parametrize(
    ("is_paid", "change"),
    [
        (True, {"captured": Decimal("1")}),
        (True, {"captured": Decimal("0")}),
        (False, {"purpose": Purpose.TOP_UP}),
        (False, {"rate": Decimal("2")}),
        (False, {"charged": Decimal("1")}),
    ],
    ids=str,
)
def test_row_that_contradicts_itself_is_refused(fake, is_paid, change):
    order = waiting_order()
    switch_on()
    payment = pay(fake, order) if is_paid else begin(order)

    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(**change)
