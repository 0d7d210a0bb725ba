"""The timeline in words: each kind of event has a template, so an editor of words needs no code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from ..enums import CancelReason, Role
from ..models import Order, OrderEvent
from .changes import Changed, changes_of, people_of, promised_by


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline as it is shown. who and changes: empty for the customer's own page."""

    kind: str
    date: datetime
    words: str
    note: str
    who: str
    is_public: bool
    changes: tuple[Changed, ...] = ()


def words_of(event: OrderEvent) -> str:
    """What happened, in one sentence: `templates/orders/timeline/<kind>.html`."""
    reason = event.data.get("reason", CancelReason.OTHER)
    told = "" if reason == CancelReason.OTHER else CancelReason(reason).label
    context = {"event": event, "order": event.order, "reason": told, "day": promised_by(event)}
    return render_to_string(f"orders/timeline/{event.kind}.html", context).strip()


def public_timeline(order: Order) -> list[Entry]:
    """What the customer sees, oldest first; internal lines are not even read."""
    return [_entry(event, who="") for event in _events(order).filter(is_public=True)]


def full_timeline(order: Order) -> list[Entry]:
    """What staff see, newest first."""
    events = _newest_first(_events(order))
    people = people_of(events)
    return [_entry(event, who=_who(event), changes=changes_of(event, people)) for event in events]


def _events(order: Order):
    return order.events.select_related("actor", "order").order_by("pk")


def _who(event: OrderEvent) -> str:
    if event.actor:
        return str(event.actor)
    return event.order.contact_name if event.role == Role.CUSTOMER else event.get_role_display()


def _newest_first(events: Iterable[OrderEvent]) -> list[OrderEvent]:
    return list(events)[::-1]


def _entry(event: OrderEvent, *, who: str, changes: tuple[Changed, ...] = ()) -> Entry:
    return Entry(event.kind, event.date, words_of(event), event.note, who, event.is_public, changes)
