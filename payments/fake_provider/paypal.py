"""PayPal Orders v2: the payer approves, the shop captures, and only then is the card asked."""

import base64
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

from . import paypal_objects as objects
from .http import Problem, Request, Response
from .known import PAYPAL_CLIENT, PAYPAL_KEY, PAYPAL_WEBHOOK_ID, decline_of
from .provider import Provider, iso, parsed_amount, parsed_time, token
from .state import Payment, Refund, Status

CURRENCIES = {"USD", "EUR", "GBP", "PLN", "CZK"}  # some; the rouble is none of PayPal's
TOKEN_LIFE = timedelta(seconds=32400)
BREAKABLE = "UNPROCESSABLE_ENTITY"


class PayPal(Provider):
    gateway = "paypal"
    prefix = "/paypal"
    KEY_HEADER = "paypal-request-id"
    ROUTES = {
        "POST /v1/oauth2/token": "give_token",
        "POST /v2/checkout/orders": "create",
        "GET /v2/checkout/orders/{id}": "get",
        "POST /v2/checkout/orders/{id}/capture": "capture",
        "GET /v2/payments/captures/{id}": "get_capture",
        "POST /v2/payments/captures/{id}/refund": "create_refund",
        "GET /v2/payments/refunds/{id}": "get_refund",
        "GET /v1/reporting/transactions": "report",
        "POST /v1/notifications/verify-webhook-signature": "verify",
    }

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.tokens: dict[str, Any] = {}
        self._transmissions: dict[str, tuple[dict[str, str], bytes]] = {}

    @property
    def _api(self) -> str:
        return f"{self._url()}{self.prefix}"

    def page_url(self, payment: Payment) -> str:
        return f"{self._api}/checkoutnow?token={payment.reference}"

    # Keys

    def authorize(self, request: Request) -> None:
        if request.path == "/v1/oauth2/token":
            return
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or self.tokens.get(given, self.state.now()) <= self.state.now():
            body = {"error": "invalid_token", "error_description": "Token signature verification failed"}
            raise Problem(Response(body, 401))

    def give_token(self, request: Request) -> Response:
        expected = base64.b64encode(f"{PAYPAL_CLIENT}:{PAYPAL_KEY}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            body = {"error": "invalid_client", "error_description": "Client Authentication failed"}
            raise Problem(Response(body, 401))
        if request.form().get("grant_type") != "client_credentials":
            body = {"error": "unsupported_grant_type", "error_description": "Grant Type is NULL"}
            raise Problem(Response(body, 400))
        given = f"A21.{token(60)}"
        self.tokens[given] = self.state.now() + TOKEN_LIFE
        return Response(
            {
                "access_token": given,
                "token_type": "Bearer",
                "expires_in": int(TOKEN_LIFE.total_seconds()),
                "scope": "https://uri.paypal.com/services/payments/payment",
                "app_id": "APP-FAKE",
                "nonce": f"{iso(self.state.now())}{token(20)}",
            }
        )

    # Orders

    def create(self, request: Request) -> Response:
        body = request.json()
        units = body.get("purchase_units") or []
        if body.get("intent") != "CAPTURE" or len(units) != 1:
            raise problem("INVALID_REQUEST", "INVALID_PARAMETER_VALUE", "/intent", 400)
        unit = units[0]
        asked = unit.get("amount") or {}
        amount = parsed_amount(asked.get("value"))
        if amount is None:
            raise problem("INVALID_REQUEST", "INVALID_PARAMETER_SYNTAX", "/amount/value", 400)
        if asked.get("currency_code") not in CURRENCIES:
            raise problem(BREAKABLE, "CURRENCY_NOT_SUPPORTED", "/amount/currency_code")
        source = (body.get("payment_source") or {}).get("paypal") or {}
        context = source.get("experience_context") or body.get("application_context") or {}
        payment = self.state.begin(
            Payment(
                gateway=self.gateway,
                reference=token(17).upper(),
                amount=amount,
                currency=asked["currency_code"],
                created_at=self.state.now(),
                number=unit.get("invoice_id", ""),
                description=unit.get("description", ""),
                return_url=context.get("return_url", ""),
                cancel_url=context.get("cancel_url", ""),
                extra={
                    "source": bool(source),
                    "reference_id": unit.get("reference_id", "default"),
                    "custom_id": unit.get("custom_id", ""),
                    "invoice_id": unit.get("invoice_id", ""),
                },
            )
        )
        return Response(self._order(payment, request), 201)

    def get(self, request: Request, reference: str) -> Response:
        return Response(self._shown(self._of_order(reference)))

    def capture(self, request: Request, reference: str) -> Response:
        payment = self._of_order(reference)
        if payment.status is Status.CAPTURED:
            raise problem(BREAKABLE, "ORDER_ALREADY_CAPTURED")
        if payment.status is not Status.APPROVED:
            raise problem(BREAKABLE, "ORDER_NOT_APPROVED")
        if self._invoice_is_paid(payment):
            raise problem(BREAKABLE, "DUPLICATE_INVOICE_ID")
        decline = decline_of(payment.extra["card"])
        self.state.attempt(payment, token(17).upper(), payment.extra["card"], decline)
        if decline:
            payment.status = Status.OPEN  # the payer goes back to PayPal for another card
            raise problem(BREAKABLE, "INSTRUMENT_DECLINED")
        self.state.take(payment)
        payment.transaction_id = token(17).upper()
        self.state.aliases[payment.transaction_id] = payment.reference
        self._tell("PAYMENT.CAPTURE.COMPLETED", "capture", objects.capture(payment, self._api))
        return Response(self._order(payment, request), 201)

    def get_capture(self, request: Request, reference: str) -> Response:
        return Response(objects.capture(self._of_capture(reference), self._api))

    def pay(self, payment: Payment, card: str, method: str) -> None:
        """Approve: nothing is taken before the shop captures."""
        payment.method, payment.status = "paypal", Status.APPROVED
        payment.extra["card"] = card
        self._tell("CHECKOUT.ORDER.APPROVED", "checkout-order", self._shown(payment))

    def expire(self, payment: Payment) -> None:
        """An order that nobody captured is void after some hours; PayPal tells nothing."""
        if payment.status in (Status.OPEN, Status.APPROVED):
            self.state.let_go(payment, "expired")

    def back_url(self, payment: Payment, *, paid: bool) -> str:
        url = super().back_url(payment, paid=paid)
        tail = f"token={payment.reference}" + ("&PayerID=FAKEPAYER42" if paid else "")
        return f"{url}{'&' if '?' in url else '?'}{tail}"

    # Refunds

    def create_refund(self, request: Request, reference: str) -> Response:
        payment, body = self._of_capture(reference), request.json()
        asked = body.get("amount")
        amount = parsed_amount(asked.get("value")) if asked else payment.refundable
        if not payment.refundable:
            raise problem(BREAKABLE, "CAPTURE_FULLY_REFUNDED")
        if amount is None:
            raise problem("INVALID_REQUEST", "INVALID_PARAMETER_SYNTAX", "/amount/value", 400)
        if asked and asked.get("currency_code") != payment.currency:
            raise problem(BREAKABLE, "REFUND_CAPTURE_CURRENCY_MISMATCH", "/amount/currency_code")
        if amount > payment.refundable:
            raise problem(BREAKABLE, "REFUND_AMOUNT_EXCEEDED", "/amount/value")
        metadata = {"custom_id": body.get("custom_id", payment.extra["custom_id"])}
        refund = self._give_back(payment, amount, metadata, body.get("note_to_payer", ""))
        return Response(objects.refund(payment, refund, self._api), 201)

    def get_refund(self, request: Request, reference: str) -> Response:
        return Response(objects.refund(*self.find_refund(reference), self._api))

    def refund_in_cabinet(self, payment: Payment, amount: Decimal) -> Refund:
        return self._give_back(payment, amount, {"custom_id": payment.extra["custom_id"]}, "")

    def refund_settled(self, payment: Payment, refund: Refund) -> None:
        if refund.status == "completed":
            found = objects.refund(payment, refund, self._api)
            self._tell("PAYMENT.CAPTURE.REFUNDED", "refund", found)

    def report(self, request: Request) -> Response:
        """Transaction search: captures between start_date and end_date, oldest first."""
        start, end = (parsed_time(request.query.get(name, "")) for name in ("start_date", "end_date"))
        if start is None or end is None:
            raise problem("INVALID_REQUEST", "INVALID_PARAMETER_SYNTAX", "/start_date", 400)
        found = [
            payment
            for payment in reversed(self.state.of(self.gateway))
            if payment.captured_at and start <= payment.captured_at <= end
        ]
        size, page = int(request.query.get("page_size", 100)), int(request.query.get("page", 1))
        rows = [_transaction(payment) for payment in found[size * (page - 1) : size * page]]
        pages = -(-len(found) // size)
        return Response(
            {"transaction_details": rows, "page": page, "total_items": len(found), "total_pages": pages}
        )

    # Webhooks

    def sign(self, body: bytes) -> dict[str, str]:
        """No key: the fake remembers what it sent, and `verify` looks it up."""
        headers = {
            "PAYPAL-TRANSMISSION-ID": token(32),
            "PAYPAL-TRANSMISSION-TIME": iso(self.state.now()),
            "PAYPAL-TRANSMISSION-SIG": base64.b64encode(token(64).encode()).decode(),
            "PAYPAL-CERT-URL": "https://api.paypal.com/v1/notifications/certs/CERT-fake",
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
        }
        self._transmissions[headers["PAYPAL-TRANSMISSION-ID"]] = headers, body
        return headers

    def verify(self, request: Request) -> Response:
        body = request.json()
        headers, sent = self._transmissions.get(str(body.get("transmission_id")), ({}, b"null"))
        asked = {
            f"PAYPAL-{name.upper().replace('_', '-')}": body.get(name)
            for name in ("transmission_id", "transmission_time", "transmission_sig", "cert_url", "auth_algo")
        }
        genuine = (
            asked == headers
            and body.get("webhook_id") == PAYPAL_WEBHOOK_ID
            and body.get("webhook_event") == json.loads(sent)
        )
        return Response({"verification_status": "SUCCESS" if genuine else "FAILURE"})

    # Answers

    def not_found(self, reference: str) -> Problem:
        return problem("RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", status=404)

    def key_reused(self) -> Problem:
        return problem(BREAKABLE, "DUPLICATE_REQUEST_ID")

    def replayed(self, response: Response) -> Response:
        return Response(response.body, 200)

    def failure(self) -> Response:
        return problem("INTERNAL_SERVER_ERROR", "INTERNAL_SERVICE_ERROR", status=500).response

    def _give_back(self, payment: Payment, amount: Decimal, metadata: dict, description: str) -> Refund:
        refund = self.state.give_back(
            payment, token(17).upper(), amount, metadata=metadata, description=description
        )
        self.refund_settled(payment, refund)
        return refund

    def _invoice_is_paid(self, payment: Payment) -> bool:
        """PayPal takes each invoice once."""
        invoice = payment.extra["invoice_id"]
        return bool(invoice) and any(
            other.extra["invoice_id"] == invoice and other.status is Status.CAPTURED
            for other in self.state.of(self.gateway)
        )

    def _of_order(self, reference: str) -> Payment:
        payment = self.find(reference)
        if payment.reference != reference:
            raise self.not_found(reference)
        return payment

    def _of_capture(self, reference: str) -> Payment:
        payment = self.find(reference)
        if payment.transaction_id != reference:
            raise self.not_found(reference)
        return payment

    def _shown(self, payment: Payment) -> dict[str, Any]:
        return objects.order(payment, self.page_url(payment), self._api)

    def _order(self, payment: Payment, request: Request) -> dict[str, Any]:
        """As asked for by `Prefer`; a capture shows its purchase units in either case."""
        whole = "return=representation" in request.headers.get("prefer", "") or payment.transaction_id
        return objects.order(payment, self.page_url(payment), self._api, minimal=not whole)

    def _tell(self, name: str, kind: str, resource: dict[str, Any]) -> None:
        self.emit(
            {
                "id": f"WH-{token(17).upper()}-{token(17).upper()}",
                "event_version": "1.0",
                "create_time": iso(self.state.now()),
                "resource_type": kind,
                "resource_version": "2.0",
                "event_type": name,
                "summary": name.replace(".", " ").capitalize(),
                "resource": resource,
                "links": [],
            }
        )


def problem(name: str, issue: str, field: str = "", status: int = 422) -> Problem:
    """An error in PayPal's shape."""
    detail = {"issue": issue, "description": issue.replace("_", " ").capitalize()}
    if field:
        detail["field"] = field
    body = {
        "name": name,
        "message": name.replace("_", " ").capitalize(),
        "debug_id": token(13),
        "details": [detail],
        "links": [],
    }
    return Problem(Response(body, status))


def _transaction(payment: Payment) -> dict[str, Any]:
    moment = iso(payment.captured_at or payment.created_at)
    return {
        "transaction_info": {
            "transaction_id": payment.transaction_id,
            "paypal_reference_id": payment.reference,
            "paypal_reference_id_type": "ODR",
            "transaction_event_code": "T0006",
            "transaction_initiation_date": moment,
            "transaction_updated_date": moment,
            "transaction_amount": objects.money(payment.captured, payment.currency),
            "transaction_status": "S",
            "invoice_id": payment.extra["invoice_id"],
            "custom_field": payment.extra["custom_id"],
        }
    }
