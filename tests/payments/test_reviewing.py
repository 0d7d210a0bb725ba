"""What a person decides about money that came in another sum than it was asked for."""

from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from orders.enums import OrderStatus, PaymentState
from payments.enums import PaymentStatus
from payments.errors import PaymentInProgress, PaymentNotFound
from payments.models import Payment, Refund
from payments.providers.base import Money, RefundSnapshot, RefundState
from payments.selectors.pages import payment_status
from payments.services.auditing import audit_money
from payments.services.refunds import apply_refund, fail
from payments.services.reviewing import accept_as_received, dismiss, send_back_received
from tests.factories.people import make_admin

from .scenes import begin, fresh, odd_payment, pay, run_outbox, waiting_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd(fake):
    return odd_payment(fake)


def test_what_the_provider_refused_to_send_back_is_sent_once_more(odd):
    boss = make_admin()
    send_back_received(odd.pk, actor=boss, note="Не та сумма")
    fail(Refund.objects.get().pk, reason="refused_later")

    send_back_received(odd.pk, actor=boss, note="Ещё раз")
    run_outbox()

    assert list(Refund.objects.order_by("pk").values_list("status", flat=True)) == ["failed", "completed"]
    assert fresh(odd).refunded == fresh(odd).captured == Decimal("60000.00")
    assert audit_money() == []


def test_what_went_back_after_all_is_looked_into_no_more(odd):
    send_back_received(odd.pk, actor=make_admin(), note="Не та сумма")
    refund = Refund.objects.get()
    fail(refund.pk, reason="refused_later", reference="re_1")
    done = RefundSnapshot("re_1", RefundState.COMPLETED, Money(refund.charged, "RUB"), str(refund.refund_id))

    apply_refund(refund.pk, done)

    assert (fresh(odd).status, fresh(odd).review_reason) == (PaymentStatus.CANCELLED, "")
    assert not payment_status(fresh(odd.order)).is_checking


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
