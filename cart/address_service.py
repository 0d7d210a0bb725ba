"""Suggestions of addresses while somebody types, with the zone that delivery asks about.

Nothing depends on them: whatever goes wrong, there are none, and the address is typed by hand.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Protocol

import httpx
from django.conf import settings

from users.enums import Zone

from .delivery import whole_km

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(3, connect=2)
REST_SECONDS = 30
SHORTEST, LONGEST = 3, 300  # characters: fewer say nothing, more DaData refuses
SUGGESTIONS = 7
MOST_KM = 9999
# dadata.ru/api/suggest/address, read 2026-11: IN_MKAD and OUT_MKAD are Moscow's, empty is everywhere else.
ZONES = {"IN_KAD": Zone.INSIDE_KAD, "OUT_KAD": Zone.BEYOND_KAD}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An address. zone: "" when it is not known. km: whole ones beyond the ring road, None when not known."""

    text: str
    zone: Zone | str = ""
    km: int | None = None
    flat: str = ""


class AddressService(Protocol):
    def suggest(self, text: str) -> list[Suggestion]:
        """Addresses that begin like `text`; never raises. May take seconds: not inside a transaction."""
        ...


class NoSuggestions:
    """The shop has no key of a service."""

    def suggest(self, text: str) -> list[Suggestion]:
        return []


class DaData:
    """dadata.ru. After an answer that did not come it is left alone for a while, so that a visitor who types
    does not hold up one worker per letter.

    locations: where addresses are looked for, in DaData's own words.
    """

    def __init__(
        self, *, key: str, url: str, locations: Sequence[Mapping[str, str]], timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        self._url = url
        self._locations = [dict(location) for location in locations]
        # No connection is kept: a visitor types rarely, and one that died meanwhile would cost an answer.
        self._client = httpx.Client(
            headers={"Authorization": f"Token {key}", "Accept": "application/json"},
            timeout=timeout,
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._resting_until = 0.0

    def suggest(self, text: str) -> list[Suggestion]:
        query = " ".join(text.split())[:LONGEST]
        if len(query) < SHORTEST or time.monotonic() < self._resting_until:
            return []
        try:
            return [_suggestion(row) for row in self._ask(query)["suggestions"]]
        except httpx.TransportError as error:
            self._resting_until = time.monotonic() + REST_SECONDS
            logger.warning("no address suggestions for %s s: %s", REST_SECONDS, type(error).__name__)
        except httpx.HTTPStatusError as error:
            logger.warning("no address suggestions: HTTP %s", error.response.status_code)
        except Exception as error:  # whatever stands in a foreign answer, the visitor goes on typing
            # Its words may quote the answer, which is somebody's address.
            logger.warning("address suggestions cannot be read: %s", type(error).__name__)
        return []

    def _ask(self, query: str) -> Any:
        asked = {"query": query, "count": SUGGESTIONS, "locations": self._locations}
        response = self._client.post(self._url, json=asked)
        response.raise_for_status()
        return response.json()


def _suggestion(row: Any) -> Suggestion:
    told = row["data"]
    zone = ZONES.get(told.get("beltway_hit"), "")
    km = 0 if zone == Zone.INSIDE_KAD else None
    if zone == Zone.BEYOND_KAD:
        km = _km(told.get("beltway_distance"))
    return Suggestion(text=row["value"].strip(), zone=zone, km=km, flat=str(told.get("flat") or ""))


def _km(distance: Any) -> int | None:
    """Whole kilometres; None for what is no distance."""
    try:
        km = Decimal(str(distance))
    except InvalidOperation:
        return None
    return whole_km(km) if km.is_finite() and 0 <= km <= MOST_KM else None


def address_service() -> AddressService:
    """The one that the settings name; without a key, none."""
    if not settings.DADATA_KEY:
        return NoSuggestions()
    locations = tuple(tuple(location.items()) for location in settings.DADATA_LOCATIONS)
    return _dadata(settings.DADATA_KEY, settings.DADATA_URL, locations)


@lru_cache(maxsize=1)
def _dadata(key: str, url: str, locations: tuple) -> DaData:
    """One per process: making a client reads every certificate."""
    return DaData(key=key, url=url, locations=[dict(location) for location in locations])
