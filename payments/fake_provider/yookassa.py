"""YooKassa: payments in two stages, receipts of 54-FZ, refunds. A refused card ends the payment there."""

import base64
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from . import yookassa_objects as objects
from .http import Problem, Request, Response
from .known import YOOKASSA_KEY, YOOKASSA_SHOP, decline_of
from .provider import Provider, parsed_amount, parsed_time, token
from .receipts import sum_of_items, wrong_in_items
from .state import Payment, Refund, Status

HOLD = timedelta(days=7)
SBP_LIMIT = Decimal("700000.00")
REASONS = {
    "decline": "general_decline",
    "insufficient_funds": "insufficient_funds",
    "expired_card": "card_expired",
    "incorrect_cvc": "invalid_csc",
}


class YooKassa(Provider):
    gateway = "yookassa"
    prefix = "/yookassa"
    KEY_HEADER = "idempotence-key"
    ROUTES = {
        "POST /v3/payments": "create",
        "GET /v3/payments": "list_payments",
        "GET /v3/payments/{id}": "get",
        "POST /v3/payments/{id}/capture": "capture",
        "POST /v3/payments/{id}/cancel": "cancel",
        "POST /v3/refunds": "create_refund",
        "GET /v3/refunds": "list_refunds",
        "GET /v3/refunds/{id}": "get_refund",
        "POST /v3/receipts": "create_receipt",
        "GET /v3/receipts": "list_receipts",
        "GET /v3/receipts/{id}": "get_receipt",
    }

    def authorize(self, request: Request) -> None:
        expected = base64.b64encode(f"{YOOKASSA_SHOP}:{YOOKASSA_KEY}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            raise problem("Login has illegal format or the key is wrong.", "", 401, "invalid_credentials")
        if request.method == "POST" and not 0 < len(request.headers.get(self.KEY_HEADER, "")) <= 64:
            raise problem("Idempotence key is missing or too long.", "Idempotence-Key")

    # Payments

    def create(self, request: Request) -> Response:
        body = request.json()
        amount = self._amount(body, "amount")
        confirmation = body.get("confirmation") or {}
        if confirmation.get("type") != "redirect" or not confirmation.get("return_url"):
            raise problem("Only a redirect with return_url is known here.", "confirmation")
        if len(body.get("description", "")) > 128:
            raise problem("Description is longer than 128 characters.", "description")
        self._check_receipt(body.get("receipt"), amount)
        metadata = body.get("metadata") or {}
        payment = Payment(
            gateway=self.gateway,
            reference=str(uuid4()),
            amount=amount,
            currency=body["amount"]["currency"],
            created_at=self.state.now(),
            number=metadata.get("order", ""),
            description=body.get("description", ""),
            return_url=confirmation["return_url"],
            two_stage=not body.get("capture", False),
            metadata=metadata,
            extra={"receipt": body["receipt"]},
        )
        return Response(self._payment(self.state.begin(payment)))

    def get(self, request: Request, reference: str) -> Response:
        return Response(self._payment(self.find(reference)))

    def list_payments(self, request: Request) -> Response:
        since = parsed_time(request.query.get("created_at.gte", ""))
        rows = [self._payment(payment) for payment in self.state.of(self.gateway, since)]
        if "status" in request.query:
            rows = [row for row in rows if row["status"] == request.query["status"]]
        return Response(_page(rows, request.query))

    def capture(self, request: Request, reference: str) -> Response:
        payment, body = self.find(reference), request.json()
        if payment.status is not Status.HELD:
            raise problem("Payment is not waiting for capture.", "status")
        amount = self._amount(body, "amount") if "amount" in body else payment.amount
        if amount > payment.amount:
            raise problem("Capture amount is more than the payment's.", "amount.value")
        if "receipt" in body or amount != payment.amount:
            self._check_receipt(body.get("receipt"), amount)
            payment.extra["receipt"] = body["receipt"]
        self._take(payment, amount)
        return Response(self._payment(payment))

    def cancel(self, request: Request, reference: str) -> Response:
        payment = self.find(reference)
        if payment.status is not Status.HELD:  # a pending one too: it may still be paid
            raise problem("Only a payment that waits for capture can be canceled.", "status")
        self._cancel(payment, "merchant", "canceled_by_merchant")
        return Response(self._payment(payment))

    def expire(self, payment: Payment) -> None:
        if payment.status is Status.OPEN:
            self._cancel(payment, "yoo_money", "expired_on_confirmation")
        elif payment.status is Status.HELD:
            self._cancel(payment, "yoo_money", "expired_on_capture")

    def pay(self, payment: Payment, card: str, method: str) -> None:
        """SBP knows no two stages: the money is taken at once, whatever `capture` said."""
        if method == "sbp" and payment.amount > SBP_LIMIT:
            raise ValueError("SBP carries at most 700 000 roubles")
        payment.method = "sbp" if method == "sbp" else "bank_card"
        decline = "" if method == "sbp" else decline_of(card)
        self.state.attempt(payment, str(uuid4()), "" if method == "sbp" else card, decline)
        if decline:
            self._cancel(payment, "payment_network", REASONS[decline])
        elif method == "sbp" or not payment.two_stage:
            self._take(payment, payment.amount)
        else:
            payment.extra["expires_at"] = self.state.now() + HOLD
            self.state.hold(payment)
            self._tell("payment.waiting_for_capture", self._payment(payment))

    # Refunds

    def create_refund(self, request: Request) -> Response:
        body = request.json()
        payment = self.state.find(str(body.get("payment_id", "")))
        if payment is None or payment.gateway != self.gateway:
            raise problem("Payment doesn't exist.", "payment_id")
        if payment.status is not Status.CAPTURED:
            raise problem("Payment is not succeeded, so there is nothing to return.", "payment_id")
        amount = self._amount(body, "amount")
        if amount > payment.refundable:
            raise problem("Refund amount is more than what is left of the payment.", "amount")
        if amount != payment.captured or "receipt" in body:
            self._check_receipt(body.get("receipt"), amount)
        refund = self.state.give_back(
            payment,
            str(uuid4()),
            amount,
            description=body.get("description", ""),
            metadata=body.get("metadata") or {},
        )
        self._refunded(payment, refund)
        return Response(objects.refund(payment, refund))

    def get_refund(self, request: Request, reference: str) -> Response:
        return Response(objects.refund(*self.find_refund(reference)))

    def list_refunds(self, request: Request) -> Response:
        since = parsed_time(request.query.get("created_at.gte", ""))
        wanted = request.query.get("payment_id")
        rows = [
            objects.refund(payment, refund)
            for payment in self.state.of(self.gateway)
            for refund in reversed(payment.refunds)
            if wanted in (None, payment.reference) and (since is None or refund.created_at >= since)
        ]
        return Response(_page(rows, request.query))

    def refund_in_cabinet(self, payment: Payment, amount: Decimal) -> Refund:
        refund = self.state.give_back(payment, str(uuid4()), amount)
        self._refunded(payment, refund)
        return refund

    def refund_settled(self, payment: Payment, refund: Refund) -> None:
        self._refunded(payment, refund)  # YooKassa has no event for a refund that failed

    # Receipts

    def create_receipt(self, request: Request) -> Response:
        body = request.json()
        items, settlements = body.get("items") or [], body.get("settlements") or []
        payment = self.find(str(body.get("payment_id", "")))
        wrong = wrong_in_items(items)
        if wrong or body.get("type") not in ("payment", "refund"):
            raise problem(wrong or "Type is payment or refund.", "receipt")
        settled = sum((Decimal(part["amount"]["value"]) for part in settlements), Decimal(0))
        if settled != sum_of_items(items):
            raise problem("Settlements do not add up to the items.", "settlements")
        reference = f"rt-{uuid4()}"
        receipt = objects.receipt(reference, payment, body, self.state.now())
        return Response(self.state.register(self.gateway, reference, receipt))

    def get_receipt(self, request: Request, reference: str) -> Response:
        receipt = self.state.receipts.get(reference)
        if receipt is None or not reference.startswith("rt-"):
            raise self.not_found(reference)
        return Response(receipt)

    def list_receipts(self, request: Request) -> Response:
        wanted = request.query.get("payment_id")
        rows = [
            receipt
            for reference, receipt in self.state.receipts.items()
            if reference.startswith("rt-") and wanted in (None, receipt["payment_id"])
        ]
        return Response(_page(rows[::-1], request.query))

    # Answers

    def not_found(self, reference: str) -> Problem:
        return problem("Object is not found.", "id", 404, "not_found")

    def key_reused(self) -> Problem:
        return problem("Idempotence key duplicated.", "Idempotence-Key")

    def failure(self) -> Response:
        return problem("Technical error, try later.", "", 500, "internal_server_error").response

    def _amount(self, body: dict[str, Any], name: str) -> Decimal:
        found = body.get(name) or {}
        amount = parsed_amount(found.get("value"))
        if amount is None or not re.fullmatch("[A-Z]{3}", found.get("currency", "")):
            raise problem("Amount is incorrect.", f"{name}.value")
        return amount

    def _check_receipt(self, receipt: dict[str, Any] | None, amount: Decimal) -> None:
        """The shop has 54-FZ switched on, so each sum needs a receipt that adds up to it."""
        customer = (receipt or {}).get("customer") or {}
        if not receipt or not (customer.get("email") or customer.get("phone")):
            raise problem("Receipt is missing or illegal.", "receipt")
        wrong = wrong_in_items(receipt.get("items") or [])
        if wrong:
            raise problem(wrong, "receipt.items")
        if sum_of_items(receipt["items"]) != amount:
            raise problem("Sum of receipt items does not match the amount.", "receipt.items")

    def _payment(self, payment: Payment) -> dict[str, Any]:
        return objects.payment(payment, self.page_url(payment))

    def _take(self, payment: Payment, amount: Decimal) -> None:
        self.state.take(payment, amount)
        payment.transaction_id = token(12)
        self.state.register(self.gateway, f"auto-{uuid4()}", payment.extra["receipt"])
        self._tell("payment.succeeded", self._payment(payment))

    def _cancel(self, payment: Payment, party: str, reason: str) -> None:
        payment.extra["cancel_party"] = party
        self.state.let_go(payment, reason)
        self._tell("payment.canceled", self._payment(payment))

    def _refunded(self, payment: Payment, refund: Refund) -> None:
        if refund.status == "completed":
            self.state.register(self.gateway, f"auto-{uuid4()}", {"refund_id": refund.reference})
            self._tell("refund.succeeded", objects.refund(payment, refund))

    def _tell(self, name: str, found: dict[str, Any]) -> None:
        self.emit({"type": "notification", "event": name, "object": found})


def problem(description: str, parameter: str, status: int = 400, code: str = "invalid_request") -> Problem:
    """An error in YooKassa's shape."""
    body = {"type": "error", "id": str(uuid4()), "code": code, "description": description}
    if parameter:
        body["parameter"] = parameter
    return Problem(Response(body, status))


def _page(rows: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    """One page of a list, newest first; `cursor` is the id of the last one seen."""
    ids = [row["id"] for row in rows]
    cursor = query.get("cursor")
    start = ids.index(cursor) + 1 if cursor in ids else 0
    found = rows[start : start + min(int(query.get("limit", 10)), 100)]
    page: dict[str, Any] = {"type": "list", "items": found}
    if start + len(found) < len(rows):
        page["next_cursor"] = found[-1]["id"]
    return page
