"""Refunds that a provider refused, or never answered, and a person carried out past it, by a bank transfer
most often.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from orders.enums import EventKind, Role
from orders.services.events import write_event
from users.models import CustomUser

from ..enums import RefundRoad, RefundStatus
from ..errors import PaymentNotFound
from ..models import Payment, Refund
from ..selectors.admin import refunds_to_settle
from ..selectors.refund_limits import BY_STAFF
from . import journal
from .locks import lock_payment
from .refund_rows import stand_again
from .refunds import check_limit, finish

NOTE_LENGTH = 300


@transaction.atomic
def settle_outside(refund_pk: int, *, actor: CustomUser, note: str) -> Refund:
    """Count a refund as given back, since somebody did it another way. note: how, as a bank's number.

    Raises PaymentNotFound unless it waits for that (`refunds_to_settle`), RefundExceeds, RefundAboveLimit,
    InsufficientFunds (a top-up that is spent); writes nothing then.
    """
    refund = Refund.objects.filter(pk=refund_pk).first()
    if refund is None:
        raise PaymentNotFound
    payment = lock_payment(refund.payment_id)
    refund = Refund.objects.select_for_update(no_key=True).get(pk=refund_pk)
    if not refunds_to_settle().filter(pk=refund_pk).exists():
        raise PaymentNotFound
    _check_limit(payment, refund, actor)
    if refund.status == RefundStatus.FAILED:
        stand_again(payment, refund, because="refund_outside", actor=actor)
    refund.road, refund.actor = RefundRoad.OUTSIDE, actor
    refund.note = "; ".join(filter(None, [refund.note, note]))[:NOTE_LENGTH]
    refund.save(update_fields=["road", "actor", "note"])
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
    """What the shop itself owes is handed out by any manager; what one of them asked for has its limit, of
    which one that still stands has taken its share already.
    """
    if refund.status == RefundStatus.FAILED and refund.key.startswith(BY_STAFF):
        check_limit(payment, refund.amount, actor)
