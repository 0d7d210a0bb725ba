"""Webhooks to the shop: sent by a thread and repeated until they are answered, or collected for a test."""

import heapq
import itertools
import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx

from .known import YOOKASSA_PATH_KEY

PAUSES = (1, 2, 4, 8)  # seconds between the tries of one delivery
PATIENCE = 10.0
SHUFFLE = 1.0  # seconds within which reordered webhooks change places


class Webhook(NamedTuple):
    gateway: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        tail = f"{YOOKASSA_PATH_KEY}/" if self.gateway == "yookassa" else ""
        return f"/webhooks/{self.gateway}/{tail}"

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


# Takes a webhook to the shop and answers with the HTTP status.
Post = Callable[[Webhook], int]


class Webhooks:
    """shop: its address, or a function that takes a webhook there; "" only collects.

    hold: nothing goes out by itself. duplicate: how often each goes out. reorder: they overtake each other.
    delay: seconds before each. all: everything that happened, oldest first, each once.
    """

    def __init__(self, sign: Callable[[str, bytes], dict[str, str]]) -> None:
        self._sign = sign
        self._ready = threading.Condition()
        self._number = itertools.count()
        self._thread: threading.Thread | None = None
        self.shop: str | Post = ""
        self.forget()

    def forget(self) -> None:
        with self._ready:
            self._queue: list[tuple[float, int, Webhook, int]] = []
            self.all: list[Webhook] = []
            self.held: list[Webhook] = []
            self.hold, self.duplicate, self.reorder, self.delay = False, 1, False, 0.0

    def add(self, gateway: str, event: dict[str, Any]) -> None:
        body = json.dumps(event, ensure_ascii=False).encode()
        webhook = Webhook(gateway, self._headers(gateway, body), body)
        with self._ready:
            self.all.append(webhook)
            if self.hold or not self.shop:
                self.held.append(webhook)
                return
            for _ in range(self.duplicate):
                wait = self.delay + (random.uniform(0, SHUFFLE) if self.reorder else 0)  # noqa: S311
                self._put(webhook, wait, 0)

    def deliver(self, count: int | None = None, *, newest_first: bool = False) -> list[int]:
        """Take the oldest `count` of the held ones to the shop now; the statuses of its answers."""
        with self._ready:
            batch = self.held[:count]
            self.held = self.held[len(batch) :]
        if newest_first:
            batch.reverse()
        return [self._post(webhook) for webhook in batch for _ in range(self.duplicate)]

    def release(self) -> None:
        """No more holding back: what was held goes out in the background."""
        with self._ready:
            self.hold = False
            for webhook in self.held:
                self._put(webhook, 0, 0)
            self.held = []

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="fake-provider-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        with self._ready:
            self._ready.notify()
        if thread:
            thread.join(PATIENCE)

    def _put(self, webhook: Webhook, wait: float, tries: int) -> None:
        heapq.heappush(self._queue, (time.monotonic() + wait, next(self._number), webhook, tries))
        self._ready.notify()

    def _work(self) -> None:
        while self._thread:
            with self._ready:
                wait = self._queue[0][0] - time.monotonic() if self._queue else None
                if wait is None or wait > 0:
                    self._ready.wait(1 if wait is None else min(wait, 1))
                    continue
                _, _, webhook, tries = heapq.heappop(self._queue)
            if not 200 <= self._post(webhook) < 300 and tries < len(PAUSES):
                with self._ready:
                    self._put(webhook, PAUSES[tries], tries + 1)

    def _post(self, webhook: Webhook) -> int:
        """0 when nobody answered. Signed at this moment: one held back for long is not stale."""
        fresh = webhook._replace(headers=self._headers(webhook.gateway, webhook.body))
        if callable(self.shop):
            return self.shop(fresh)
        try:
            with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
                url = self.shop.rstrip("/") + fresh.path
                return client.post(url, content=fresh.body, headers=fresh.headers).status_code
        except httpx.HTTPError:
            return 0

    def _headers(self, gateway: str, body: bytes) -> dict[str, str]:
        return {"Content-Type": "application/json", **self._sign(gateway, body)}
