"""The inbox of webhooks: proved, written down once, answered at once; the work is done after the commit.

A webhook changes nothing by what it says: it makes us ask the provider.
"""

import logging
from datetime import timedelta
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q

from core import clock
from core.background import enqueue_after_commit
from core.logging import redact
from users.models import CustomUser

from ..enums import InboxState
from ..models import Payment, PaymentGateway, WebhookEvent
from ..providers.base import Hint, OutcomeUnknown, WebhookRequest
from ..providers.registry import provider_for
from . import journal
from .rounds import Round
from .syncing import sync_payment

logger = logging.getLogger(__name__)

WAITING = (InboxState.NEW, InboxState.PARKED)
STUCK = (InboxState.PARKED, InboxState.BAD)  # nobody's, as far as we know
GIVE_UP_AFTER = timedelta(days=3)
AT_MOST = 200
# One that waits for its payment is woken by it (`waking`); looking now and then is for the lost wake-up.
PARKED_AT_MOST, PARKED_REST = 50, timedelta(minutes=10)


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


def process(event_pk: int) -> bool:
    """Ask the provider about what the event is about; parked until we know its payment. False when the
    provider did not answer.
    """
    event = WebhookEvent.objects.filter(pk=event_pk, state__in=WAITING).first()
    if event is None:
        return True
    WebhookEvent.objects.filter(pk=event_pk).update(looked_at=clock.now())
    if not (event.reference or event.payment_uid):  # says nothing of a payment
        _end(event, InboxState.DONE)
        return True
    payment = payment_of(event)
    if payment is None or not payment.gateway_reference:
        _park(event)
        return True
    try:
        sync_payment(payment.pk)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        _put_off(event, error)
        return not isinstance(error, OutcomeUnknown)
    _end(event, InboxState.DONE)
    return True


def process_waiting() -> int:
    """What waits, those that were looked at longest ago first; how many were looked at. Parked ones come
    after all others, so that however many there are, they keep no money waiting.
    """
    turn, done = Round(), 0
    waiting = WebhookEvent.objects.order_by(F("looked_at").asc(nulls_first=True), "received_at", "pk")
    rested = Q(looked_at__isnull=True) | Q(looked_at__lte=clock.now() - PARKED_REST)
    new = waiting.filter(state=InboxState.NEW)[:AT_MOST]
    parked = waiting.filter(rested, state=InboxState.PARKED)[:PARKED_AT_MOST]
    for event in [*new, *parked]:
        if turn.may_ask(event.gateway_type):
            done += 1
            if not process(event.pk):
                turn.leave_out(event.gateway_type)
    return done


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


@transaction.atomic
def put_aside(event_pk: int, *, actor: CustomUser, note: str) -> bool:
    """Staff know that it is about no payment of ours; False when it is not stuck. `look_again` works on."""
    stuck = WebhookEvent.objects.filter(pk=event_pk, state__in=STUCK)
    event = stuck.first()
    if event is None or not stuck.update(state=InboxState.IGNORED, done_at=clock.now()):
        return False
    journal.write_log(
        event, journal.WEBHOOK_ASIDE, actor=actor, note=note, state=event.state, error=event.error
    )
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
    if _is_given_up(event):
        _end(event, InboxState.BAD, error="no such payment")
    else:
        WebhookEvent.objects.filter(pk=event.pk, state=InboxState.NEW).update(state=InboxState.PARKED)


def _put_off(event: WebhookEvent, error: Exception) -> None:
    """It stays as it is: the schedule tries again, and the staff see why it waits."""
    logger.warning("webhook %s waits: %s", event.pk, type(error).__name__)
    told = redact(f"{type(error).__name__}: {error}")[:500]
    if _is_given_up(event):
        _end(event, InboxState.BAD, error=told)
    else:
        WebhookEvent.objects.filter(pk=event.pk, state__in=WAITING).update(error=told)


def _is_given_up(event: WebhookEvent) -> bool:
    return event.received_at + GIVE_UP_AFTER < clock.now()


def _end(event: WebhookEvent, state: InboxState, *, error: str = "") -> None:
    WebhookEvent.objects.filter(pk=event.pk).update(state=state, error=error, done_at=clock.now())
