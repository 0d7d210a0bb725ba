"""What PayPal's orders mean to the shop."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.money import ZERO

from ...enums import Decline
from ..base import Attempt, Money, RefundSnapshot, RefundState, Snapshot, State
from ..reading import at, money_of, text_at, uuid_at

# An order with the intent CAPTURE that is approved waits for our capture, as a hold does.
ORDER_STATES = {
    "CREATED": State.OPEN,
    "SAVED": State.OPEN,
    "PAYER_ACTION_REQUIRED": State.OPEN,
    "APPROVED": State.AUTHORIZED,
    "VOIDED": State.CANCELLED,
}
TAKEN = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
LOST = frozenset({"DECLINED", "FAILED"})
REFUND_STATES = {
    "COMPLETED": RefundState.COMPLETED,
    "PENDING": RefundState.PENDING,
    "FAILED": RefundState.FAILED,
    "CANCELLED": RefundState.FAILED,
}
# developer.paypal.com, processor response codes, read 2026-11.
DECLINES = {
    "5120": Decline.INSUFFICIENT_FUNDS,
    "5400": Decline.EXPIRED_CARD,
    "5110": Decline.INCORRECT_CVC,
    "00N7": Decline.INCORRECT_CVC,
}


def snapshot(order: Mapping[str, Any]) -> Snapshot:
    unit = order["purchase_units"][0]
    captures: Sequence[Mapping[str, Any]] = at(unit, "payments", "captures") or []
    refunds: Sequence[Mapping[str, Any]] = at(unit, "payments", "refunds") or []
    payment_id = uuid_at(unit, "custom_id")
    taken = [_money(capture) for capture in captures if capture["status"] in TAKEN]
    captured = sum((money.amount for money in taken), ZERO)
    state = _state(order, captures)
    last = captures[-1] if captures else {}
    attempts = [_attempt(capture) for capture in captures if capture["status"] in TAKEN | LOST]
    failed = bool(attempts) and not attempts[-1].succeeded
    return Snapshot(
        reference=order["id"],
        state=state,
        money=Money(captured, taken[0].currency) if taken else _money(unit),
        captured=captured,
        payment_id=payment_id,
        transaction_id=text_at(last, "id") if taken else "",
        method=next(iter(order.get("payment_source") or {"paypal": None})),
        decline=attempts[-1].decline if failed else None,
        attempts=attempts,
        refunds=[refund_snapshot(refund, payment_id) for refund in refunds],
        raw={
            "order_status": text_at(order, "status"),
            "capture": text_at(last, "id"),
            "capture_status": text_at(last, "status"),
            "reason": text_at(last, "status_details", "reason"),
            "response_code": text_at(last, "processor_response", "response_code"),
        },
    )


def refund_snapshot(refund: Mapping[str, Any], payment_id: str = "") -> RefundSnapshot:
    """A refund made in the cabinet bears the number of the payment, which is none of a refund."""
    custom_id = uuid_at(refund, "custom_id")
    return RefundSnapshot(
        reference=refund["id"],
        state=REFUND_STATES[refund["status"]],
        money=_money(refund),
        refund_id="" if custom_id == payment_id else custom_id,
    )


def decline_of(capture: Mapping[str, Any]) -> Decline:
    return DECLINES.get(text_at(capture, "processor_response", "response_code"), Decline.DECLINED)


def captures_of(order: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(order["purchase_units"][0].get("payments", {}).get("captures", []))


def _state(order: Mapping[str, Any], captures: Sequence[Mapping[str, Any]]) -> State:
    """PENDING is not paid: the payer has done his part, and PayPal looks at it for days."""
    statuses = {capture["status"] for capture in captures}
    if statuses & TAKEN:
        return State.CAPTURED
    if "PENDING" in statuses:
        return State.OPEN
    if order["status"] == "COMPLETED":
        return State.FAILED
    return ORDER_STATES[order["status"]]


def _attempt(capture: Mapping[str, Any]) -> Attempt:
    succeeded = capture["status"] in TAKEN
    if succeeded:
        return Attempt(reference=capture["id"], succeeded=True)
    code = text_at(capture, "processor_response", "response_code")
    return Attempt(reference=capture["id"], succeeded=False, decline=decline_of(capture), code=code)


def _money(data: Mapping[str, Any]) -> Money:
    return money_of(data["amount"]["value"], data["amount"]["currency_code"])
