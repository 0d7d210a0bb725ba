"""The test gateway: it takes the money at once, so that there is nothing to capture or to let go."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.money import ZERO

from ...enums import Decline
from ...webhook_json import check_size, read_event
from ..base import (
    Attempt,
    Charge,
    Hint,
    Money,
    Receipt,
    RefundOrder,
    RefundSnapshot,
    RefundState,
    Refused,
    Snapshot,
    Started,
    State,
    WebhookRequest,
)
from ..http import HttpClient, Limits, one_call, safe
from ..reading import answer_read, decimal_text, hint, money_of, text_at, uuid_at
from ..signatures import check_signature

SIGNATURE_HEADER = "x-test-signature"
STATES = {
    "open": State.OPEN,
    "captured": State.CAPTURED,
    "failed": State.FAILED,
    "cancelled": State.CANCELLED,
}


class TestGateway:
    """url: with the prefix of the fake server."""

    __test__ = False  # its name looks like a test's to pytest

    def __init__(
        self, *, url: str, key: str, webhook_secrets: Sequence[str], limits: Limits | None = None
    ) -> None:
        self._http = HttpClient(
            url,
            headers={"Authorization": f"Bearer {key}"},
            limits=limits,
            code_of=lambda status, data: data.get("code"),
        )
        self._webhook_secrets = list(webhook_secrets)
        self.limits = self._http.limits

    @one_call
    def start(self, charge: Charge) -> Started:
        body = {
            "amount": decimal_text(charge.money.amount),
            "currency": charge.money.currency,
            "description": charge.description,
            "return_url": charge.return_url,
            "cancel_url": charge.cancel_url,
            "metadata": {"payment": charge.payment_id, "order": charge.number},
        }
        data = self._post("/v1/payments", body, charge.key)
        with answer_read():
            return Started(reference=data["id"], url=data.get("url") or "")

    @one_call
    def fetch(self, reference: str) -> Snapshot:
        data = self._http.call("GET", f"/v1/payments/{safe(reference)}").data
        with answer_read():
            return _snapshot(data)

    @one_call
    def capture(self, reference: str, money: Money, *, key: str, receipt: Receipt | None = None) -> None:
        if self.fetch(reference).state is not State.CAPTURED:
            raise Refused("not_paid")

    def cancel(self, reference: str, *, key: str) -> None:
        """Its page stays open: that is how somebody pays late."""

    @one_call
    def refund(self, order: RefundOrder) -> RefundSnapshot:
        body = {
            "payment": order.reference,
            "amount": decimal_text(order.money.amount),
            "metadata": {"refund": order.refund_id},
        }
        data = self._post("/v1/refunds", body, order.key)
        with answer_read():
            return _refund(data)

    @one_call
    def fetch_refund(self, reference: str) -> RefundSnapshot:
        data = self._http.call("GET", f"/v1/refunds/{safe(reference)}").data
        with answer_read():
            return _refund(data)

    def parse_webhook(self, request: WebhookRequest) -> Hint:
        check_size(request.body)
        header = request.headers.get(SIGNATURE_HEADER, "")
        check_signature(header, request.body, self._webhook_secrets)
        event = read_event(request.body)
        return hint(
            key=text_at(event, "id"),
            kind=text_at(event, "event"),
            reference=text_at(event, "reference"),
            payment_id=uuid_at(event, "payment_id"),
        )

    @one_call
    def payments_since(self, since: datetime) -> Iterable[Snapshot]:
        data = self._http.call("GET", "/v1/payments", params={"since": since.isoformat()}).data
        with answer_read():
            return [_snapshot(item) for item in data["items"]]

    def _post(self, path: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        return self._http.call("POST", path, json=body, headers={"Idempotency-Key": key}).data


def _snapshot(data: Mapping[str, Any]) -> Snapshot:
    attempts = [_attempt(each) for each in data.get("attempts", [])]
    last = data["attempts"][-1] if attempts else {}
    captured = Decimal(data["captured"])
    return Snapshot(
        reference=data["id"],
        state=STATES[data["status"]],
        money=money_of(data["amount"], data["currency"]),
        captured=captured if captured else ZERO,
        payment_id=uuid_at(data, "metadata", "payment"),
        transaction_id=data.get("transaction_id") or "",
        method="card" if attempts else "",
        decline=attempts[-1].decline if attempts else None,
        attempts=attempts,
        refunds=[_refund(each) for each in data.get("refunds", [])],
        raw={"status": data["status"], "last4": text_at(last, "card_last4")},
    )


def _attempt(data: Mapping[str, Any]) -> Attempt:
    if data["status"] == "succeeded":
        return Attempt(reference=data["id"], succeeded=True)
    code = text_at(data, "decline_code")
    known = Decline(code) if code in Decline.values else Decline.OTHER
    return Attempt(reference=data["id"], succeeded=False, decline=known, code=code)


def _refund(data: Mapping[str, Any]) -> RefundSnapshot:
    return RefundSnapshot(
        reference=data["id"],
        state=RefundState(data["status"]),
        money=money_of(data["amount"], data["currency"]),
        refund_id=uuid_at(data, "metadata", "refund"),
    )
