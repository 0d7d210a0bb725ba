"""What a visitor asked a listing for, from the address and back; pure, and never an error."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from core.money import parse_rub

from ..enums import Sort
from .dictionary import AVAILABLE, CATEGORY, HAS_MODEL, PRICE, Dictionary

MAX_PAGE = 1_000_000
MAX_QUERY = 100
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
# What advertising adds to addresses; unless the owner named a facet so, it deserves no remark.
ADVERTISING = re.compile(r"utm_.*|.*clid|_openstat|from|ref|erid|etext|ysclid")


@dataclass(frozen=True, slots=True)
class Filters:
    """Canonical filters: defaults empty, facets and values sorted by code. Prices in roubles, both ends
    included.

    The owner's order of facets must not show in an address: browsers remember the permanent redirect to it.
    """

    q: str = ""
    categories: tuple[str, ...] = ()
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    availability: tuple[str, ...] = ()
    has_3d: bool = False
    sort: str = ""
    page: int = 1

    def chosen(self, dimension: str) -> tuple[str, ...]:
        """The chosen values of a dimension (`Dictionary.dimensions`)."""
        if dimension == CATEGORY:
            return self.categories
        if dimension == AVAILABLE:
            return self.availability
        if dimension == HAS_MODEL:
            return ("1",) if self.has_3d else ()
        return dict(self.facets).get(dimension, ())

    @property
    def has_price(self) -> bool:
        return self.price_from is not None or self.price_to is not None

    @property
    def count(self) -> int:
        """How many values are chosen, the price as one."""
        values = (self.categories, self.availability, *(codes for _, codes in self.facets))
        return sum(map(len, values)) + self.has_price + self.has_3d

    def choosing(self, dimension: str, values: Iterable[str]) -> "Filters":
        """The same filters, from the first page, with `values` chosen in `dimension`; none removes it."""
        codes = tuple(sorted(set(values)))
        if dimension == PRICE:
            return replace(self, price_from=None, price_to=None, page=1)
        if dimension == CATEGORY:
            return replace(self, categories=codes, page=1)
        if dimension == AVAILABLE:
            return replace(self, availability=codes, page=1)
        if dimension == HAS_MODEL:
            return replace(self, has_3d=bool(codes), page=1)
        rest = [(code, codes if code == dimension else chosen) for code, chosen in self.facets]
        if dimension not in dict(self.facets):
            rest.append((dimension, codes))
        return replace(self, facets=tuple(sorted((code, chosen) for code, chosen in rest if chosen)), page=1)

    def without(self, dimension: str, value: str = "") -> "Filters":
        """The same filters without one value of `dimension`, or without all of them."""
        kept = [code for code in self.chosen(dimension) if value and code != value]
        return self.choosing(dimension, kept)

    def only(self, dimension: str) -> "Filters":
        """The same search with nothing chosen but `dimension`."""
        if dimension == PRICE:
            return replace(self.cleared(), price_from=self.price_from, price_to=self.price_to)
        return self.cleared().choosing(dimension, self.chosen(dimension))

    def cleared(self) -> "Filters":
        return Filters(q=self.q, sort=self.sort)

    def at_page(self, page: int) -> "Filters":
        return replace(self, page=page)

    def pairs(self) -> list[tuple[str, str]]:
        """The address's parts in their fixed order, defaults left out."""
        parts = [("q", self.q)] if self.q else []
        parts += [(CATEGORY, slug) for slug in self.categories]
        parts += [(code, value) for code, values in self.facets for value in values]
        for name, amount in (("price_from", self.price_from), ("price_to", self.price_to)):
            if amount is not None:
                parts.append((name, format(amount, "f").removesuffix(".00")))
        parts += [(AVAILABLE, state) for state in self.availability]
        parts += [(HAS_MODEL, "1")] if self.has_3d else []
        parts += [("sort", self.sort)] if self.sort else []
        return parts + ([("page", str(self.page))] if self.page > 1 else [])

    def to_query(self) -> str:
        return urlencode(self.pairs())


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of the address that means nothing here. kind: filter | value | price."""

    kind: str
    key: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Filters and what was passed over. is_canonical: the address is already spelt as `to_query` would."""

    filters: Filters
    ignored: tuple[Ignored, ...]
    is_canonical: bool


def parse(query: Mapping[str, list[str]], known: Dictionary, *, is_whole: bool = True) -> Parsed:
    """Read filters from an address.

    query: every key with all its values. is_whole: the list is the whole catalogue, where categories are
    chosen.
    """
    own = {axis.code for axis in known.axes}
    given = {key: values for key, values in query.items() if key in own or not ADVERTISING.fullmatch(key)}
    reader = _Reader(given, known)
    facets = [(axis.code, reader.choice(axis.code)) for axis in known.axes]
    price_from, price_to = reader.price("price_from"), reader.price("price_to")
    if price_from is not None and price_to is not None and price_from > price_to:
        price_from, price_to = price_to, price_from
    filters = Filters(
        q=reader.text("q"),
        categories=reader.choice(CATEGORY) if is_whole else (),
        facets=tuple(sorted((code, values) for code, values in facets if values)),
        price_from=price_from,
        price_to=price_to,
        availability=reader.choice(AVAILABLE),
        has_3d=bool(reader.choice(HAS_MODEL)),
        page=reader.page(),
    )
    filters = replace(filters, sort=reader.sort(has_query=bool(filters.q)))
    ignored = (*reader.ignored, *(Ignored("filter", key) for key in given if key not in reader.read))
    spelt = [(key, value) for key, values in given.items() for value in values]
    return Parsed(filters, ignored, is_canonical=spelt == filters.pairs())


class _Reader:
    """Reads parts of one address, noting what it read and what it had to pass over."""

    def __init__(self, given: Mapping[str, list[str]], known: Dictionary) -> None:
        self.given, self.known = given, known
        self.read: set[str] = set()
        self.ignored: list[Ignored] = []

    def _values(self, key: str) -> list[str]:
        self.read.add(key)
        cleaned = (CONTROL.sub(" ", value).strip() for value in self.given.get(key, ()))
        return [value for value in cleaned if value]

    def text(self, key: str) -> str:
        return " ".join(" ".join(self._values(key)[-1:]).split())[:MAX_QUERY].strip()

    def choice(self, key: str) -> tuple[str, ...]:
        """Known values of `key`; several may also stand in one, parted by commas."""
        asked = dict.fromkeys(code for value in self._values(key) for code in value.split(",") if code)
        known = self.known.values(key)
        self.ignored += [Ignored("value", key, code) for code in asked if code not in known]
        return tuple(sorted(code for code in asked if code in known))

    def price(self, key: str) -> Decimal | None:
        for value in reversed(self._values(key)):
            amount = parse_rub(value)
            if amount is None:
                self.ignored.append(Ignored("price", key, value))
            return amount or None
        return None

    def sort(self, *, has_query: bool) -> str:
        """The order asked for; "" for the default: relevance for a search, else popularity."""
        asked = "".join(self._values("sort")[-1:])
        default = Sort.RELEVANCE if has_query else Sort.POPULAR
        if asked in ("", default):
            return ""
        if asked not in Sort.values or asked == Sort.RELEVANCE:
            self.ignored.append(Ignored("value", "sort", asked))
            return ""
        return asked

    def page(self) -> int:
        asked = "".join(self._values("page")[-1:])
        is_number = asked.isascii() and asked.isdigit() and len(asked) < 20
        return max(1, min(int(asked), MAX_PAGE)) if is_number else 1
