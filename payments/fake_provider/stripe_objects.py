"""How Stripe writes its objects; amounts are whole kopecks or cents."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from .provider import token
from .state import Payment, Refund, Status

API_VERSION = "2026-10-28.endive"
CENT = Decimal("0.01")
MESSAGES = {
    "decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
}
REFUND_STATUS = {"completed": "succeeded", "pending": "pending", "failed": "failed"}


def to_cents(amount: Decimal) -> int:
    return int(amount / CENT)


def from_cents(cents: int) -> Decimal:
    return cents * CENT


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def session_status(payment: Payment) -> str:
    if payment.status is Status.OPEN:
        return "open"
    return "expired" if payment.cancel_reason == "expired" else "complete"


def session(payment: Payment, url: str) -> dict[str, Any]:
    status = session_status(payment)
    paid = payment.status in (Status.HELD, Status.CAPTURED)
    return {
        "id": payment.reference,
        "object": "checkout.session",
        "amount_subtotal": to_cents(payment.amount),
        "amount_total": to_cents(payment.amount),
        "cancel_url": payment.cancel_url or None,
        "client_reference_id": payment.number or None,
        "created": seconds(payment.created_at),
        "currency": payment.currency.lower(),
        "customer_email": payment.extra.get("email"),
        "expires_at": seconds(payment.extra["expires_at"]),
        "livemode": False,
        "metadata": payment.extra["metadata"],
        "mode": "payment",
        "payment_intent": payment.transaction_id or None,
        "payment_method_types": ["card"],
        # A card that is only held leaves `unpaid`: the money is not ours before the capture.
        "payment_status": "paid" if paid and payment.captured else "unpaid",
        "status": status,
        "success_url": payment.return_url,
        "url": url if status == "open" and url else None,
    }


def intent_status(payment: Payment) -> str:
    return {
        Status.HELD: "requires_capture",
        Status.CAPTURED: "succeeded",
        Status.CANCELLED: "canceled",
    }.get(payment.status, "requires_payment_method")


def intent(payment: Payment) -> dict[str, Any]:
    status = intent_status(payment)
    found = {
        "id": payment.transaction_id,
        "object": "payment_intent",
        "amount": to_cents(payment.amount),
        "amount_capturable": to_cents(payment.amount) if payment.status is Status.HELD else 0,
        "amount_received": to_cents(payment.captured),
        "canceled_at": None,
        "cancellation_reason": payment.cancel_reason or None,
        "capture_method": "manual" if payment.two_stage else "automatic",
        "client_secret": f"{payment.transaction_id}_secret_fake",
        "created": seconds(payment.created_at),
        "currency": payment.currency.lower(),
        "description": payment.description or None,
        "last_payment_error": None,
        "latest_charge": payment.attempts[-1].reference if payment.attempts else None,
        "livemode": False,
        "metadata": payment.metadata,
        "payment_method_types": ["card"],
        "status": status,
    }
    if status in ("requires_payment_method", "canceled") and payment.decline:
        found["last_payment_error"] = {
            "type": "card_error",
            "charge": payment.attempts[-1].reference,
            "message": MESSAGES[payment.decline],
            **_codes(payment.decline),
        }
    return found


def charges(payment: Payment) -> list[dict[str, Any]]:
    """One for each attempt, newest first."""
    rows = []
    for attempt in reversed(payment.attempts):
        paid = not attempt.decline
        codes = _codes(attempt.decline) if attempt.decline else {}
        rows.append(
            {
                "id": attempt.reference,
                "object": "charge",
                "amount": to_cents(payment.amount),
                "amount_captured": to_cents(payment.captured) if paid else 0,
                "amount_refunded": to_cents(payment.refunded) if paid else 0,
                "captured": paid and payment.status is Status.CAPTURED,
                "created": seconds(attempt.at),
                "currency": payment.currency.lower(),
                "failure_code": codes.get("code"),
                "failure_message": MESSAGES.get(attempt.decline),
                "livemode": False,
                "metadata": payment.metadata,
                "outcome": {
                    "type": "authorized" if paid else "issuer_declined",
                    "network_status": "approved_by_network" if paid else "declined_by_network",
                    "reason": codes.get("decline_code"),
                },
                "paid": paid,
                "payment_intent": payment.transaction_id,
                "payment_method_details": {
                    "type": "card",
                    "card": {"brand": "visa", "last4": attempt.card[-4:]},
                },
                "refunded": paid and bool(payment.captured) and not payment.refundable,
                "status": "succeeded" if paid else "failed",
            }
        )
    return rows


def refund(payment: Payment, given: Refund) -> dict[str, Any]:
    return {
        "id": given.reference,
        "object": "refund",
        "amount": to_cents(given.amount),
        "charge": payment.attempts[-1].reference,
        "created": seconds(given.created_at),
        "currency": payment.currency.lower(),
        "metadata": given.metadata,
        "payment_intent": payment.transaction_id,
        "reason": None,
        "status": REFUND_STATUS[given.status],
    }


def event(name: str, found: dict[str, Any], moment: datetime) -> dict[str, Any]:
    return {
        "id": f"evt_{token()}",
        "object": "event",
        "api_version": API_VERSION,
        "created": seconds(moment),
        "livemode": False,
        "type": name,
        "data": {"object": found},
        "request": {"id": f"req_{token(14)}", "idempotency_key": None},
        "pending_webhooks": 1,
    }


def _codes(decline: str) -> dict[str, str]:
    """Stripe's code and decline_code: money and plain refusals share the code `card_declined`."""
    if decline in ("expired_card", "incorrect_cvc"):
        return {"code": decline, "decline_code": decline}
    reason = "generic_decline" if decline == "decline" else decline
    return {"code": "card_declined", "decline_code": reason}
