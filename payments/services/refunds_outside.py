"""Refunds that a provider refused and a person carried out past it, by a bank transfer most often."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.money import ZERO
from orders.enums import EventKind, Role
from orders.services.events import write_event
from users.models import CustomUser

from ..enums import EntryKind, PaymentStatus, RefundRoad, RefundStatus
from ..errors import PaymentNotFound, RefundAboveLimit, RefundExceeds
from ..models import Payment, Refund
from ..selectors.debts import NOT_FORGIVEN
from ..selectors.refund_limits import limit_left
from ..selectors.rules import payment_rules
from . import journal
from .ledger import post
from .locks import lock_payment
from .movements import refund_parts
from .refund_rows import is_on_balance
from .refunds import finish

NOTE_LENGTH = 300


@transaction.atomic
def settle_outside(refund_pk: int, *, actor: CustomUser, note: str) -> Refund:
    """Count a failed refund as given back, since somebody did it another way. note: how, as a bank's number.

    Raises PaymentNotFound unless it has failed, RefundExceeds when that money went back meanwhile,
    RefundAboveLimit, InsufficientFunds (a top-up that is spent); writes nothing then.
    """
    refund = Refund.objects.filter(pk=refund_pk).first()
    if refund is None:
        raise PaymentNotFound
    payment = lock_payment(refund.payment_id)
    refund = Refund.objects.select_for_update(no_key=True).get(pk=refund_pk)
    if refund.status != RefundStatus.FAILED:
        raise PaymentNotFound
    if refund.amount > payment.refundable:
        raise RefundExceeds(payment.refundable)
    _check_limit(payment, refund, actor)
    _stand_again(payment, refund, actor=actor, note=note)
    journal.write_log(
        payment,
        journal.REFUND_OUTSIDE,
        actor=actor,
        amount=refund.amount,
        note=note,
        why=refund.failure_reason,
        refund=refund.pk,
    )
    if payment.order_id:
        told = _("The money was given back past the provider: %(note)s") % {"note": note}
        data = {"payment": payment.pk, "refund": refund.pk}
        write_event(
            payment.order,
            EventKind.NOTE,
            role=Role.STAFF,
            actor=actor,
            is_public=False,
            note=told,
            data=data,
        )
    finish(refund.pk)
    return Refund.objects.get(pk=refund.pk)


def _check_limit(payment: Payment, refund: Refund, actor: CustomUser) -> None:
    """What the shop itself owes is handed out by any manager; what one of them asked for has its limit."""
    if refund.actor_id is None and refund.reason in NOT_FORGIVEN:
        return
    left = limit_left(payment, actor)
    if left is not None and refund.amount > left:
        raise RefundAboveLimit(payment_rules().refund_limit)


def _stand_again(payment: Payment, refund: Refund, *, actor: CustomUser, note: str) -> None:
    """Take its amount off what can be given back, and off a balance that it had come back to."""
    refund.parts = refund_parts(payment, refund.amount)
    refund.status, refund.road, refund.actor = RefundStatus.REQUESTED, RefundRoad.OUTSIDE, actor
    refund.note = "; ".join(filter(None, [refund.note, note]))[:NOTE_LENGTH]
    refund.save(update_fields=["parts", "status", "road", "actor", "note"])
    payment.refunded += refund.amount
    if payment.review_reason == "refund_failed" and payment.refundable == ZERO:
        payment.status, payment.review_reason = PaymentStatus.CANCELLED, ""  # as `send_back_received` left it
    payment.save(update_fields=["refunded", "status", "review_reason", "updated_at"])
    if is_on_balance(payment):
        post(
            payment.account_id,
            -refund.amount,
            kind=EntryKind.REFUND,
            key=f"refund_outside:{refund.refund_id}",
            payment=payment,
            refund=refund,
            actor=actor,
        )
