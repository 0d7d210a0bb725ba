"""The inbox of webhooks: proved, written down once, answered at once; the work is done after the commit.

A webhook changes nothing by what it says: it makes us ask the provider.
"""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from core import clock
from core.background import enqueue_after_commit
from core.logging import redact
from users.models import CustomUser

from ..enums import InboxState
from ..models import Payment, PaymentGateway, WebhookEvent
from ..providers.base import Hint, WebhookRequest
from ..providers.registry import provider_for
from . import journal
from .syncing import sync_payment

logger = logging.getLogger(__name__)

WAITING = (InboxState.NEW, InboxState.PARKED)
GIVE_UP_AFTER = timedelta(days=3)
AT_MOST = 200


def receive(gateway: PaymentGateway, request: WebhookRequest) -> None:
    """Prove who sent it and write it down. Raises Forged, Malformed, OutcomeUnknown (proving needs the
    provider); nothing is written then.
    """
    provider = provider_for(gateway.gateway_type, is_test_mode=gateway.is_test_mode)
    hint = provider.parse_webhook(request)
    with transaction.atomic():
        if _written(gateway.gateway_type, hint):
            event = WebhookEvent.objects.get(gateway_type=gateway.gateway_type, event_key=hint.key)
            enqueue_after_commit("payments.process_webhook", event.pk)


def process(event_pk: int) -> None:
    """Ask the provider about what the event is about; parked until we know its payment."""
    event = WebhookEvent.objects.filter(pk=event_pk, state__in=WAITING).first()
    if event is None:
        return
    if not (event.reference or event.payment_uid):  # says nothing of a payment
        _end(event, InboxState.DONE)
        return
    payment = payment_of(event)
    if payment is None or not payment.gateway_reference:
        _park(event)
        return
    try:
        sync_payment(payment.pk)
    except Exception as error:
        # Stays as it is: the schedule tries again, and the staff see why it waits.
        logger.warning("webhook %s waits: %s", event.pk, type(error).__name__)
        told = redact(f"{type(error).__name__}: {error}")[:500]
        WebhookEvent.objects.filter(pk=event.pk, state__in=WAITING).update(error=told)
        return
    _end(event, InboxState.DONE)


def process_waiting() -> int:
    """Everything that waits, the oldest first; how many were looked at."""
    waiting = WebhookEvent.objects.filter(state__in=WAITING).order_by("received_at", "pk")
    found = list(waiting.values_list("pk", flat=True)[:AT_MOST])
    for pk in found:
        process(pk)
    return len(found)


def wake_parked(payment: Payment) -> None:
    """The provider's number of the payment is known now: what came too early is looked at again."""
    parked = WebhookEvent.objects.filter(state=InboxState.PARKED).filter(
        Q(gateway_type=payment.gateway.gateway_type, reference=payment.gateway_reference)
        | Q(payment_uid=str(payment.payment_id))
    )
    for pk in parked.values_list("pk", flat=True):
        enqueue_after_commit("payments.process_webhook", pk)


def payment_of(event: WebhookEvent) -> Payment | None:
    mine = Payment.objects.filter(gateway__gateway_type=event.gateway_type)
    found = mine.filter(gateway_reference=event.reference).first() if event.reference else None
    if found is None and event.payment_uid:
        found = mine.filter(payment_id=event.payment_uid).first()
    return found


@transaction.atomic
def look_again(event_pk: int, *, actor: CustomUser) -> bool:
    """Staff ask for one more look; False when it waits anyway."""
    event = WebhookEvent.objects.filter(pk=event_pk).exclude(state__in=WAITING).first()
    ended = WebhookEvent.objects.filter(pk=event_pk).exclude(state__in=WAITING)
    if event is None or not ended.update(state=InboxState.NEW, error="", done_at=None):
        return False
    journal.write_log(event, journal.WEBHOOK_AGAIN, actor=actor, state=event.state, error=event.error)
    enqueue_after_commit("payments.process_webhook", event_pk)
    return True


def _written(gateway_type: str, hint: Hint) -> bool:
    """Whether this delivery is the first of its event."""
    before = WebhookEvent.objects.filter(gateway_type=gateway_type, event_key=hint.key)
    if before.exists():
        return False
    row = WebhookEvent(
        gateway_type=gateway_type,
        event_key=hint.key[:200],
        kind=hint.kind[:100],
        reference=hint.reference[:255],
        payment_uid=_uuid(hint.payment_id),
        received_at=clock.now(),
    )
    WebhookEvent.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _park(event: WebhookEvent) -> None:
    if event.received_at + GIVE_UP_AFTER < clock.now():
        _end(event, InboxState.BAD, error="no such payment")
    else:
        WebhookEvent.objects.filter(pk=event.pk, state=InboxState.NEW).update(state=InboxState.PARKED)


def _end(event: WebhookEvent, state: InboxState, *, error: str = "") -> None:
    WebhookEvent.objects.filter(pk=event.pk).update(state=state, error=error, done_at=clock.now())
