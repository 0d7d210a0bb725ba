"""The only clock of the shop, so that tests can hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The calendar day in the shop's own time zone (Europe/Moscow)."""
    return timezone.localtime(now()).date()


@contextmanager
def hold(moment: datetime) -> Iterator[None]:
    """Make `now()` answer `moment` (aware) inside the block: for tests and for replaying a day."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
