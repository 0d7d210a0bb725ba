"""The end of payments that nobody paid, and what follows when an order is called off."""

import logging

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from core import clock
from orders.enums import EventKind, OrderStatus
from orders.models import OrderEvent
from orders.services.moves import lock_order

from ..enums import HOLDING, PaymentStatus, RefundReason
from ..models import Payment
from ..providers.base import NotFound, OutcomeUnknown, State
from ..selectors.gateways import provider_of
from .locks import lock_payment, outside_transaction
from .refunds import refund_order
from .rounds import Round
from .starting import close
from .syncing import Step, apply, sync_payment

logger = logging.getLogger(__name__)

AT_MOST = 200


@transaction.atomic
def order_called_off(event_pk: int) -> None:
    """An order was cancelled or has run out of time: its open payment ends, what was paid goes back, once."""
    event = OrderEvent.objects.get(pk=event_pk)
    order = lock_order(event.order_id)
    if order.status != OrderStatus.CANCELLED:  # late money took it up again meanwhile
        return
    status = PaymentStatus.EXPIRED if event.kind == EventKind.EXPIRED else PaymentStatus.CANCELLED
    for payment in Payment.objects.filter(order=order, status=PaymentStatus.PENDING):
        close(lock_payment(payment.pk), status)
    refund_order(order.pk, reason=RefundReason.ORDER_CANCELLED, because=f"called_off:{event.pk}")


def cancel_at_provider(payment_pk: int) -> None:
    """Close the page of a payment that was ended, or let held money go; money that is there already is taken
    the late road. Not inside a transaction; may run twice.

    Raises OutcomeUnknown, also while the money is held still: it came between our look and our word.
    """
    outside_transaction()
    payment = Payment.objects.select_related("gateway").get(pk=payment_pk)
    if not payment.gateway_reference:
        return
    provider = provider_of(payment)
    try:
        snapshot = provider.fetch(payment.gateway_reference)
        if snapshot.state in {State.OPEN, State.AUTHORIZED}:
            provider.cancel(payment.gateway_reference, key=f"{payment.payment_id}:cancel")
            snapshot = provider.fetch(payment.gateway_reference)
    except NotFound:  # what the provider does not know, nobody can pay
        return
    step = apply(payment_pk, snapshot)
    is_held = step == Step.RELEASE or snapshot.state == State.AUTHORIZED
    if is_held and payment.gateway.gateway_type in HOLDING:
        raise OutcomeUnknown("still_held")


def expire_open() -> int:
    """End payments whose time is over and that hold no pieces; how many. The provider is asked first, and
    whatever it says, or does not, the time is over: closing looks for money once more.
    """
    turn, done = Round(), 0
    overdue = Payment.objects.filter(status=PaymentStatus.PENDING, expires_at__lte=clock.now())
    found = overdue.order_by("expires_at", "pk").values_list("pk", "gateway__gateway_type")
    for pk, gateway in list(found[:AT_MOST]):
        turn.ask(gateway, sync_payment, pk)
        try:
            done += _expire(pk)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            logger.exception("payment %s could not be ended", pk)
    return done


@transaction.atomic
def _expire(payment_pk: int) -> bool:
    payment = lock_payment(payment_pk)
    is_over = payment.expires_at is not None and payment.expires_at <= clock.now()
    if payment.status != PaymentStatus.PENDING or not is_over:
        return False
    close(payment, PaymentStatus.EXPIRED)
    return True
