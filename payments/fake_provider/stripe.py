"""Stripe: checkout sessions, intents, charges, refunds. A session is the payment, its intent another name."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from . import stripe_objects as objects
from .http import Problem, Request, Response, nested
from .known import STRIPE_KEY, STRIPE_SIGNING_KEY, decline_of
from .provider import Provider, token
from .state import Payment, Refund, Status

LONGEST_LIFE, SHORTEST_LIFE = timedelta(hours=24), timedelta(minutes=30)
SLACK = timedelta(minutes=1)  # the shop's request took a while


class Stripe(Provider):
    gateway = "stripe"
    prefix = "/stripe"
    ROUTES = {
        "POST /v1/checkout/sessions": "create_session",
        "GET /v1/checkout/sessions": "list_sessions",
        "GET /v1/checkout/sessions/{id}": "get_session",
        "POST /v1/checkout/sessions/{id}/expire": "expire_session",
        "POST /v1/payment_intents": "create_intent",
        "GET /v1/payment_intents": "list_intents",
        "GET /v1/payment_intents/{id}": "get_intent",
        "POST /v1/payment_intents/{id}/capture": "capture",
        "POST /v1/payment_intents/{id}/cancel": "cancel",
        "GET /v1/charges": "list_charges",
        "GET /v1/charges/{id}": "get_charge",
        "POST /v1/refunds": "create_refund",
        "GET /v1/refunds": "list_refunds",
        "GET /v1/refunds/{id}": "get_refund",
    }

    def authorize(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {STRIPE_KEY}":
            raise problem("Invalid API Key provided.", status=401)

    def sign(self, body: bytes) -> dict[str, str]:
        stamp = int(self.state.now().timestamp())
        digest = hmac.new(STRIPE_SIGNING_KEY.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
        return {"Stripe-Signature": f"t={stamp},v1={digest.hexdigest()}"}

    def back_url(self, payment: Payment, *, paid: bool) -> str:
        url = super().back_url(payment, paid=paid)
        return url.replace("{CHECKOUT_SESSION_ID}", payment.reference)

    # Sessions

    def create_session(self, request: Request) -> Response:
        form = request.form()
        if form.get("mode") != "payment":
            raise problem("Only mode=payment is known here.", param="mode")
        if not form.get("success_url"):
            raise problem("Missing required param: success_url.", param="success_url")
        amount, currency = _sum_of_lines(form.get("line_items"))
        now = self.state.now()
        expires_at = now + LONGEST_LIFE
        if "expires_at" in form:
            expires_at = datetime.fromtimestamp(int(form["expires_at"]), UTC)
            if not SHORTEST_LIFE - SLACK <= expires_at - now <= LONGEST_LIFE + SLACK:
                raise problem(
                    "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
                    param="expires_at",
                )
        of_intent = form.get("payment_intent_data", {})
        payment = self.state.begin(
            Payment(
                gateway=self.gateway,
                reference=f"cs_test_{token(40)}",
                amount=amount,
                currency=currency,
                created_at=now,
                number=form.get("client_reference_id", ""),
                description=_name_of_first_line(form["line_items"]),
                return_url=form["success_url"],
                cancel_url=form.get("cancel_url", ""),
                two_stage=of_intent.get("capture_method") == "manual",
                metadata=of_intent.get("metadata", {}),
                extra={
                    "session": True,
                    "metadata": form.get("metadata", {}),
                    "email": form.get("customer_email"),
                    "expires_at": expires_at,
                },
            )
        )
        return Response(self._session(payment, form))

    def get_session(self, request: Request, reference: str) -> Response:
        return Response(self._session(self._of_session(reference), nested_query(request)))

    def list_sessions(self, request: Request) -> Response:
        query = nested_query(request)
        found = [payment for payment in self._listed(query) if payment.extra.get("session")]
        if query.get("payment_intent"):
            found = [payment for payment in found if payment.transaction_id == query["payment_intent"]]
        rows = [objects.session(payment, self.page_url(payment)) for payment in found]
        if "data.payment_intent" in query.get("expand", []):
            for row, payment in zip(rows, found, strict=True):
                row["payment_intent"] = row["payment_intent"] and objects.intent(payment)
        return Response(_page(rows, query, "/v1/checkout/sessions"))

    def expire_session(self, request: Request, reference: str) -> Response:
        payment = self._of_session(reference)
        if payment.status is not Status.OPEN:
            state = objects.session_status(payment)
            raise problem(f'Only Checkout Sessions with a status in ["open"] can be expired: it is {state}.')
        self.expire(payment)
        return Response(self._session(payment, request.form()))

    def expire(self, payment: Payment) -> None:
        if payment.status is Status.OPEN:
            self.state.let_go(payment, "expired")
            self._tell("checkout.session.expired", objects.session(payment, ""))

    # Intents

    def create_intent(self, request: Request) -> Response:
        form = request.form()
        if not form.get("amount", "").isdigit() or form["amount"] == "0" or not form.get("currency"):
            raise problem("Missing required param: amount or currency.", param="amount")
        payment = Payment(
            gateway=self.gateway,
            reference=f"pi_{token()}",
            amount=objects.from_cents(int(form["amount"])),
            currency=form["currency"].upper(),
            created_at=self.state.now(),
            description=form.get("description", ""),
            two_stage=form.get("capture_method") == "manual",
            metadata=form.get("metadata", {}),
        )
        payment.transaction_id = payment.reference
        return Response(objects.intent(self.state.begin(payment)))

    def get_intent(self, request: Request, reference: str) -> Response:
        payment = self._of_intent(reference)
        found = objects.intent(payment)
        if "latest_charge" in nested_query(request).get("expand", []) and payment.attempts:
            found["latest_charge"] = objects.charges(payment)[0]
        return Response(found)

    def list_intents(self, request: Request) -> Response:
        query = nested_query(request)
        rows = [objects.intent(payment) for payment in self._listed(query) if payment.transaction_id]
        return Response(_page(rows, query, "/v1/payment_intents"))

    def capture(self, request: Request, reference: str) -> Response:
        payment = self._of_intent(reference)
        if payment.status is not Status.HELD:
            raise self._unexpected_state(payment, "captured")
        wanted = int(request.form().get("amount_to_capture", objects.to_cents(payment.amount)))
        if not 0 < wanted <= objects.to_cents(payment.amount):
            raise problem("The amount to capture is more than what is held.", param="amount_to_capture")
        self.state.take(payment, objects.from_cents(wanted))
        self._tell("payment_intent.succeeded", objects.intent(payment))
        return Response(objects.intent(payment))

    def cancel(self, request: Request, reference: str) -> Response:
        payment = self._of_intent(reference)
        by_session = payment.extra.get("session") and payment.status is Status.OPEN
        if by_session or payment.status not in (Status.OPEN, Status.HELD):
            raise self._unexpected_state(payment, "canceled")
        self.state.let_go(payment, request.form().get("cancellation_reason", "requested_by_customer"))
        self._tell("payment_intent.canceled", objects.intent(payment))
        return Response(objects.intent(payment))

    def list_charges(self, request: Request) -> Response:
        query = nested_query(request)
        rows = objects.charges(self._of_intent(query.get("payment_intent", "")))
        return Response(_page(rows, query, "/v1/charges"))

    def get_charge(self, request: Request, reference: str) -> Response:
        for payment in self.state.of(self.gateway):
            for charge in objects.charges(payment):
                if charge["id"] == reference:
                    return Response(charge)
        raise self.not_found(reference)

    # Refunds

    def create_refund(self, request: Request) -> Response:
        form = request.form()
        payment = self._of_intent(form.get("payment_intent", ""))
        if payment.status is not Status.CAPTURED:
            raise problem("This PaymentIntent does not have a successful charge to refund.")
        if not payment.refundable:
            raise problem("The charge has already been refunded.", code="charge_already_refunded")
        amount = payment.refundable
        if "amount" in form:
            amount = objects.from_cents(int(form["amount"]))
        if not 0 < amount <= payment.refundable:
            raise problem("Refund amount is greater than unrefunded amount on charge.", param="amount")
        refund = self.state.give_back(payment, f"re_{token()}", amount, metadata=form.get("metadata", {}))
        self._tell_of_refund(payment, refund, "refund.created")
        return Response(objects.refund(payment, refund))

    def get_refund(self, request: Request, reference: str) -> Response:
        return Response(objects.refund(*self.find_refund(reference)))

    def list_refunds(self, request: Request) -> Response:
        query = nested_query(request)
        payments = self.state.of(self.gateway)
        if query.get("payment_intent"):
            payments = [self._of_intent(query["payment_intent"])]
        rows = [
            objects.refund(payment, refund) for payment in payments for refund in reversed(payment.refunds)
        ]
        return Response(_page(rows, query, "/v1/refunds"))

    def refund_in_cabinet(self, payment: Payment, amount: Decimal) -> Refund:
        refund = self.state.give_back(payment, f"re_{token()}", amount)
        self._tell_of_refund(payment, refund, "refund.created")
        return refund

    def refund_settled(self, payment: Payment, refund: Refund) -> None:
        name = "refund.failed" if refund.status == "failed" else "refund.updated"
        self._tell_of_refund(payment, refund, name)

    # The page

    def pay(self, payment: Payment, card: str, method: str) -> None:
        """A card that fails leaves the session open for another one, with a failed charge on the intent."""
        if not payment.transaction_id:  # Stripe makes the intent of a session when somebody tries to pay
            payment.transaction_id = f"pi_{token()}"
            self.state.aliases[payment.transaction_id] = payment.reference
        payment.method = "card"
        decline = decline_of(card)
        self.state.attempt(payment, f"ch_{token()}", card, decline)
        if decline:
            self._tell("payment_intent.payment_failed", objects.intent(payment))
            return
        if payment.two_stage:
            self.state.hold(payment)
            self._tell("payment_intent.amount_capturable_updated", objects.intent(payment))
        else:
            self.state.take(payment)
            self._tell("payment_intent.succeeded", objects.intent(payment))
        if payment.extra.get("session"):
            self._tell("checkout.session.completed", objects.session(payment, ""))

    # Answers

    def not_found(self, reference: str) -> Problem:
        return problem(f"No such object: '{reference}'", status=404, code="resource_missing", param="id")

    def key_reused(self) -> Problem:
        return problem(
            "Keys for idempotent requests can only be used with the parameters they were first used with.",
            kind="idempotency_error",
        )

    def replayed(self, response: Response) -> Response:
        return Response(response.body, response.status, {"Idempotent-Replayed": "true"})

    def failure(self) -> Response:
        return problem("Sorry, something failed on our side.", status=500, kind="api_error").response

    def _unexpected_state(self, payment: Payment, done: str) -> Problem:
        found = objects.intent(payment)
        return problem(
            f"This PaymentIntent could not be {done} because it has a status of {found['status']}.",
            code="payment_intent_unexpected_state",
            payment_intent=found,
        )

    def _of_session(self, reference: str) -> Payment:
        if not reference.startswith("cs_"):
            raise self.not_found(reference)
        return self.find(reference)

    def _of_intent(self, reference: str) -> Payment:
        if not reference.startswith("pi_"):
            raise self.not_found(reference)
        return self.find(reference)

    def _session(self, payment: Payment, asked: dict[str, Any]) -> dict[str, Any]:
        found = objects.session(payment, self.page_url(payment))
        if "payment_intent" in asked.get("expand", []) and payment.transaction_id:
            found["payment_intent"] = objects.intent(payment)
        return found

    def _listed(self, query: dict[str, Any]) -> list[Payment]:
        since = query.get("created", {}).get("gte")
        return self.state.of(self.gateway, datetime.fromtimestamp(int(since), UTC) if since else None)

    def _tell_of_refund(self, payment: Payment, refund: Refund, name: str) -> None:
        self._tell(name, objects.refund(payment, refund))
        if refund.status == "completed":
            self._tell("charge.refunded", objects.charges(payment)[0])

    def _tell(self, name: str, found: dict[str, Any]) -> None:
        self.emit(objects.event(name, found, self.state.now()))


def problem(message: str, *, status: int = 400, kind: str = "invalid_request_error", **more: Any) -> Problem:
    """An error in Stripe's shape. more: code, param, payment_intent."""
    error = {"type": kind, "message": message, "code": None, "param": None, **more}
    return Problem(Response({"error": error}, status))


def nested_query(request: Request) -> dict[str, Any]:
    """The query with brackets read as in a form."""
    return nested(list(request.query.items()))


def _sum_of_lines(lines: Any) -> tuple[Decimal, str]:
    try:
        cents = sum(int(line.get("quantity", 1)) * int(line["price_data"]["unit_amount"]) for line in lines)
        currency = lines[0]["price_data"]["currency"].upper()
    except (TypeError, KeyError, ValueError, IndexError, AttributeError):
        raise problem("Invalid line_items.", param="line_items") from None
    if cents <= 0:
        raise problem("The Checkout Session's total amount must be positive.", param="line_items")
    return objects.from_cents(cents), currency


def _name_of_first_line(lines: list[dict[str, Any]]) -> str:
    return lines[0]["price_data"].get("product_data", {}).get("name", "")


def _page(rows: list[dict[str, Any]], query: dict[str, Any], url: str) -> dict[str, Any]:
    """One page of a list, newest first, as `limit` and `starting_after` say."""
    ids = [row["id"] for row in rows]
    after = query.get("starting_after")
    start = ids.index(after) + 1 if after in ids else 0
    end = start + min(int(query.get("limit", 10)), 100)
    return {"object": "list", "data": rows[start:end], "has_more": end < len(rows), "url": url}
