"""The HTTP server of the pretend providers, and what a test may ask of it directly."""

import socket
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .control import Control
from .faults import Fault, Faults
from .http import Request, Response
from .known import GOOD_CARD
from .pages import Pages
from .paypal import PayPal
from .provider import Provider
from .register import Register
from .state import Payment, Refund, State, Status
from .stripe import Stripe
from .test_gateway import TestGateway
from .webhooks import Post, Webhook, Webhooks
from .yookassa import YooKassa

HOST = "127.0.0.1"
DROPPED = None  # instead of a response: the connection is closed


class FakeServer:
    """All pretend providers on one port of this machine.

    port: 0 takes a free one. shop: where webhooks go, such as http://127.0.0.1:8000; "" only collects them.
    """

    def __init__(self, *, port: int = 0, shop: str | Post = "") -> None:
        if not settings.DEBUG:
            raise ImproperlyConfigured(
                "The pretend payment provider runs only with DEBUG: a shop that believes it gives goods away."
            )
        self.state, self.faults = State(), Faults()
        self.hooks = Webhooks(self._sign)
        self.hooks.shop = shop
        kinds = (Stripe, PayPal, YooKassa, TestGateway, Register)
        self.providers: dict[str, Provider] = {
            kind.gateway: kind(self.state, self.hooks.add, lambda: self.url) for kind in kinds
        }
        self._pages, self._control = Pages(self), Control(self)
        self._port = port
        self._http: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    # Life

    @property
    def url(self) -> str:
        port = self._http.server_address[1] if self._http else self._port
        return f"http://{HOST}:{port}"

    def start(self) -> Self:
        self._http = _Http((HOST, self._port), _handler(self.handle))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()
        self.hooks.start()
        return self

    def stop(self) -> None:
        self.faults.forget()
        self.hooks.stop()
        if self._http and self._thread:
            self._http.shutdown()
            self._thread.join()
            self._http.server_close()
            self._http = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def forget(self) -> None:
        """As after a start: no payments, counts, webhooks or faults."""
        self.faults.forget()
        self.hooks.forget()
        self.state.forget()

    # For tests

    def payment(self, reference: str) -> Payment:
        payment = self.state.find(reference)
        if payment is None:
            raise LookupError(f"no payment {reference}")
        return payment

    def pay(self, reference: str, card: str = GOOD_CARD, method: str = "card") -> Payment:
        """Press the button of the page. method: card, or sbp at YooKassa."""
        with self.state.lock:
            payment = self.payment(reference)
            if payment.status is not Status.OPEN:
                raise ValueError(f"{reference} is {payment.status}: it cannot be paid")
            self.providers[payment.gateway].pay(payment, card, method)
            return payment

    def expire(self, reference: str) -> Payment:
        """The provider's own time is over."""
        with self.state.lock:
            payment = self.payment(reference)
            self.providers[payment.gateway].expire(payment)
            return payment

    def refund(self, reference: str, amount: Decimal) -> Refund:
        """In the provider's cabinet, past the shop."""
        with self.state.lock:
            payment = self.payment(reference)
            return self.providers[payment.gateway].refund_in_cabinet(payment, amount)

    def settle(self, refund_reference: str, status: str = "completed") -> None:
        """End a refund that waits (see `refunds_become`): completed or failed."""
        with self.state.lock:
            found = self.state.refund(refund_reference)
            if found is None:
                raise LookupError(f"no refund {refund_reference}")
            self.state.settle(*found, status)
            self.providers[found[0].gateway].refund_settled(*found)

    def refunds_become(self, status: str) -> None:
        """What the next refunds are at once: completed, pending or failed."""
        self.state.refund_status = status

    def tamper(self, reference: str, **fields: Any) -> Payment:
        """Plant a difference. An amount of a captured payment changes what was captured too."""
        with self.state.lock:
            payment = self.payment(reference)
            if "amount" in fields and payment.captured:
                fields.setdefault("captured", fields["amount"])
            for name, value in fields.items():
                if not hasattr(payment, name):
                    raise AttributeError(f"a payment has no {name}")
                setattr(payment, name, value)
            return payment

    def lose(self, reference: str) -> None:
        """The provider knows nothing of it any more."""
        with self.state.lock:
            del self.state.payments[self.payment(reference).reference]

    def fail(self, method: str, path: str, kind: str, *, times: int = 1, seconds: float = 0) -> None:
        """Trouble for the next requests; path begins with the provider's prefix. Kinds: faults.py."""
        self.faults.add(Fault(method, path, kind, times, seconds))

    def hold_clock(self, moment: datetime | None) -> None:
        """The provider's time, for a test that holds the shop's."""
        self.state.moment = moment

    @property
    def counters(self) -> dict[str, Any]:
        """Real effects by gateway (fields of state.Effects) and `calls` by method and path."""
        return self.state.counters()

    def calls(self, method: str, path: str) -> int:
        """Requests of this method whose path begins so."""
        with self.state.lock:
            found = self.state.calls.items()
            return sum(count for name, count in found if name.startswith(f"{method} {path}"))

    @property
    def webhooks(self) -> list[Webhook]:
        """All that were sent or would have been, oldest first."""
        return self.hooks.all

    def deliver(self, count: int | None = None, *, newest_first: bool = False) -> list[int]:
        """Take held webhooks to the shop now; statuses of its answers."""
        return self.hooks.deliver(count, newest_first=newest_first)

    # Requests

    def handle(self, request: Request) -> Response | None:
        """None means that the connection is closed without an answer."""
        if request.path.startswith("/control/"):
            return self._control.answer(request)
        with self.state.lock:
            self.state.calls[f"{request.method} {request.path}"] += 1
        fault = self.faults.take(request.method, request.path)
        if fault and fault.kind == "slow":
            self.faults.wait(fault)
        provider = self._provider_of(request.path)
        if provider is None:
            told = "Pretend payment providers of the demo: the shop leads here when somebody pays."
            return Response({"message": told}, 200 if request.path == "/" else 404)
        if fault and fault.kind == "error_before":
            return provider.failure()
        inner = _without(request, provider.prefix)
        with self.state.lock:
            response = self._pages.answer(provider, inner) or provider.answer(inner)
        if fault and fault.kind == "error_after":
            return provider.failure()
        if fault and fault.kind == "hang":
            self.faults.wait(fault)
        return DROPPED if fault and fault.kind in ("hang", "drop") else response

    def _provider_of(self, path: str) -> Provider | None:
        for provider in self.providers.values():
            if path.startswith(provider.prefix + "/"):
                return provider
        return None

    def _sign(self, gateway: str, body: bytes) -> dict[str, str]:
        return self.providers[gateway].sign(body)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a hundred tests of one payment come at once
    block_on_close = False  # a client that keeps its connection must not hold up the end

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who went away before the answer is no news; anything else is a fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _handler(handle: Callable[[Request], Response | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave together: apart, each answer would wait 40 ms for the client's acknowledgement.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            response = handle(Request(self.command, parts.path, query, headers, body))
            if response is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            content, kind = response.encoded()
            self.send_response(response.status)
            for name, value in {"Content-Type": kind, **response.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Keys and cards of people stay out of logs, pretend ones too."""

    return Handler


def _without(request: Request, prefix: str) -> Request:
    path = request.path[len(prefix) :]
    return Request(request.method, path, request.query, request.headers, request.body)
