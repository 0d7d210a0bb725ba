"""A top-up that goes back is taken off the balance first, so that it cannot be spent as well."""

from decimal import Decimal

import pytest

from payments.enums import EntryKind, GatewayType, RefundReason, RefundRoad, RefundStatus
from payments.errors import GatewayUnavailable, InsufficientFunds
from payments.models import BalanceEntry, Payment, Refund
from payments.selectors.gateways import balance_of
from payments.services.auditing import audit_money
from payments.services.balance_payments import pay_from_balance
from payments.services.refunds import refund_payment
from payments.services.starting import open_top_up, start
from payments.services.syncing import sync_payment
from tests.factories.people import make_admin, make_customer

from .scenes import fresh, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    return make_customer()


@pytest.fixture
def top_up(fake, customer) -> Payment:
    """70 000 ₽ on the balance."""
    switch_on()
    switch_on(GatewayType.BALANCE)
    payment = start(open_top_up(customer.pk, Decimal("70000"), gateway_type=GatewayType.TEST_GATEWAY).pk)
    fake.pay(payment.gateway_reference)
    return sync_payment(payment.pk)


def give_back(payment: Payment, amount: str, **how) -> Refund:
    how = {"actor": make_admin(), "reason": RefundReason.OTHER, "key": "key", **how}
    return refund_payment(payment.pk, Decimal(amount), **how)


def entries() -> list[tuple[str, Decimal]]:
    return list(BalanceEntry.objects.order_by("pk").values_list("kind", "amount"))


def test_top_up_goes_back_and_leaves_the_balance_at_once(fake, customer, top_up):
    give_back(top_up, "20000")
    assert balance_of(customer) == Decimal("50000.00")

    run_outbox()

    assert entries() == [(EntryKind.TOP_UP, Decimal("70000.00")), (EntryKind.REFUND, Decimal("-20000.00"))]
    assert fake.counters[GatewayType.TEST_GATEWAY]["refunded_sum"] == Decimal("20000.00")
    assert audit_money() == []


def test_what_is_spent_does_not_go_back(fake, customer, top_up):
    pay_from_balance(waiting_order(user=customer).pk)

    with pytest.raises(InsufficientFunds):
        give_back(top_up, "70000")

    run_outbox()
    assert not Refund.objects.exists()
    assert fresh(top_up).refunded == 0
    assert balance_of(customer) == Decimal("5800.00")


def test_refused_refund_of_a_top_up_is_on_the_balance_again(fake, customer, top_up):
    fake.refunds_become("failed")
    refund = give_back(top_up, "20000")

    run_outbox()

    assert fresh(refund).status == RefundStatus.FAILED
    assert balance_of(customer) == Decimal("70000.00")
    assert audit_money() == []


def test_top_up_does_not_go_back_to_where_it_lies(top_up):
    with pytest.raises(GatewayUnavailable):
        give_back(top_up, "1", road=RefundRoad.BALANCE)


def test_refund_in_the_cabinet_takes_what_is_still_there_and_is_looked_at(fake, customer, top_up):
    pay_from_balance(waiting_order(user=customer).pk)
    fake.refund(top_up.gateway_reference, Decimal("10000"))

    payment = sync_payment(top_up.pk)

    assert payment.refunded == Decimal("5800.00")
    assert payment.review_reason == "refunded_at_provider"
    assert balance_of(customer) == 0
    assert audit_money() == []
