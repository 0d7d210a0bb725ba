"""PayPal: the payer approves an order at PayPal, and our capture takes the money."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from core.clock import now

from ...enums import Decline, GatewayType, currencies_of
from ..base import (
    Charge,
    Money,
    Receipt,
    RefundOrder,
    RefundSnapshot,
    Refused,
    Snapshot,
    Started,
)
from ..http import Limits, one_call, safe
from ..reading import answer_read, decimal_text, text_at
from .client import PayPalClient
from .objects import LOST, captures_of, decline_of, refund_snapshot, snapshot
from .webhook import PayPalWebhook

logger = logging.getLogger(__name__)

PAGE, LONGEST_REPORT = 100, timedelta(days=31)
KIND, ORDER = "paypal_reference_id_type", "ODR"
PAGE_LINKS = ("payer-action", "approve")


class PayPal(PayPalWebhook):
    """webhook_ids: of the endpoints in PayPal's cabinet; two while one replaces the other."""

    def __init__(
        self,
        *,
        url: str,
        client_id: str,
        client_secret: str,
        webhook_ids: Sequence[str],
        limits: Limits | None = None,
    ) -> None:
        client = PayPalClient(url=url, client_id=client_id, client_secret=client_secret, limits=limits)
        super().__init__(client, webhook_ids)

    @one_call
    def start(self, charge: Charge) -> Started:
        if charge.money.currency not in currencies_of(GatewayType.PAYPAL):  # it knows no roubles
            raise Refused("currency_not_supported")
        body = {
            "intent": "CAPTURE",
            "purchase_units": [
                {
                    "reference_id": "default",
                    "custom_id": charge.payment_id,
                    # PayPal takes an invoice once only, and an order may have several payments.
                    "invoice_id": f"{charge.number}-{charge.payment_id[:8]}",
                    "description": charge.description[:127],
                    "amount": _amount(charge.money),
                }
            ],
            "payment_source": {
                "paypal": {
                    "experience_context": {
                        "return_url": charge.return_url,
                        "cancel_url": charge.cancel_url,
                        "user_action": "PAY_NOW",
                        "shipping_preference": "NO_SHIPPING",
                    }
                }
            },
        }
        order = self._client.post("/v2/checkout/orders", body, charge.key)
        with answer_read():
            links = {link["rel"]: link["href"] for link in order.get("links", [])}
            url = next((links[rel] for rel in PAGE_LINKS if rel in links), "")
            return Started(reference=order["id"], url=url)

    @one_call
    def fetch(self, reference: str) -> Snapshot:
        order = self._client.get(f"/v2/checkout/orders/{safe(reference)}")
        with answer_read():
            return snapshot(order)

    @one_call
    def capture(self, reference: str, money: Money, *, key: str, receipt: Receipt | None = None) -> None:
        """All of the order: PayPal has no other capture of one. A refusal by the payer's bank is Refused with
        a code of Decline; one that PayPal still looks at is no error, and `fetch` says that it is open.
        """
        try:
            order = self._client.post(f"/v2/checkout/orders/{safe(reference)}/capture", {}, key)
        except Refused as error:
            if error.code == "order_already_captured":
                return
            if error.code in {"instrument_declined", "transaction_refused"}:
                raise Refused(Decline.DECLINED.value) from error
            raise
        with answer_read():
            captures = captures_of(order)
            lost = captures and all(capture["status"] in LOST for capture in captures)
            if lost:
                raise Refused(decline_of(captures[-1]).value)

    def cancel(self, reference: str, *, key: str) -> None:
        """Nothing is held by an approved order, and PayPal has no word to close one: it lapses in hours."""

    @one_call
    def refund(self, order: RefundOrder) -> RefundSnapshot:
        body: dict = {"custom_id": order.refund_id}
        if order.money.amount != order.total:
            body["amount"] = _amount(order.money)
        capture = order.transaction_id or self.fetch(order.reference).transaction_id
        answer = self._client.post(f"/v2/payments/captures/{safe(capture)}/refund", body, order.key)
        with answer_read():
            return refund_snapshot(answer)

    @one_call
    def fetch_refund(self, reference: str) -> RefundSnapshot:
        answer = self._client.get(f"/v2/payments/refunds/{safe(reference)}")
        with answer_read():
            return refund_snapshot(answer)

    def payments_since(self, since: datetime) -> Iterable[Snapshot]:
        """Those that were captured: orders cannot be listed. PayPal's report is up to three hours late."""
        until = now() + timedelta(seconds=1)  # whole seconds are asked for
        while since < until:
            end = min(until, since + LONGEST_REPORT)
            for reference in self._captured_between(since, end):
                try:
                    yield self.fetch(reference)
                except Refused as refusal:  # one that cannot be read keeps the others from nobody
                    logger.warning("order %s of the report is not told: %s", reference, refusal.code)
            since = end

    def _captured_between(self, start: datetime, end: datetime) -> Iterator[str]:
        number = 1
        while True:
            span = {"start_date": _iso(start), "end_date": _iso(end), "page_size": PAGE, "page": number}
            page = self._client.get("/v1/reporting/transactions", params=span)
            with answer_read():
                told = [row["transaction_info"] for row in page["transaction_details"]]
                ids = [text_at(row, "paypal_reference_id") for row in told if row.get(KIND) == ORDER]
                pages = int(page["total_pages"])
            yield from dict.fromkeys(ids)
            number += 1
            if number > pages:
                return


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _amount(money: Money) -> dict[str, str]:
    return {"currency_code": money.currency, "value": decimal_text(money.amount)}
