"""Stripe's SDK over our own transport, with its errors in the words of base.py.

The SDK builds requests and names the API version. Its own clients wait 80 s, follow redirects, and limit no
call as a whole.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import stripe

from ..base import NotFound, OutcomeUnknown, Refused
from ..http import UNDECIDED, HttpClient, Limits, stable

stripe.enable_telemetry = False  # else each request tells how long the one before took, and on what machine
logging.getLogger("stripe").setLevel(logging.WARNING)  # its INFO quotes messages about what was sent

PAGE = 100


class _Transport(stripe.HTTPClient):
    name = "httpx"

    def __init__(self, http: HttpClient) -> None:
        super().__init__()
        self._http = http

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[str, int, Mapping[str, str]]:
        status, answer_headers, body = self._http.exchange(
            method.upper(), url, headers=headers, content=post_data
        )
        return body.decode("utf-8", errors="replace"), status, answer_headers

    def close(self) -> None:
        """The pool of connections lives as long as the process."""


class StripeCaller:
    """The calls that the adapter needs; each answers with plain values."""

    def __init__(self, *, url: str, key: str, limits: Limits | None = None) -> None:
        http = HttpClient(url, limits=limits)
        self.limits = http.limits
        self._api = stripe.StripeClient(
            key,
            base_addresses={"api": url.rstrip("/")},
            http_client=_Transport(http),
            max_network_retries=0,  # what is to be repeated is written down first
        ).v1

    def create_session(self, params: Mapping[str, Any], key: str) -> dict[str, Any]:
        return _plain(self._api.checkout.sessions.create, params, {"idempotency_key": key})

    def session(self, reference: str) -> dict[str, Any]:
        """With its intent, if somebody has tried to pay."""
        return _plain(self._api.checkout.sessions.retrieve, reference, {"expand": ["payment_intent"]})

    def sessions_since(self, unix: int) -> Iterator[dict[str, Any]]:
        params = {"created": {"gte": unix}, "expand": ["data.payment_intent"]}
        return _pages(self._api.checkout.sessions.list, params)

    def expire(self, reference: str) -> None:
        _plain(self._api.checkout.sessions.expire, reference)

    def capture(self, intent: str, amount: int, key: str) -> None:
        options = {"idempotency_key": key}
        _plain(self._api.payment_intents.capture, intent, {"amount_to_capture": amount}, options)

    def cancel(self, intent: str) -> None:
        _plain(self._api.payment_intents.cancel, intent)

    def charges(self, intent: str) -> list[dict[str, Any]]:
        return list(_pages(self._api.charges.list, {"payment_intent": intent}))

    def refunds(self, intent: str) -> list[dict[str, Any]]:
        return list(_pages(self._api.refunds.list, {"payment_intent": intent}))

    def refunds_since(self, unix: int) -> Iterator[dict[str, Any]]:
        return _pages(self._api.refunds.list, {"created": {"gte": unix}})

    def create_refund(self, params: Mapping[str, Any], key: str) -> dict[str, Any]:
        return _plain(self._api.refunds.create, params, {"idempotency_key": key})

    def refund(self, reference: str) -> dict[str, Any]:
        return _plain(self._api.refunds.retrieve, reference)


def _pages(ask: Callable, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object of a list. The SDK's own paging would let its errors out untranslated."""
    after: dict[str, Any] = {}
    while True:
        page = _plain(ask, {**params, "limit": PAGE, **after})
        rows = page.get("data", [])
        yield from rows
        if not page.get("has_more") or not rows:
            return
        after = {"starting_after": rows[-1]["id"]}


def _plain(ask: Callable, *args: Any) -> dict[str, Any]:
    """The answer as a dict. Neither what was sent nor what came is repeated in an error."""
    try:
        return ask(*args).to_dict()
    except stripe.StripeError as error:
        raise _translated(error) from None
    except (AttributeError, TypeError, ValueError):  # what the SDK makes of an answer that is no object
        raise OutcomeUnknown("unreadable_answer") from None


def _translated(error: stripe.StripeError) -> OutcomeUnknown | Refused:
    status = error.http_status or 0
    told = error.json_body if isinstance(error.json_body, dict) else {}
    told = told.get("error") if isinstance(told.get("error"), dict) else None
    if told is None or status in UNDECIDED or not 400 <= status < 500:
        return OutcomeUnknown(f"http_{status}")
    code = stable(told.get("decline_code") or told.get("code") or told.get("type"), status)
    return NotFound(code) if status == 404 else Refused(code)
