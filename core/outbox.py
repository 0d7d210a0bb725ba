"""Effects outside the database: written with their cause, run after commit, retried until done or given up.

Two workers may look at one row; the one whose conditional UPDATE of `leased_until` counts 1 has it for a
minute. The lease is also the proof of ownership: who lost it may not write the result. A handler must bear
being run twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from wagtail.log_actions import log

from .background import enqueue_after_commit
from .clock import now
from .logging import redact
from .models import Outbox

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
MAX_ATTEMPTS = len(RETRY_AFTER) + 1
SENT_AGAIN = "core.outbox_sent_again"


class GiveUp(Exception):
    """Raised by a handler when trying again cannot help: the row is dead at once and shown to staff."""


class LeaseLost(Exception):
    """Another worker took the row over; whatever this one did in its transaction is undone."""


@dataclass(frozen=True)
class Handler:
    run: Callable[[Outbox], None]
    in_transaction: bool


_handlers: dict[str, Handler] = {}


def handles(topic: str, *, in_transaction: bool = False):
    """Register a handler, in a `tasks.py` so that every process knows it. It gets the row with its payload.

    in_transaction: the effect is in our database only, so it commits together with `done_at` and happens
    exactly once. Otherwise the handler may talk to the network, and opens its own short transactions.
    """

    def register(function: Callable[[Outbox], None]) -> Callable[[Outbox], None]:
        if topic in _handlers:
            raise ValueError(f"two handlers for the topic {topic!r}")
        _handlers[topic] = Handler(function, in_transaction)
        return function

    return register


def enqueue(topic: str, key: str, payload: dict, available_at: datetime | None = None) -> None:
    """Write the effect in the caller's transaction. The same key again is no error and no second row.

    payload: ids only, no personal data. available_at: not before this moment (aware); None is at once.
    """
    moment = now()
    row = Outbox(topic=topic, key=key, payload=payload, available_at=available_at or moment)
    Outbox.objects.bulk_create([row], ignore_conflicts=True)
    if row.available_at <= moment:
        enqueue_after_commit("core.drain_outbox")


def due() -> QuerySet[Outbox]:
    """Rows whose time has come and that no worker holds, oldest first."""
    moment = now()
    return (
        Outbox.objects.filter(done_at=None, dead_at=None, available_at__lte=moment)
        .filter(Q(leased_until=None) | Q(leased_until__lt=moment))
        .order_by("available_at", "pk")
    )


def lag() -> timedelta:
    """How long the oldest due row has waited; zero when nothing is due."""
    moment = now()
    waiting = Outbox.objects.filter(done_at=None, dead_at=None, available_at__lte=moment)
    oldest = waiting.aggregate(oldest=Min("available_at"))["oldest"]
    return moment - oldest if oldest else timedelta()


def drain(limit: int = 100) -> int:
    """Run up to `limit` due rows; how many this worker took."""
    taken = 0
    for pk in list(due().values_list("pk", flat=True)[:limit]):
        row = _claim(pk)
        if row is not None:
            taken += 1
            _attempt(row)
    return taken


@transaction.atomic
def send_again(pk: int, *, actor=None) -> bool:
    """Give a dead row all its attempts again. False when it is not dead (any more). actor: of the staff."""
    row = Outbox.objects.filter(pk=pk, dead_at__isnull=False).first()
    dead = Outbox.objects.filter(pk=pk, dead_at__isnull=False)
    if row is None or not dead.update(dead_at=None, leased_until=None, attempts=0, available_at=now()):
        return False
    if actor is not None:
        log(instance=row, action=SENT_AGAIN, user=actor, data={"topic": row.topic, "error": row.error})
    enqueue_after_commit("core.drain_outbox")
    return True


def _claim(pk: int) -> Outbox | None:
    until = now() + LEASE
    if due().filter(pk=pk).order_by().update(leased_until=until, attempts=F("attempts") + 1):
        return Outbox.objects.get(pk=pk)
    return None


def _attempt(row: Outbox) -> None:
    handler = _handlers.get(row.topic)
    try:
        if row.attempts > MAX_ATTEMPTS:  # its worker died each time before it could tell
            raise GiveUp("every attempt ended without a result")
        if handler is None:
            raise LookupError(f"nothing handles the topic {row.topic!r}")
        if handler.in_transaction:
            with transaction.atomic():
                handler.run(row)
                _finish(row)
        else:
            handler.run(row)
            _finish(row)
    except LeaseLost:
        logger.warning("outbox %s: another worker took it over", row.pk)
    except Exception as error:
        logger.exception("outbox %s (%s) failed, attempt %s", row.pk, row.topic, row.attempts)
        _postpone(row, error)


def _finish(row: Outbox) -> None:
    if not _mine(row).update(done_at=now(), leased_until=None, error=""):
        raise LeaseLost


def _postpone(row: Outbox, error: Exception) -> None:
    moment = now()
    told = redact(f"{type(error).__name__}: {error}")[:2000]
    if isinstance(error, GiveUp) or row.attempts >= MAX_ATTEMPTS:
        _mine(row).update(dead_at=moment, leased_until=None, error=told)
    else:
        delay = RETRY_AFTER[row.attempts - 1]
        _mine(row).update(available_at=moment + delay, leased_until=None, error=told)


def _mine(row: Outbox) -> QuerySet[Outbox]:
    return Outbox.objects.filter(pk=row.pk, done_at=None, leased_until=row.leased_until)
