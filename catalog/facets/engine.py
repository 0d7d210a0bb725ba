"""The facet engine: filters in, one page of the listing with all its counts out.

`SqlEngine` asks one statement over the narrow rows of `catalog.models.listing`. Every variant gets a bit mask
of the dimensions that it fails: zero belongs to the list, and a single bit still counts for the values of
that dimension, because a dimension is not narrowed by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from django.db import connection

from ..enums import Sort
from ..search import matching_ids
from .dictionary import CATEGORY, HAS_MODEL, PRICE, Category, Dictionary
from .filters import Filters
from .listing import Listing, Prices, Relaxation, spread

PAGE_SIZE = 24
# Column, descending, whether the newer id wins a tie.
ORDERS = {
    Sort.POPULAR: ("sort_popularity", True, False),
    Sort.CHEAPER: ("sort_price", False, False),
    Sort.DEARER: ("sort_price", True, False),
    Sort.NEW: ("sort_published", True, True),
    Sort.LEAD: ("sort_lead", False, False),
    Sort.RATING: ("sort_rating", True, False),
}


class FacetEngine(Protocol):
    """Answers listings; exact for everything committed before the call."""

    def search(self, filters: Filters) -> Listing: ...


@dataclass(frozen=True, slots=True)
class _Test:
    """A dimension in use. sql gives 0 for a variant that passes and `bit` for one that fails."""

    dimension: str
    bit: int
    sql: str


@dataclass(slots=True)
class _Rows:
    """What the statement answered, by kind of row."""

    counts: dict[int, int] = field(default_factory=dict)
    offers: dict[int, int] = field(default_factory=dict)
    price_ends: list[int] = field(default_factory=list)
    page: list[tuple[int, int]] = field(default_factory=list)
    total: int = 0
    whole: int = 0


class SqlEngine:
    """Facets by one SQL statement. within: the category whose page it is, None for the whole catalogue."""

    def __init__(self, known: Dictionary, *, within: Category | None = None) -> None:
        self.known = known
        self.within = within

    def search(self, filters: Filters) -> Listing:
        ranked = matching_ids(filters.q) if filters.q else None
        question = _Question(self.known, self.within, filters, ranked)
        rows = question.ask()
        relaxations = question.relaxations() if question.tests and not rows.total else ()
        return Listing(
            product_ids=tuple(pk for pk, _ in rows.page),
            total=rows.total,
            whole=rows.whole,
            page_count=max(1, -(-rows.total // PAGE_SIZE)),
            counts=self._named(rows.counts),
            prices=Prices(
                low=Decimal(min(rows.price_ends)) / 100 if rows.price_ends else None,
                high=Decimal(max(rows.price_ends)) / 100 if rows.price_ends else None,
                bars=spread(rows.offers),
            ),
            relaxations=relaxations,
        )

    def _named(self, counts: dict[int, int]) -> dict[str, dict[str, int]]:
        """Counts by dimension and value. A product lies in one category, so descendants add up."""
        return {
            dimension: {
                value: sum(counts.get(key, 0) for key in keys)
                for value, keys in self.known.values(dimension).items()
            }
            for dimension in self.known.dimensions()
        }


class _Question:
    """The SQL of one search. Only integers are ever written into it."""

    def __init__(
        self, known: Dictionary, within: Category | None, filters: Filters, ranked: list[int] | None
    ) -> None:
        self.known, self.within, self.filters, self.ranked = known, within, filters, ranked
        self.tests = self._tests()
        self.where = self._where()

    @property
    def is_by_product(self) -> bool:
        """All variants of a product pass or fail together, so its first row may speak for it."""
        return all(test.dimension in {CATEGORY, HAS_MODEL} for test in self.tests)

    def _tests(self) -> list[_Test]:
        tests: list[_Test] = []
        for dimension in self.known.dimensions():
            chosen, keys = self.filters.chosen(dimension), self.known.values(dimension)
            if not chosen:
                continue
            wanted = _integers(key for value in chosen for key in keys[value])
            inside = f"l.variant_id IN (SELECT variant_id FROM catalog_listedkey WHERE key IN ({wanted}))"
            tests.append(_test(dimension, len(tests), inside))
        if self.filters.has_price:
            tests.append(_test(PRICE, len(tests), self._price_condition()))
        return tests

    def _price_condition(self) -> str:
        ends = ((">=", self.filters.price_from), ("<=", self.filters.price_to))
        return " AND ".join(
            f"l.price_kopecks {sign} {int(amount * 100)}" for sign, amount in ends if amount is not None
        )

    def _where(self) -> str:
        """The bounds of the list itself: its category, what visitors may see, what the search found."""
        bounds = []
        if self.within or self.known.has_hidden:
            top = self.within.path if self.within else ""
            visible = [category.pk for category in self.known.categories if category.path.startswith(top)]
            bounds.append(f"l.category_id IN ({_integers(visible)})")
        if self.ranked is not None:
            bounds.append(f"l.product_id IN ({_integers(self.ranked)})")
        return f"WHERE {' AND '.join(bounds)}" if bounds else ""

    def _found(self) -> str:
        fails = " + ".join(test.sql for test in self.tests) or "0"
        return f"WITH found AS (SELECT l.*, {fails} AS fails FROM catalog_listedvariant l {self.where})"

    def ask(self) -> _Rows:
        parts = [self._counts(), self._offers(), self._totals(), self._page()]
        rows = _Rows()
        with connection.cursor() as cursor:
            cursor.execute(f"{self._found()} {' UNION ALL '.join(parts)}")
            for kind, first, second, low, high in cursor.fetchall():
                if kind == 1:
                    rows.counts[first] = second
                elif kind == 2:
                    rows.offers[first] = second
                    rows.price_ends += [low, high]
                elif kind == 3:
                    rows.total, rows.whole = first or 0, second or 0
                else:
                    rows.page.append((first, second))
        self._arrange(rows)
        return rows

    def _counts(self) -> str:
        if not self.tests and not self.where:
            return "SELECT 1, key, COUNT(*), 0, 0 FROM catalog_listedkey WHERE is_first GROUP BY key"
        joined = "FROM found f JOIN catalog_listedkey k ON k.variant_id = f.variant_id"
        own = self._own_bit()
        passing = f"(f.fails = 0 OR f.fails = {own})" if own else "f.fails = 0"
        if self.is_by_product:
            return f"SELECT 1, k.key, COUNT(*), 0, 0 {joined} WHERE k.is_first AND {passing} GROUP BY k.key"
        distinct = f"SELECT DISTINCT k.key, k.product_id {joined} WHERE {passing}"
        return f"SELECT 1, key, COUNT(*), 0, 0 FROM ({distinct}) AS pairs GROUP BY key"

    def _own_bit(self) -> str:
        """The bit of the dimension that a key belongs to, as SQL; "" when none with keys is in use."""
        cases = []
        for test in self.tests:
            keys = [key for values in self.known.values(test.dimension).values() for key in values]
            if keys:
                cases.append(f"WHEN k.key IN ({_integers(keys)}) THEN {test.bit}")
        return f"CASE {' '.join(cases)} ELSE 0 END" if cases else ""

    def _offers(self) -> str:
        own = next((test.bit for test in self.tests if test.dimension == PRICE), 0)
        return (
            "SELECT 2, price_kopecks / 100000, COUNT(*), MIN(price_kopecks), MAX(price_kopecks) "
            f"FROM found WHERE fails = 0 OR fails = {own} GROUP BY price_kopecks / 100000"
        )

    def _totals(self) -> str:
        found = "SUM(CASE WHEN is_first AND fails = 0 THEN 1 ELSE 0 END)"
        if not self.is_by_product:
            found = "COUNT(DISTINCT CASE WHEN fails = 0 THEN product_id END)"
        return f"SELECT 3, {found}, SUM(CASE WHEN is_first THEN 1 ELSE 0 END), 0, 0 FROM found"

    def _page(self) -> str:
        if self.ranked is not None and not self.filters.sort:
            return "SELECT DISTINCT 4, product_id, 0, 0, 0 FROM found WHERE fails = 0"
        column, descending, newer_first = ORDERS[self.filters.sort or Sort.POPULAR]
        order = f"{column} {'DESC' if descending else 'ASC'}, product_id {'DESC' if newer_first else 'ASC'}"
        group = " AND is_first" if self.is_by_product else f" GROUP BY product_id, {column}"
        page = (
            f"SELECT product_id, {column} AS place FROM found WHERE fails = 0{group} "
            f"ORDER BY {order} LIMIT {PAGE_SIZE} OFFSET {self._offset}"
        )
        return f"SELECT 4, product_id, place, 0, 0 FROM ({page}) AS page"

    @property
    def _offset(self) -> int:
        return (self.filters.page - 1) * PAGE_SIZE

    def _arrange(self, rows: _Rows) -> None:
        """Put the page in order: a union promises none."""
        if self.ranked is not None and not self.filters.sort:
            rank = {pk: place for place, pk in enumerate(self.ranked)}
            rows.page.sort(key=lambda row: rank[row[0]])
            rows.page = rows.page[self._offset : self._offset + PAGE_SIZE]
            return
        _, descending, newer_first = ORDERS[self.filters.sort or Sort.POPULAR]
        rows.page.sort(key=lambda row: row[0], reverse=newer_first)
        rows.page.sort(key=lambda row: row[1], reverse=descending)

    def relaxations(self) -> tuple[Relaxation, ...]:
        """Dimensions whose removal alone helps, else those that give something alone; the best first."""
        columns = [f"COUNT(DISTINCT CASE WHEN fails = {test.bit} THEN product_id END)" for test in self.tests]
        columns += [
            f"COUNT(DISTINCT CASE WHEN (fails & {test.bit}) = 0 THEN product_id END)" for test in self.tests
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"{self._found()} SELECT {', '.join(columns)} FROM found")
            row = cursor.fetchone()
        names = [test.dimension for test in self.tests]
        return _fruitful(names, row[: len(names)]) or _fruitful(names, row[len(names) :], is_kept=True)


def _fruitful(names: list[str], counts: Sequence[int], *, is_kept: bool = False) -> tuple[Relaxation, ...]:
    found = [Relaxation(name, count, is_kept) for name, count in zip(names, counts, strict=True) if count]
    return tuple(sorted(found, key=lambda item: (-item.count, item.dimension)))


def _test(dimension: str, number: int, condition: str) -> _Test:
    bit = 1 << number
    return _Test(dimension, bit, f"CASE WHEN {condition} THEN 0 ELSE {bit} END")


def _integers(values) -> str:
    """A list for SQL's IN; an id that nothing has when it would be empty."""
    return ", ".join(str(int(value)) for value in values) or "NULL"
