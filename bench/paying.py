"""What it costs to take in a webhook: proved, written down, answered. Stripe's events, signed as it signs."""

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings

from payments.models import PaymentGateway
from payments.providers.signatures import sign

from .wsgi import Visitor


def acts() -> Iterator[tuple[str, Callable[[], int]]]:
    """Each measured act by name: an event that is new, and one that was told before."""
    PaymentGateway.objects.filter(gateway_type="stripe").update(is_active=True, is_test_mode=False)
    visitor, turn = Visitor(), itertools.count()
    yield "Webhook, new", lambda: tell(visitor, f"evt_{os.getpid()}_{next(turn)}")
    yield "Webhook, again", lambda: tell(visitor, "evt_again")


def tell(visitor: Visitor, event: str) -> int:
    body = json.dumps(_event(event)).encode()
    moment = str(int(time.time()))
    secret = settings.PAYMENT_PROVIDERS["stripe"]["webhook_secrets"][0]
    signature = f"t={moment},v1={sign(moment, body, secret)}"
    return visitor.tell("/webhooks/stripe/", body, {"HTTP_STRIPE_SIGNATURE": signature})


def _event(event: str) -> dict:
    """As long as a real one: a payment intent with its charge is about four kilobytes."""
    return {
        "id": event,
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": int(time.time()),
        "livemode": True,
        "data": {
            "object": {
                "id": f"pi_{event}",
                "object": "payment_intent",
                "amount": 6420000,
                "currency": "rub",
                "status": "succeeded",
                "metadata": {"payment": "3f2b588d-000f-4000-8000-1d6e87c7fbde"},
                "charges": [{"id": f"ch_{number}", "description": "x" * 300} for number in range(10)],
            }
        },
    }
