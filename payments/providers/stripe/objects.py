"""What Stripe's objects mean to the shop. Amounts there are whole kopecks or cents."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.money import KOPECK, ZERO

from ...enums import Decline
from ..base import Attempt, Money, RefundSnapshot, RefundState, Refused, Snapshot, State
from ..reading import at, text_at, uuid_at

DECLINES = {
    "insufficient_funds": Decline.INSUFFICIENT_FUNDS,
    "expired_card": Decline.EXPIRED_CARD,
    "incorrect_cvc": Decline.INCORRECT_CVC,
    "invalid_cvc": Decline.INCORRECT_CVC,
    "authentication_required": Decline.NOT_CONFIRMED,
    "payment_intent_authentication_failure": Decline.NOT_CONFIRMED,
}
REFUND_STATES = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.COMPLETED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
INTENT_STATES = {
    "requires_capture": State.AUTHORIZED,
    "succeeded": State.CAPTURED,
    "canceled": State.CANCELLED,
    "processing": State.OPEN,  # the bank has not answered yet
}


def minor(amount: Decimal) -> int:
    """Exactly; more than two places is our own mistake, and is never rounded away silently."""
    units = amount / KOPECK
    if units != units.to_integral_value():
        raise Refused("amount_not_exact")
    return int(units)


def snapshot(
    session: Mapping[str, Any], charges: Sequence[Mapping[str, Any]], refunds: Sequence[Mapping[str, Any]]
) -> Snapshot:
    """session: with its intent inside. charges, refunds: newest first, as Stripe lists them."""
    intent = session.get("payment_intent") or {}
    state = _state(session, intent)
    attempts = [_attempt(charge) for charge in reversed(charges)]
    last = charges[0] if charges else {}
    return Snapshot(
        reference=session["id"],
        state=state,
        money=_money(session, intent, state),
        captured=_major(intent["amount_received"]) if intent else ZERO,
        payment_id=uuid_at(session, "metadata", "payment"),
        transaction_id=text_at(intent, "id"),
        method=text_at(last, "payment_method_details", "type"),
        decline=_decline(session, intent, state),
        attempts=attempts,
        refunds=[refund_snapshot(refund) for refund in reversed(refunds)],
        raw={
            "session_status": text_at(session, "status"),
            "payment_status": text_at(session, "payment_status"),
            "intent": text_at(intent, "id"),
            "intent_status": text_at(intent, "status"),
            "charge": text_at(last, "id"),
            "brand": text_at(last, "payment_method_details", "card", "brand"),
            "last4": text_at(last, "payment_method_details", "card", "last4"),
            "failure_code": text_at(last, "failure_code"),
            "reason": text_at(last, "outcome", "reason"),
            "livemode": bool(session.get("livemode")),
        },
    )


def refund_snapshot(refund: Mapping[str, Any]) -> RefundSnapshot:
    return RefundSnapshot(
        reference=refund["id"],
        state=REFUND_STATES[refund["status"]],
        money=Money(_major(refund["amount"]), refund["currency"].upper()),
        refund_id=uuid_at(refund, "metadata", "refund"),
    )


def _state(session: Mapping[str, Any], intent: Mapping[str, Any]) -> State:
    """An intent that waits for a card is open as long as its page is."""
    if text_at(intent, "status") in INTENT_STATES:
        return INTENT_STATES[intent["status"]]
    if session["status"] == "open":
        return State.OPEN
    return State.CANCELLED if session["status"] == "expired" else State.FAILED


def _money(session: Mapping[str, Any], intent: Mapping[str, Any], state: State) -> Money:
    if state is State.CAPTURED:
        return Money(_major(intent["amount_received"]), intent["currency"].upper())
    if state is State.AUTHORIZED:
        return Money(_major(intent["amount_capturable"]), intent["currency"].upper())
    return Money(_major(session["amount_total"]), session["currency"].upper())


def _decline(session: Mapping[str, Any], intent: Mapping[str, Any], state: State) -> Decline | None:
    if state in {State.AUTHORIZED, State.CAPTURED}:
        return None
    error = at(intent, "last_payment_error")
    if error:
        return _reason(text_at(error, "decline_code"), text_at(error, "code"))
    if state is State.CANCELLED:
        return Decline.TIMED_OUT if session["status"] == "expired" else Decline.CALLED_OFF
    return None


def _attempt(charge: Mapping[str, Any]) -> Attempt:
    if charge["status"] == "succeeded":
        return Attempt(reference=charge["id"], succeeded=True)
    codes = text_at(charge, "outcome", "reason"), text_at(charge, "failure_code")
    code = next(filter(None, codes), "")
    return Attempt(reference=charge["id"], succeeded=False, decline=_reason(*codes), code=code)


def _reason(*codes: str) -> Decline:
    """codes: the most exact one first."""
    known = [DECLINES[code] for code in codes if code in DECLINES]
    if known:
        return known[0]
    return Decline.DECLINED if any(codes) else Decline.OTHER


def _major(units: int) -> Decimal:
    return Decimal(units) * KOPECK
