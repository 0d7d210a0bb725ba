"""What all pretend providers share: routes, the key that makes a request happen once, amounts and times."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from .http import Problem, Request, Response
from .state import Payment, Refund, State

Emit = Callable[[str, dict[str, Any]], None]


def token(length: int = 24) -> str:
    """Random letters and digits for an id."""
    return secrets.token_hex(length)[:length]


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def parsed_time(text: str) -> datetime | None:
    """None for what is no time; one without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parsed_amount(text: Any) -> Decimal | None:
    """A positive sum written with two places, as the providers want it; else None."""
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 and amount.as_tuple().exponent == -2 else None


class Provider:
    """One pretend provider below its own prefix.

    ROUTES: "METHOD /path/{id}" → name of the method that answers. KEY_HEADER: with the same key the same
    request is done once. A subclass gives errors its provider's shape, and sees to authorization.
    """

    gateway: ClassVar[str]
    prefix: ClassVar[str]
    KEY_HEADER: ClassVar[str] = "idempotency-key"
    ROUTES: ClassVar[dict[str, str]] = {}

    def __init__(self, state: State, emit: Emit, url: Callable[[], str]) -> None:
        self.state = state
        self._emit = emit
        self._url = url

    def answer(self, request: Request) -> Response:
        """request.path is without the prefix."""
        try:
            handler, arguments = self._route(request)
            self.authorize(request)
            return self._once(request, lambda: handler(request, *arguments))
        except Problem as problem:
            return problem.response
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            # What the checks did not foresee. A closed connection would look like a network's fault.
            return Response({"message": f"Malformed request: {type(error).__name__} {error}"}, 400)

    def page_url(self, payment: Payment) -> str:
        return f"{self._url()}{self.prefix}/pay/{payment.reference}"

    def emit(self, event: dict[str, Any]) -> None:
        """Tell the shop by webhook."""
        self._emit(self.gateway, event)

    def find(self, reference: str) -> Payment:
        payment = self.state.find(reference)
        if payment is None or payment.gateway != self.gateway:
            raise self.not_found(reference)
        return payment

    def find_refund(self, reference: str) -> tuple[Payment, Refund]:
        found = self.state.refund(reference)
        if found is None or found[0].gateway != self.gateway:
            raise self.not_found(reference)
        return found

    # What a provider has of its own

    def authorize(self, request: Request) -> None:
        """Raise Problem for a wrong key."""
        raise NotImplementedError

    def sign(self, body: bytes) -> dict[str, str]:
        """Headers that prove a webhook."""
        return {}

    def pay(self, payment: Payment, card: str, method: str) -> None:
        """Somebody presses the button of the page."""
        raise NotImplementedError

    def expire(self, payment: Payment) -> None:
        """Time is over at the provider. Nothing where it never is."""

    def refund_in_cabinet(self, payment: Payment, amount: Decimal) -> Refund:
        """A refund that the shop did not ask for."""
        raise NotImplementedError

    def refund_settled(self, payment: Payment, refund: Refund) -> None:
        """A refund that waited has ended; tell the shop."""
        raise NotImplementedError

    def back_url(self, payment: Payment, *, paid: bool) -> str:
        """Where the customer goes from the page."""
        return payment.return_url if paid else payment.cancel_url or payment.return_url

    def not_found(self, reference: str) -> Problem:
        raise NotImplementedError

    def key_reused(self) -> Problem:
        """The key came before with another request."""
        raise NotImplementedError

    def failure(self) -> Response:
        """A 500 of theirs."""
        return Response({"message": "Internal error"}, 500)

    def replayed(self, response: Response) -> Response:
        return response

    # Machinery

    def _route(self, request: Request) -> tuple[Callable[..., Response], tuple[str, ...]]:
        for pattern, name in self.ROUTES.items():
            method, path = pattern.split(" ")
            match = re.fullmatch(re.sub(r"\{\w+\}", "([^/]+)", path), request.path)
            if match and method == request.method:
                return getattr(self, name), match.groups()
        raise self.not_found(request.path)

    def _once(self, request: Request, work: Callable[[], Response]) -> Response:
        """Only what was done is remembered: after a refusal the same key may be used again."""
        key = request.headers.get(self.KEY_HEADER, "")
        if request.method != "POST" or not key:
            return work()
        print_ = fingerprint(request)
        if (self.gateway, key) in self.state.replays:
            before, response = self.state.replays[self.gateway, key]
            if before != print_:
                raise self.key_reused()
            return self.replayed(response)
        response = work()
        self.state.replays[self.gateway, key] = print_, response
        return response


def fingerprint(request: Request) -> str:
    """The same for the same request, whatever the order of its JSON."""
    body = json.dumps(request.json(), sort_keys=True).encode() if request.json() else request.body
    return hashlib.sha256(f"{request.method} {request.path} ".encode() + body).hexdigest()
