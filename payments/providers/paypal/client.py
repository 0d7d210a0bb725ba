"""Calls of PayPal with a token that lives for hours."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from ..base import Refused
from ..http import HttpClient, Limits
from ..reading import answer_read, text_at

SPARE_SECONDS = 60  # a token that ends on the way there is none


def issue_of(status: int, data: Mapping[str, Any]) -> Any:
    """`details[0].issue` says more than `name`; the token's errors have `error`."""
    details = data.get("details")
    first = details[0] if isinstance(details, list) and details else None
    return text_at(first, "issue") or data.get("name") or data.get("error")


class PayPalClient:
    def __init__(self, *, url: str, client_id: str, client_secret: str, limits: Limits | None = None) -> None:
        self._http = HttpClient(url, limits=limits, code_of=issue_of)
        self._credentials = (client_id, client_secret)
        self._lock = threading.Lock()
        self._token, self._ends_at = "", 0.0
        self.limits = self._http.limits

    def get(self, path: str, **request: Any) -> dict[str, Any]:
        return self._call("GET", path, **request)

    def post(self, path: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        headers = {"PayPal-Request-Id": key, "Prefer": "return=representation"}
        return self._call("POST", path, headers=headers, json=body)

    def post_text(self, path: str, body: str) -> dict[str, Any]:
        """A body of JSON that has to go as it is, to the last space."""
        return self._call("POST", path, headers={"Content-Type": "application/json"}, content=body)

    def _call(self, method: str, path: str, headers: Mapping[str, str] | None = None, **request: Any) -> Any:
        for _try in range(2):
            token = self._bearer()
            sent = {**(headers or {}), "Authorization": f"Bearer {token}"}
            answer = self._http.call(method, path, passing={401}, headers=sent, **request)
            if answer.status != 401:
                return answer.data
            self._forget(token)
        raise Refused("unauthorized")

    def _bearer(self) -> str:
        """Two threads may both fetch a token; a lock held over the network would let all wait for one."""
        with self._lock:
            if self._token and time.monotonic() < self._ends_at:
                return self._token
        form = {"grant_type": "client_credentials"}
        data = self._http.call("POST", "/v1/oauth2/token", data=form, auth=self._credentials).data
        with answer_read():
            token, seconds = str(data["access_token"]), float(data["expires_in"])
        with self._lock:
            self._token, self._ends_at = token, time.monotonic() + seconds - SPARE_SECONDS
        return token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""
