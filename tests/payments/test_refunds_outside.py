"""Refunds that a provider refused and a person carried out past it: counted once, and the books add up."""

from decimal import Decimal

import pytest
from django.core import mail

from istok.roles import MANAGER
from orders.enums import EventKind, PaymentState
from orders.links import address_of
from payments.enums import GatewayType, PaymentStatus, ReceiptStatus, RefundReason, RefundRoad, RefundStatus
from payments.errors import InsufficientFunds, PaymentNotFound, RefundAboveLimit
from payments.models import FiscalReceipt, Payment, PaymentTransaction, Refund
from payments.providers.base import Money, RefundSnapshot, RefundState
from payments.selectors.gateways import balance_of
from payments.services.auditing import audit_money
from payments.services.balance_payments import pay_from_balance
from payments.services.reconciliation import reconcile
from payments.services.refunds import apply_refund, fail
from payments.services.refunds_outside import settle_outside
from payments.services.reviewing import dismiss, send_back_received
from payments.services.starting import open_top_up, start
from payments.services.syncing import sync_payment
from tests.factories.payments import give_back
from tests.factories.people import make_admin, make_customer, make_staff

from .scenes import after, fresh, odd_payment, pay, run_outbox, story, switch_on, waiting_order
from .till import let_managers_refund

pytestmark = pytest.mark.django_db
HOW = "платёжное поручение 17"


@pytest.fixture
def admin():
    return make_admin()


def refused(fake, payment: Payment, amount: str | None = None, **how) -> Refund:
    """A refund that the provider took and refused."""
    fake.refunds_become("failed")
    refund = give_back(payment, amount and Decimal(amount), **how)
    run_outbox()
    fake.refunds_become("completed")
    assert fresh(refund).status == RefundStatus.FAILED
    return refund


@pytest.mark.parametrize("gateway_type", [GatewayType.TEST_GATEWAY, GatewayType.YOOKASSA])
def test_money_that_went_past_the_provider_counts_as_given_back(fake, admin, gateway_type):
    order = waiting_order()
    payment = pay(fake, order, gateway_type)
    refund = refused(fake, payment, "500", reason=RefundReason.DISCOUNT, note="Скол")

    settle_outside(refund.pk, actor=admin, note=HOW)

    refund = fresh(refund)
    assert (refund.status, refund.road, refund.actor) == (RefundStatus.COMPLETED, RefundRoad.OUTSIDE, admin)
    assert refund.note == f"Скол; {HOW}"
    assert fresh(payment).refunded == Decimal("500.00")
    assert PaymentTransaction.objects.get(refund=refund).amount == Decimal("-500.00")
    assert fresh(order).payment_state == PaymentState.PARTLY_REFUNDED
    assert story(order)[-2:] == [EventKind.NOTE, EventKind.REFUNDED]
    receipt = FiscalReceipt.objects.get(refund=refund)
    assert receipt.status == ReceiptStatus.REQUESTED  # no provider has registered it
    assert audit_money() == []


def test_the_customer_reads_that_it_came_another_way(fake, admin, client):
    order = waiting_order()
    payment = pay(fake, order)
    settle_outside(refused(fake, payment, "500").pk, actor=admin, note=HOW)
    run_outbox()

    shown = client.get(address_of(order), follow=True).content.decode()

    assert "другим способом" in mail.outbox[-1].body
    assert "Возвращено другим способом" in shown
    assert HOW not in mail.outbox[-1].body + shown


def test_it_is_counted_once(fake, admin):
    payment = pay(fake, waiting_order())
    refund = refused(fake, payment, "500")
    settle_outside(refund.pk, actor=admin, note=HOW)

    with pytest.raises(PaymentNotFound):
        settle_outside(refund.pk, actor=admin, note=HOW)

    assert fresh(payment).refunded == Decimal("500.00")


def test_only_what_failed_is_marked(fake, admin):
    refund = give_back(pay(fake, waiting_order()), 500)

    with pytest.raises(PaymentNotFound):
        settle_outside(refund.pk, actor=admin, note=HOW)


@pytest.mark.parametrize("amount", ["500", None])
def test_money_that_went_back_meanwhile_is_not_counted_twice(fake, admin, amount):
    payment = pay(fake, waiting_order())
    refund = refused(fake, payment, amount)
    again = give_back(payment, amount)
    run_outbox()

    with pytest.raises(PaymentNotFound):
        settle_outside(refund.pk, actor=admin, note=HOW)

    assert fresh(payment).refunded == again.amount
    assert audit_money() == []


def test_a_payment_that_its_provider_knows_no_more_is_given_back_by_hand(fake, admin):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    refund = give_back(payment, Decimal("500"))
    fake.lose(payment.gateway_reference)
    run_outbox()

    assert (fresh(refund).status, fresh(refund).failure_reason) == (RefundStatus.FAILED, "not_found")
    settle_outside(refund.pk, actor=admin, note=HOW)
    assert fresh(payment).refunded == Decimal("500.00")


def test_what_no_provider_answers_for_a_day_can_be_marked_too(fake, admin, settings):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    refund = give_back(payment, Decimal("500"))
    settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, "stripe": {}}
    run_outbox()
    with after(hours=23), pytest.raises(PaymentNotFound):
        settle_outside(refund.pk, actor=admin, note=HOW)

    with after(hours=25):
        settle_outside(refund.pk, actor=admin, note=HOW)

    assert (fresh(refund).status, fresh(refund).road) == (RefundStatus.COMPLETED, RefundRoad.OUTSIDE)
    assert fresh(payment).refunded == Decimal("500.00")
    assert audit_money() == []


def test_what_was_looked_into_is_not_told_again(fake, admin):
    payment = pay(fake, waiting_order())
    refund = refused(fake, payment, "500")
    settle_outside(refund.pk, actor=admin, note=HOW)
    told = _completed(payment, fresh(refund))
    apply_refund(refund.pk, told)
    assert fresh(payment).review_reason == "refund_differs"
    dismiss(payment.pk, actor=admin, note="Покупатель вернул лишнее")

    apply_refund(refund.pk, told)

    assert fresh(payment).review_reason == ""


def test_a_manager_keeps_to_the_limit(fake, admin):
    let_managers_refund(1000)
    manager = make_staff(MANAGER)
    small, large = pay(fake, waiting_order()), pay(fake, waiting_order())

    settle_outside(refused(fake, small, "1000").pk, actor=manager, note=HOW)
    with pytest.raises(RefundAboveLimit):
        settle_outside(refused(fake, large, "1000.01").pk, actor=manager, note=HOW)

    assert (fresh(small).refunded, fresh(large).refunded) == (Decimal("1000.00"), Decimal("0.00"))


def test_the_provider_that_says_again_that_it_refused_is_no_news(fake, admin):
    payment = pay(fake, waiting_order())
    refund = refused(fake, payment, "500")
    settle_outside(refund.pk, actor=admin, note=HOW)

    sync_payment(payment.pk)
    with after(hours=5):
        report = reconcile(payment.gateway, since=payment.created_at)

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert (fresh(payment).review_reason, report.differences) == ("", [])


def test_money_that_the_provider_gives_back_after_all_is_looked_at(fake, admin):
    payment = pay(fake, waiting_order())
    refund = refused(fake, payment, "500")
    settle_outside(refund.pk, actor=admin, note=HOW)

    apply_refund(refund.pk, _completed(payment, refund))

    assert fresh(payment).review_reason == "refund_differs"
    assert fresh(payment).refunded == Decimal("500.00")


def test_a_top_up_leaves_the_balance_that_it_had_come_back_to(fake, admin):
    customer, top_up = _top_up(fake)
    refund = refused(fake, top_up, "20000")
    assert balance_of(customer) == Decimal("70000.00")

    settle_outside(refund.pk, actor=admin, note=HOW)

    assert balance_of(customer) == Decimal("50000.00")
    assert audit_money() == []


def test_a_top_up_that_is_spent_meanwhile_is_not_marked(fake, admin):
    customer, top_up = _top_up(fake)
    refund = refused(fake, top_up, "20000")
    pay_from_balance(waiting_order(user=customer).pk)

    with pytest.raises(InsufficientFunds):
        settle_outside(refund.pk, actor=admin, note=HOW)

    assert (fresh(refund).status, fresh(top_up).refunded) == (RefundStatus.FAILED, Decimal("0.00"))


def test_money_that_never_counted_leaves_the_list_of_what_is_looked_at(fake, admin):
    payment = odd_payment(fake)
    send_back_received(payment.pk, actor=admin, note="Не та сумма")
    refund = Refund.objects.get()
    fail(refund.pk, reason="refused_later")
    assert fresh(payment).status == PaymentStatus.REVIEW

    settle_outside(refund.pk, actor=admin, note=HOW)

    payment = fresh(payment)
    assert (payment.status, payment.review_reason) == (PaymentStatus.CANCELLED, "")
    assert payment.refunded == payment.captured
    assert audit_money() == []


def _top_up(fake) -> tuple:
    switch_on()
    switch_on(GatewayType.BALANCE)
    customer = make_customer()
    payment = start(open_top_up(customer.pk, Decimal("70000"), gateway_type=GatewayType.TEST_GATEWAY).pk)
    fake.pay(payment.gateway_reference)
    return customer, sync_payment(payment.pk)


def _completed(payment: Payment, refund: Refund):
    return RefundSnapshot(
        reference=refund.gateway_refund_id,
        refund_id=str(refund.refund_id),
        state=RefundState.COMPLETED,
        money=Money(refund.charged, payment.currency),
    )
