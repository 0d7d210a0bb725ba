"""Webhooks that came before we knew their payment, and wait for it."""

from django.db.models import Q

from core.background import enqueue_after_commit

from ..enums import InboxState
from ..models import Payment, WebhookEvent


def wake_parked(payment: Payment) -> None:
    """The provider's number of the payment is known now: what came too early is looked at again."""
    parked = WebhookEvent.objects.filter(state=InboxState.PARKED).filter(
        Q(gateway_type=payment.gateway.gateway_type, reference=payment.gateway_reference)
        | Q(payment_uid=str(payment.payment_id))
    )
    pks = list(parked.values_list("pk", flat=True))
    parked.update(state=InboxState.NEW)  # should the message be lost, the schedule does not let it rest
    for pk in pks:
        enqueue_after_commit("payments.process_webhook", pk)
