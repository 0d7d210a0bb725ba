"""The shop's own test gateway: one stage, five cards, and an open payment can be paid however late."""

import hashlib
import hmac
from decimal import Decimal
from typing import Any

from .http import Problem, Request, Response
from .known import TEST_GATEWAY_KEY, TEST_GATEWAY_SIGNING_KEY, decline_of
from .provider import Provider, iso, parsed_amount, parsed_time, token
from .state import Payment, Refund, Status


class TestGateway(Provider):
    __test__ = False  # not a class of tests

    gateway = "test_gateway"
    prefix = "/test"
    ROUTES = {
        "POST /v1/payments": "create",
        "GET /v1/payments": "list_payments",
        "GET /v1/payments/{id}": "get",
        "POST /v1/payments/{id}/pay": "pay_by_api",
        "POST /v1/refunds": "create_refund",
        "GET /v1/refunds/{id}": "get_refund",
    }

    def authorize(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {TEST_GATEWAY_KEY}":
            raise problem("unauthorized", "The key is wrong.", 401)

    def sign(self, body: bytes) -> dict[str, str]:
        stamp = int(self.state.now().timestamp())
        digest = hmac.new(TEST_GATEWAY_SIGNING_KEY.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
        return {"X-Test-Signature": f"t={stamp},v1={digest.hexdigest()}"}

    def create(self, request: Request) -> Response:
        body = request.json()
        amount, metadata = parsed_amount(body.get("amount")), body.get("metadata") or {}
        if amount is None or not body.get("currency") or not body.get("return_url"):
            raise problem("invalid", "Amount, currency or return_url is missing.")
        if not request.headers.get(self.KEY_HEADER):
            raise problem("invalid", "Idempotency-Key is missing.")
        payment = Payment(
            gateway=self.gateway,
            reference=f"test_{token()}",
            amount=amount,
            currency=body["currency"],
            created_at=self.state.now(),
            number=metadata.get("order", ""),
            description=body.get("description", ""),
            return_url=body["return_url"],
            cancel_url=body.get("cancel_url", ""),
            metadata=metadata,
        )
        return Response(self._shown(self.state.begin(payment)))

    def get(self, request: Request, reference: str) -> Response:
        return Response(self._shown(self.find(reference)))

    def list_payments(self, request: Request) -> Response:
        since = parsed_time(request.query.get("since", ""))
        if "since" in request.query and since is None:
            raise problem("invalid", "`since` is no time.")
        return Response({"items": [self._shown(payment) for payment in self.state.of(self.gateway, since)]})

    def pay_by_api(self, request: Request, reference: str) -> Response:
        payment = self.find(reference)
        if payment.status is not Status.OPEN:
            raise problem("conflict", "The payment is paid already.", 409)
        self.pay(payment, str(request.json().get("card", "")), "card")
        return Response(self._shown(payment))

    def pay(self, payment: Payment, card: str, method: str) -> None:
        payment.method = "card"
        decline = decline_of(card)
        self.state.attempt(payment, f"att_{token()}", card, decline)
        if not decline:
            self.state.take(payment)
            payment.transaction_id = f"test_txn_{token()}"
        self._tell("payment.failed" if decline else "payment.succeeded", payment, payment.amount)

    def create_refund(self, request: Request) -> Response:
        body = request.json()
        payment = self.find(str(body.get("payment", "")))
        amount = parsed_amount(body.get("amount"))
        if amount is None or amount > payment.refundable:
            raise problem("invalid", "The amount is wrong, or more than what is left.")
        if not request.headers.get(self.KEY_HEADER):
            raise problem("invalid", "Idempotency-Key is missing.")
        return Response(_refund(payment, self._give_back(payment, amount, body.get("metadata") or {})))

    def get_refund(self, request: Request, reference: str) -> Response:
        return Response(_refund(*self.find_refund(reference)))

    def refund_in_cabinet(self, payment: Payment, amount: Decimal) -> Refund:
        return self._give_back(payment, amount, {})

    def refund_settled(self, payment: Payment, refund: Refund) -> None:
        if refund.status == "completed":
            self._tell("refund.succeeded", payment, refund.amount)

    def not_found(self, reference: str) -> Problem:
        return problem("not_found", "There is no such object.", 404)

    def key_reused(self) -> Problem:
        return problem("conflict", "The key came before with another request.", 422)

    def failure(self) -> Response:
        return problem("error", "Something failed on our side.", 500).response

    def _give_back(self, payment: Payment, amount: Decimal, metadata: dict[str, Any]) -> Refund:
        refund = self.state.give_back(payment, f"test_re_{token()}", amount, metadata=metadata)
        self.refund_settled(payment, refund)
        return refund

    def _shown(self, payment: Payment) -> dict[str, Any]:
        return {
            "id": payment.reference,
            "status": payment.status.value,
            "amount": f"{payment.amount:.2f}",
            "currency": payment.currency,
            "captured": f"{payment.captured:.2f}",
            "url": self.page_url(payment),
            "transaction_id": payment.transaction_id or None,
            "metadata": payment.metadata,
            "created_at": iso(payment.created_at),
            "attempts": [
                {
                    "id": attempt.reference,
                    "status": "failed" if attempt.decline else "succeeded",
                    "decline_code": attempt.decline or None,
                    "card_last4": attempt.card[-4:],
                }
                for attempt in payment.attempts
            ],
            "refunds": [_refund(payment, refund) for refund in payment.refunds],
        }

    def _tell(self, name: str, payment: Payment, amount: Decimal) -> None:
        self.emit(
            {
                "id": f"test_evt_{token()}",
                "event": name,
                "payment_id": payment.metadata.get("payment", ""),
                "reference": payment.reference,
                "transaction_id": payment.transaction_id or None,
                "amount": f"{amount:.2f}",
                "currency": payment.currency,
                "status": payment.status.value,
                "timestamp": iso(self.state.now()),
            }
        )


def problem(code: str, message: str, status: int = 400) -> Problem:
    return Problem(Response({"code": code, "message": message}, status))


def _refund(payment: Payment, refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.reference,
        "status": refund.status,
        "amount": f"{refund.amount:.2f}",
        "currency": payment.currency,
        "payment": payment.reference,
        "metadata": refund.metadata,
    }
