"""What YooKassa's objects mean to the shop."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.money import ZERO

from ...enums import Decline
from ..base import Attempt, Money, RefundSnapshot, RefundState, Snapshot, State
from ..reading import money_of, text_at, uuid_at

STATES = {
    "pending": State.OPEN,
    "waiting_for_capture": State.AUTHORIZED,
    "succeeded": State.CAPTURED,
}
REFUND_STATES = {
    "pending": RefundState.PENDING,
    "succeeded": RefundState.COMPLETED,
    "canceled": RefundState.FAILED,
}
METHODS = {"bank_card": "card", "sbp": "sbp"}
# yookassa.ru/developers, reasons of cancellation, read 2026-11. Those not named here are refusals.
DECLINES = {
    "insufficient_funds": Decline.INSUFFICIENT_FUNDS,
    "card_expired": Decline.EXPIRED_CARD,
    "invalid_csc": Decline.INCORRECT_CVC,
    "3d_secure_failed": Decline.NOT_CONFIRMED,
    "expired_on_confirmation": Decline.TIMED_OUT,
    "expired_on_capture": Decline.TIMED_OUT,
    "canceled_by_merchant": Decline.CALLED_OFF,
    "internal_timeout": Decline.OTHER,
}
NOBODY_REFUSED = frozenset({Decline.TIMED_OUT, Decline.CALLED_OFF})


def snapshot(payment: Mapping[str, Any], refunds: Sequence[Mapping[str, Any]]) -> Snapshot:
    """refunds: newest first, as YooKassa lists them."""
    reason = text_at(payment, "cancellation_details", "reason")
    decline = _decline(reason) if payment["status"] == "canceled" else None
    state = _state(payment, decline)
    method = text_at(payment, "payment_method", "type")
    money = amount_of(payment)
    return Snapshot(
        reference=payment["id"],
        state=state,
        money=money,
        captured=money.amount if state is State.CAPTURED else ZERO,
        payment_id=uuid_at(payment, "metadata", "payment"),
        transaction_id=payment["id"] if state in {State.AUTHORIZED, State.CAPTURED} else "",
        method=METHODS.get(method, method),
        decline=decline,
        attempts=_attempts(payment, state, decline),
        refunds=[refund_snapshot(refund) for refund in reversed(refunds)],
        raw={
            "status": text_at(payment, "status"),
            "reason": reason,
            "party": text_at(payment, "cancellation_details", "party"),
            "brand": text_at(payment, "payment_method", "card", "card_type"),
            "last4": text_at(payment, "payment_method", "card", "last4"),
            "rrn": text_at(payment, "authorization_details", "rrn"),
            "receipt": text_at(payment, "receipt_registration"),
            "test": bool(payment.get("test")),
        },
    )


def refund_snapshot(refund: Mapping[str, Any]) -> RefundSnapshot:
    return RefundSnapshot(
        reference=refund["id"],
        state=REFUND_STATES[refund["status"]],
        money=amount_of(refund),
        refund_id=uuid_at(refund, "metadata", "refund"),
    )


def amount_of(data: Mapping[str, Any]) -> Money:
    return money_of(data["amount"]["value"], data["amount"]["currency"])


def _state(payment: Mapping[str, Any], decline: Decline | None) -> State:
    if payment["status"] != "canceled":
        return STATES[payment["status"]]
    return State.CANCELLED if decline in NOBODY_REFUSED else State.FAILED


def _decline(reason: str) -> Decline:
    return DECLINES.get(reason, Decline.DECLINED if reason else Decline.OTHER)


def _attempts(payment: Mapping[str, Any], state: State, decline: Decline | None) -> list[Attempt]:
    """YooKassa tells of none: a payment is one attempt, once somebody chose how to pay."""
    if state in {State.AUTHORIZED, State.CAPTURED}:
        return [Attempt(reference=payment["id"], succeeded=True)]
    if state is State.FAILED:
        code = text_at(payment, "cancellation_details", "reason")
        return [Attempt(reference=payment["id"], succeeded=False, decline=decline, code=code)]
    return []
