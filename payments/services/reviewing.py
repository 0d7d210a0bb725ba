"""Payments that a person has to look at: another sum than was asked, or a difference to the provider."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.money import ZERO
from users.models import CustomUser

from ..enums import PaymentStatus, RefundReason, RefundRoad
from ..errors import AmountWrong, PaymentNotFound
from ..models import Payment
from . import journal
from .locks import lock_payment
from .refund_rows import new_refund, received_money
from .states import open_window, recount
from .syncing import take_as_received


@transaction.atomic
def accept_as_received(payment_pk: int, *, actor: CustomUser, note: str) -> Payment:
    """Count what came in, as much as it is. Raises PaymentNotFound when nothing came, nothing waits, or some
    of it went back already; AmountWrong for another currency.
    """
    payment = _in_review(payment_pk)
    if payment.captured <= ZERO or payment.refunded > ZERO:
        raise PaymentNotFound
    if received_money(payment).currency != payment.currency:
        raise AmountWrong(_("It came in another currency: send it back."))
    journal.write_log(
        payment,
        journal.REVIEW_ACCEPTED,
        actor=actor,
        note=note,
        why=payment.review_reason,
        expected=payment.amount,
        received=payment.captured,
    )
    take_as_received(payment, actor=actor)
    return payment


@transaction.atomic
def send_back_received(payment_pk: int, *, actor: CustomUser, note: str) -> Payment:
    """Give back all that came in; the order can be paid anew. Raises PaymentNotFound when nothing waits."""
    payment = _in_review(payment_pk)
    key = f"review:{payment.payment_id}:{payment.refunds.count()}"  # sent once more after one that failed
    reason = RefundReason.OTHER
    if payment.refundable > ZERO:
        new_refund(
            payment,
            payment.refundable,
            reason=reason,
            road=RefundRoad.PROVIDER,
            key=key,
            actor=actor,
            note=note,
        )
    why, payment.review_reason, payment.status = payment.review_reason, "", PaymentStatus.CANCELLED
    payment.save(update_fields=["review_reason", "status", "updated_at"])
    if payment.order_id:
        open_window(payment.order)
        recount(payment.order)
    journal.write_log(
        payment, journal.REVIEW_SENT_BACK, actor=actor, note=note, why=why, amount=payment.captured
    )
    return payment


@transaction.atomic
def dismiss(payment_pk: int, *, actor: CustomUser, note: str) -> Payment:
    """A difference of a counted payment was looked into: it is off the list, and why stands in the log."""
    payment = lock_payment(payment_pk)
    if not payment.review_reason or payment.status == PaymentStatus.REVIEW:
        raise PaymentNotFound
    why, payment.review_reason = payment.review_reason, ""
    payment.save(update_fields=["review_reason", "updated_at"])
    journal.write_log(payment, journal.REVIEW_DISMISSED, actor=actor, note=note, why=why)
    return payment


def _in_review(payment_pk: int) -> Payment:
    payment = lock_payment(payment_pk)
    if payment.status != PaymentStatus.REVIEW or not payment.review_reason:
        raise PaymentNotFound
    return payment
