"""YooKassa: the customer pays at its page, by card in two stages or by SBP in one; each sum has a receipt."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ...webhook_json import check_size, read_event
from ..base import (
    Charge,
    Forged,
    Hint,
    Money,
    Receipt,
    RefundOrder,
    RefundSnapshot,
    Refused,
    Snapshot,
    Started,
    WebhookRequest,
)
from ..http import HttpClient, Limits, one_call, safe
from ..reading import answer_read, hint, text_at, uuid_at
from ..signatures import same
from .objects import refund_snapshot, snapshot
from .receipts import amount, receipt_body

PAGE = 100
LONGEST_DESCRIPTION = 128


class YooKassa:
    """url: with /v3. webhook_secrets: parts of the address that YooKassa calls, since it signs nothing; two
    while one replaces the other.
    """

    def __init__(
        self,
        *,
        url: str,
        shop_id: str,
        secret_key: str,
        webhook_secrets: Sequence[str],
        limits: Limits | None = None,
    ) -> None:
        self._http = HttpClient(
            url,
            auth=(shop_id, secret_key),
            limits=limits,
            code_of=lambda status, data: data.get("code"),
        )
        self._webhook_secrets = list(webhook_secrets)
        self.limits = self._http.limits

    @one_call
    def start(self, charge: Charge) -> Started:
        body: dict[str, Any] = {
            "amount": amount(charge.money),
            "capture": False,
            "confirmation": {"type": "redirect", "return_url": charge.return_url},
            "description": charge.description[:LONGEST_DESCRIPTION],
            "metadata": {"order": charge.number, "payment": charge.payment_id},
            **_with_receipt(charge.receipt, charge.money),
        }
        payment = self._post("/payments", body, charge.key)
        with answer_read():
            return Started(reference=payment["id"], url=text_at(payment, "confirmation", "confirmation_url"))

    @one_call
    def fetch(self, reference: str) -> Snapshot:
        payment = self._payment(reference)
        refunds: Iterable[Mapping[str, Any]] = ()
        if payment.get("status") == "succeeded":
            refunds = self._listed("/refunds", {"payment_id": reference})
        with answer_read():
            return snapshot(payment, list(refunds))

    @one_call
    def capture(self, reference: str, money: Money, *, key: str, receipt: Receipt | None = None) -> None:
        body = {"amount": amount(money), **_with_receipt(receipt, money)}
        try:
            self._post(f"/payments/{safe(reference)}/capture", body, key)
        except Refused:  # also for one that is captured, as SBP always is
            if self._payment(reference).get("status") != "succeeded":
                raise

    @one_call
    def cancel(self, reference: str, *, key: str) -> None:
        """Only what is held can be let go. A page that waits for the customer closes by itself within hours:
        what is paid there meanwhile is late money.
        """
        if self._payment(reference).get("status") != "waiting_for_capture":
            return
        try:
            self._post(f"/payments/{safe(reference)}/cancel", {}, key)
        except Refused:
            if self._payment(reference).get("status") == "waiting_for_capture":
                raise

    @one_call
    def refund(self, order: RefundOrder) -> RefundSnapshot:
        body = {
            "payment_id": order.reference,
            "amount": amount(order.money),
            "metadata": {"refund": order.refund_id},
            **_with_receipt(order.receipt, order.money),
        }
        if order.description:
            body["description"] = order.description[:LONGEST_DESCRIPTION]
        answer = self._post("/refunds", body, order.key)
        with answer_read():
            return refund_snapshot(answer)

    @one_call
    def fetch_refund(self, reference: str) -> RefundSnapshot:
        answer = self._http.call("GET", f"/refunds/{safe(reference)}").data
        with answer_read():
            return refund_snapshot(answer)

    @one_call
    def send_receipt(self, reference: str, receipt: Receipt, money: Money, *, key: str) -> dict[str, Any]:
        """The second receipt of a payment, when prepaid goods are handed over: YooKassa's object of it, as it
        stands now. reference: of the payment.
        """
        body = {
            "type": "payment",
            "payment_id": reference,
            "send": True,
            **receipt_body(receipt, money),
            "settlements": [{"type": "prepayment", "amount": amount(money)}],
        }
        made = self._post("/receipts", body, key)
        with answer_read():
            number = safe(made["id"])
        # A repetition is answered with the object as it was when it was made.
        return made if made.get("status") != "pending" else self._http.call("GET", f"/receipts/{number}").data

    def parse_webhook(self, request: WebhookRequest) -> Hint:
        """Who knows the address is believed to be YooKassa as far as a hint goes. An IP proves nothing: it is
        what our proxy says.
        """
        check_size(request.body)
        matches = [same(request.secret, secret) for secret in self._webhook_secrets if secret]
        if not any(matches):
            raise Forged("wrong_secret")
        event = read_event(request.body)
        kind, of_refund = text_at(event, "event"), text_at(event, "event").startswith("refund.")
        number, status = text_at(event, "object", "id"), text_at(event, "object", "status")
        return hint(
            # No event has a number of its own, and each state of an object comes once.
            key=f"{kind}:{number}:{status}" if number and status else "",
            kind=kind,
            reference=text_at(event, "object", "payment_id") if of_refund else number,
            payment_id=uuid_at(event, "object", "metadata", "payment"),
        )

    def payments_since(self, since: datetime) -> Iterable[Snapshot]:
        params = {"created_at.gte": since.isoformat()}
        refunds = defaultdict(list)
        for refund in self._listed("/refunds", params):
            refunds[refund.get("payment_id")].append(refund)
        for payment in self._listed("/payments", params):
            with answer_read():
                found = snapshot(payment, refunds[payment["id"]])
            yield found

    def _payment(self, reference: str) -> dict[str, Any]:
        return self._http.call("GET", f"/payments/{safe(reference)}").data

    def _post(self, path: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        return self._http.call("POST", path, json=body, headers={"Idempotence-Key": key}).data

    def _listed(self, path: str, params: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Newest first, over all pages."""
        cursor: dict[str, str] = {}
        while True:
            page = self._http.call("GET", path, params={**params, "limit": PAGE, **cursor}).data
            rows = page.get("items")
            with answer_read():
                yield from list(rows)
            if not page.get("next_cursor"):
                return
            cursor = {"cursor": page["next_cursor"]}


def _with_receipt(receipt: Receipt | None, money: Money) -> dict[str, Any]:
    return {} if receipt is None else {"receipt": receipt_body(receipt, money)}
