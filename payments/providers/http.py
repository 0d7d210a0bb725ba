"""One thin client for all providers: it says what happened in the words of base.py, and logs no body."""

import json
import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

import httpx

from .base import NotFound, OutcomeUnknown, Refused
from .bounded import BoundedTransport, within

logger = logging.getLogger(__name__)

MOST_ANSWER = 4 * 1024 * 1024
CODE = re.compile(r"[a-z0-9_.-]{1,60}")
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,200}")
# The provider is busy, or works on this very request: whether it happens is not decided.
UNDECIDED = frozenset({202, 408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. whole: of one call of an adapter, however many requests it makes."""

    connect: float = 3.0
    read: float = 10.0
    whole: float = 10.0

    @classmethod
    def of(cls, whole: float) -> "Limits":
        return cls(connect=min(3.0, whole), read=whole, whole=whole)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    data: dict[str, Any]


def one_call(method: Callable) -> Callable:
    """All requests of this method of an adapter share the time of one call, `self.limits.whole`."""

    @wraps(method)
    def limited(self: Any, *args: Any, **kwargs: Any) -> Any:
        with within(self.limits.whole):
            return method(self, *args, **kwargs)

    return limited


def no_code(status: int, data: Mapping[str, Any]) -> str:
    """For a provider whose errors have no codes."""
    return f"http_{status}"


def safe(reference: str) -> str:
    """`reference` as a part of an address. What is no id is known to nobody, and must not lead elsewhere."""
    if not REFERENCE.fullmatch(reference):
        raise NotFound("bad_reference")
    return reference


def stable(code: Any, status: int) -> str:
    """A provider's code, if it looks like one and not like a sentence."""
    text = code.lower() if isinstance(code, str) else ""
    return text if CODE.fullmatch(text) else f"http_{status}"


class HttpClient:
    """Talks to the host of `base_url` only and follows no redirect.

    code_of: how to find the provider's error code in an answer.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        limits: Limits | None = None,
        code_of: Callable[[int, Mapping[str, Any]], Any] = no_code,
    ) -> None:
        self.limits = limits or Limits()
        self._base = base_url.rstrip("/")
        self._origin = _origin(httpx.URL(self._base))
        self._code_of = code_of
        self._client = httpx.Client(
            transport=BoundedTransport(),
            # No compression: a small answer could unpack into a large one.
            headers={"User-Agent": "istok", "Accept-Encoding": "identity", **(headers or {})},
            auth=auth,
            timeout=httpx.Timeout(self.limits.read, connect=self.limits.connect),
            follow_redirects=False,
            trust_env=False,
        )

    def call(self, method: str, path: str, *, passing: Collection[int] = (), **request: Any) -> Answer:
        """One request with a JSON object for an answer.

        passing: statuses that come back instead of being raised. request: json, data, params, headers, auth
        of httpx.
        """
        status, _headers, body = self.exchange(method, self._base + path, **request)
        data = _object(body, status)
        if status in passing or (200 <= status < 300 and status not in UNDECIDED):
            return Answer(status, data)
        if status >= 500 or status in UNDECIDED or status < 400:
            raise self._unknown(f"http_{status}", method, path)
        code = stable(self._code_of(status, data), status)
        logger.warning("%s %s: %s %s", method, path, status, code)
        raise NotFound(code) if status == 404 else Refused(code)

    def exchange(self, method: str, url: str, **request: Any) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body of whatever answer there is; OutcomeUnknown when there is none."""
        if _origin(httpx.URL(url)) != self._origin:
            raise ValueError("a request to another host than the provider's")
        with within(self.limits.whole):
            try:
                with self._client.stream(method, url, **request) as response:
                    body = bytearray()
                    for part in response.iter_raw():
                        body += part
                        if len(body) > MOST_ANSWER:
                            raise self._unknown("answer_too_long", method, url)
            except httpx.TimeoutException:
                raise self._unknown("timeout", method, url) from None
            except httpx.RequestError as error:
                # Its words may quote what was sent.
                raise self._unknown("no_answer", method, url, type(error).__name__) from None
        return response.status_code, response.headers, bytes(body)

    def _unknown(self, code: str, method: str, path: str, detail: str = "") -> OutcomeUnknown:
        logger.warning("%s %s: %s %s", method, path.partition("?")[0], code, detail)
        return OutcomeUnknown(code, detail)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _object(body: bytes, status: int) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise OutcomeUnknown("unreadable_answer", f"HTTP {status}")
    return data
