"""What a person decides about money that came in another sum than it was asked for."""

from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from orders.enums import OrderStatus, PaymentState
from payments.enums import PaymentStatus
from payments.errors import PaymentInProgress, PaymentNotFound
from payments.models import Payment, Refund
from payments.services.reviewing import accept_as_received, dismiss, send_back_received
from payments.services.syncing import sync_payment
from tests.factories.people import make_admin

from .scenes import begin, fresh, pay, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd(fake):
    """64 200 ₽ were asked for, and 60 000 ₽ came."""
    switch_on()
    payment = begin(waiting_order())
    fake.pay(payment.gateway_reference)
    fake.tamper(payment.gateway_reference, amount=Decimal("60000.00"))
    return sync_payment(payment.pk)


def test_nobody_pays_again_while_it_is_looked_into(odd):
    with pytest.raises(PaymentInProgress):
        begin(odd.order)


def test_counted_as_much_as_it_is(odd):
    payment = accept_as_received(odd.pk, actor=make_admin(), note="договорились")

    order = fresh(payment.order)
    assert (payment.status, payment.amount, payment.captured) == (
        PaymentStatus.COMPLETED,
        Decimal("60000.00"),
        Decimal("60000.00"),
    )
    assert order.payment_state == PaymentState.DEPOSIT_PAID
    assert order.pay_until is None
    assert payment.transactions.count() == 1
    assert ModelLogEntry.objects.get(action="payments.review_accepted").data["note"] == "договорились"


def test_sent_back(odd, fake):
    send_back_received(odd.pk, actor=make_admin(), note="не та сумма")
    run_outbox()

    order = fresh(odd.order)
    assert Refund.objects.get().amount == Decimal("60000.00")
    assert fake.counters["test_gateway"]["refunded_sum"] == Decimal("60000.00")
    assert (order.status, order.payment_state) == (OrderStatus.PENDING, PaymentState.UNPAID)
    assert fresh(odd).review_reason == ""


@pytest.mark.parametrize("decide", [accept_as_received, send_back_received])
def test_decided_once(odd, decide):
    decide(odd.pk, actor=make_admin(), note="раз")

    with pytest.raises(PaymentNotFound):
        decide(odd.pk, actor=make_admin("second", email="b@example.com"), note="два")


def test_difference_that_was_looked_into_leaves_the_list(fake):
    payment = pay(fake, waiting_order())
    Payment.objects.update(review_reason="differs_captured")

    dismiss(payment.pk, actor=make_admin(), note="комиссия банка")

    assert fresh(payment).review_reason == ""
    assert fresh(payment).status == PaymentStatus.COMPLETED
