"""Payments that a person has to look at, in the back office."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orders.enums import PaymentState
from payments.enums import PaymentStatus
from payments.models import Payment, Refund
from tests.factories.payments import make_paid_order

from .scenes import fresh, odd_payment
from .till import buttons, logged, page, refusals, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd(fake) -> Payment:
    return odd_payment(fake)


def test_looking_changes_nothing(administrator, odd):
    for name in ("inspect", "refund", "sync", "accept", "send_back", "dismiss"):
        assert administrator.get(reverse(f"payments:{name}", args=[odd.pk])).status_code == 200

    assert (fresh(odd).status, Refund.objects.count()) == (PaymentStatus.REVIEW, 0)


def test_a_payment_under_review_is_counted_as_it_is(administrator, odd):
    offered = buttons(page(administrator, "payments:inspect", odd.pk))
    assert offered == {"Засчитать полученное", "Отправить обратно", "Спросить шлюз"}
    send(administrator, "payments:accept", odd.pk, note="Договорились о скидке", key="k" * 36)
    send(administrator, "payments:accept", odd.pk, note="Договорились о скидке", key="k" * 36)

    assert (fresh(odd).status, fresh(odd).amount) == (PaymentStatus.COMPLETED, Decimal("60000.00"))
    assert fresh(odd.order).payment_state == PaymentState.DEPOSIT_PAID
    assert logged("payments.review_accepted").data == {
        "note": "Договорились о скидке",
        "why": "wrong_amount",
        "expected": "64200.00",
        "received": "60000.00",
    }


def test_a_payment_under_review_is_sent_back(administrator, odd):
    send(administrator, "payments:send_back", odd.pk, note="Не та сумма")
    late = send(administrator, "payments:accept", odd.pk, note="Передумали")

    assert Refund.objects.get().amount == Decimal("60000.00")
    assert logged("payments.review_sent_back").data["note"] == "Не та сумма"
    assert "решать больше нечего" in refusals(late)


@pytest.mark.parametrize("name", ["accept", "send_back"])
def test_a_decision_wants_a_reason(administrator, odd, name):
    answer = send(administrator, f"payments:{name}", odd.pk)

    assert "note" in answer.context["form"].errors
    assert fresh(odd).status == PaymentStatus.REVIEW


def test_managers_see_a_payment_under_review_and_decide_nothing(manager, odd):
    soup = page(manager, "payments:inspect", odd.pk)

    assert "другая сумма" in words(soup, ".istok-order")
    assert buttons(soup) == {"Спросить шлюз"}


def test_a_difference_that_was_looked_into_leaves_the_list(administrator):
    paid = make_paid_order().payments.get()
    Payment.objects.filter(pk=paid.pk).update(review_reason="differs_captured")

    assert "Разобрались" in buttons(page(administrator, "payments:inspect", paid.pk))
    send(administrator, "payments:dismiss", paid.pk, note="Ошибка выгрузки")

    assert (fresh(paid).review_reason, fresh(paid).status) == ("", PaymentStatus.COMPLETED)
    assert logged("payments.review_dismissed").data["why"] == "differs_captured"
