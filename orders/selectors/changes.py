"""What a `changed` event says: each field with its value before and after, as staff read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst

from users.models import CustomUser
from users.phones import format_phone

from ..models import Order, OrderEvent

NOTHING = "—"
PEOPLE = ("manager", "user")  # their values are keys


@dataclass(frozen=True, slots=True)
class Changed:
    """One field. old, new: in words, a dash for nothing."""

    label: str
    old: str
    new: str


def people_of(events: Iterable[OrderEvent]) -> dict[int, str]:
    """Names of the people that `events` speak of, by pk; no query when they speak of nobody."""
    changed = [event.data.get("changes", {}) for event in events]
    spoken_of = {pk for each in changed for name in PEOPLE for pk in each.get(name, []) if pk}
    if not spoken_of:
        return {}
    return {person.pk: str(person) for person in CustomUser.objects.filter(pk__in=spoken_of)}


def changes_of(event: OrderEvent, people: Mapping[int, str]) -> tuple[Changed, ...]:
    """people: of `people_of`."""
    return tuple(
        Changed(_label(name), _words(name, old, people), _words(name, new, people))
        for name, (old, new) in event.data.get("changes", {}).items()
    )


def _label(name: str) -> str:
    return capfirst(str(Order._meta.get_field(name).verbose_name))


def _words(name: str, value, people: Mapping[int, str]) -> str:
    if not value:
        return NOTHING
    if name in PEOPLE:
        return people.get(value, f"№ {value}")
    if name == "contact_phone":
        return format_phone(value)
    if name in {"promised_date", "deadline"}:
        return date_format(date.fromisoformat(value), "j E Y")
    return value


def promised_by(event: OrderEvent) -> date | None:
    """The day that this event promised, if it did."""
    _old, new = event.data.get("changes", {}).get("promised_date", (None, None))
    return date.fromisoformat(new) if new else None
