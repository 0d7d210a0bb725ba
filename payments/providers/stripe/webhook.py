"""Webhooks of Stripe: docs.stripe.com/webhooks, read 2026-11."""

from collections.abc import Sequence

from ...webhook_json import check_size, read_event
from ..base import Hint, WebhookRequest
from ..reading import at, hint, text_at, uuid_at
from ..signatures import check_signature

SIGNATURE_HEADER = "stripe-signature"


class StripeWebhook:
    def __init__(self, webhook_secrets: Sequence[str]) -> None:
        self._webhook_secrets = list(webhook_secrets)

    def parse_webhook(self, request: WebhookRequest) -> Hint:
        """Intents and charges carry our number, refunds that we asked for carry the session's."""
        check_size(request.body)
        header = request.headers.get(SIGNATURE_HEADER, "")
        check_signature(header, request.body, self._webhook_secrets)
        event = read_event(request.body)
        told = at(event, "data", "object")
        is_session = text_at(told, "object") == "checkout.session"
        return hint(
            key=text_at(event, "id"),
            kind=text_at(event, "type"),
            reference=text_at(told, "id") if is_session else text_at(told, "metadata", "session"),
            payment_id=uuid_at(told, "metadata", "payment"),
        )
