"""The facet engine: filters in, one page of the listing with all its counts out.

`SqlEngine` asks one statement over the narrow rows of `catalog.models.listing`. A dimension is not narrowed
by itself: the values of a dimension in use are counted among variants that meet all the others.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from django.db import connection

from ..enums import Sort
from ..search import matching_ids
from .dictionary import CATEGORY, HAS_MODEL, PRICE, Category, Dictionary
from .filters import Filters
from .keys import integers
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


class SqlEngine:
    """Facets by one SQL statement. within: the category whose page it is, None for the whole catalogue."""

    def __init__(self, known: Dictionary, *, within: Category | None = None) -> None:
        self.known = known
        self.within = within

    def search(self, filters: Filters) -> Listing:
        ranked = matching_ids(filters.q) if filters.q else None
        question = _Question(self.known, self.within, filters, ranked)
        rows = question.ask()
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
            relaxations=() if rows.total else question.relaxations(),
            matching=None if question.is_by_product else frozenset(rows.matching),
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


@dataclass(slots=True)
class _Rows:
    """What the statement answered, by kind of row."""

    counts: dict[int, int] = field(default_factory=dict)
    offers: dict[int, int] = field(default_factory=dict)
    price_ends: list[int] = field(default_factory=list)
    page: list[tuple[int, int]] = field(default_factory=list)
    matching: set[int] = field(default_factory=set)
    total: int = 0
    whole: int = 0


class _Question:
    """The SQL of one search. Only integers are ever written into it.

    tests: a condition on `variant_id` per dimension in use. bounds: conditions on the columns of
    `ListedVariant` that hold for the list itself, whatever is filtered.
    """

    def __init__(
        self, known: Dictionary, within: Category | None, filters: Filters, ranked: list[int] | None
    ) -> None:
        self.known, self.filters, self.ranked = known, filters, ranked
        self.bounds = self._bounds(within)
        self.tests = self._tests()

    @property
    def is_by_product(self) -> bool:
        """All variants of a product pass or fail together, so its first row may speak for it."""
        return not self.tests.keys() - {CATEGORY, HAS_MODEL}

    @property
    def is_by_relevance(self) -> bool:
        return self.ranked is not None and not self.filters.sort

    @property
    def order(self) -> tuple[str, bool, bool]:
        return ORDERS[self.filters.sort or Sort.POPULAR]

    def _bounds(self, within: Category | None) -> list[str]:
        """The category of the page, what visitors may see, what the search found."""
        bounds = []
        if within or self.known.has_hidden:
            top = within.path if within else ""
            visible = [category.pk for category in self.known.categories if category.path.startswith(top)]
            bounds.append(f"category_id IN ({integers(visible)})")
        if self.ranked is not None:
            bounds.append(f"product_id IN ({integers(self.ranked)})")
        return bounds

    def _tests(self) -> dict[str, str]:
        tests = {}
        for dimension in self.known.dimensions():
            keys = self.known.values(dimension)
            wanted = [key for value in self.filters.chosen(dimension) for key in keys[value]]
            if wanted:
                tests[dimension] = (
                    f"IN (SELECT variant_id FROM catalog_listedkey WHERE key IN ({integers(wanted)}))"
                )
        if self.filters.has_price:
            ends = ((">=", self.filters.price_from), ("<=", self.filters.price_to))
            bounds = [
                f"price_kopecks {sign} {int(amount * 100)}" for sign, amount in ends if amount is not None
            ]
            tests[PRICE] = _among(bounds)
        return tests

    def _passed(self, *, but: str = "") -> str:
        """WHERE of `catalog_listedvariant l`: the bounds and all tests except one."""
        conditions = [f"l.{bound}" for bound in self.bounds]
        conditions += [f"l.variant_id {test}" for name, test in self.tests.items() if name != but]
        return f"WHERE {' AND '.join(conditions)}" if conditions else ""

    def ask(self) -> _Rows:
        parts = [
            self._counts(),
            *self._own_counts(),
            self._offers(),
            self._totals(),
            self._whole(),
            self._page(),
        ]
        rows = _Rows()
        with connection.cursor() as cursor:
            cursor.execute(self._with() + " UNION ALL ".join(parts))
            for kind, first, second, low, high in cursor.fetchall():
                if kind == 1:
                    rows.counts[first] = second
                elif kind == 2:
                    rows.offers[first] = second
                    rows.price_ends += [low, high]
                elif kind == 3:
                    rows.total = first or 0
                elif kind == 4:
                    rows.whole = first or 0
                else:
                    rows.page.append((first, second))
                    rows.matching.add(low)
        self._arrange(rows)
        return rows

    def _with(self) -> str:
        """The variants that pass, written down once; the table itself when nothing narrows it."""
        if not self.tests and not self.bounds:
            return ""
        columns = f"l.variant_id, l.product_id, l.is_first, l.price_kopecks, l.{self.order[0]}"
        return f"WITH passed AS (SELECT {columns} FROM catalog_listedvariant l {self._passed()}) "

    @property
    def _source(self) -> str:
        return "passed" if self.tests or self.bounds else "catalog_listedvariant"

    def _counts(self) -> str:
        """Products per key among those that pass everything."""
        if self._source != "passed":
            return "SELECT 1, key, COUNT(*), 0, 0 FROM catalog_listedkey WHERE is_first GROUP BY key"
        joined = "FROM passed p JOIN catalog_listedkey k ON k.variant_id = p.variant_id"
        own = [key for dimension in self.tests for key in self._keys(dimension)]
        where = [f"k.key NOT IN ({integers(own)})"] if own else []
        return self._count(joined, where, product="p.product_id")

    def _own_counts(self) -> list[str]:
        """The same for the values of each dimension in use, among those that pass all the others."""
        parts = []
        for dimension in self.tests:
            if not (keys := self._keys(dimension)):
                continue
            tests = [f"k.variant_id {test}" for name, test in self.tests.items() if name != dimension]
            bounds = [f"k.variant_id {_among(self.bounds)}"] if self.bounds else []
            where = [f"k.key IN ({integers(keys)})", *tests, *bounds]
            parts.append(self._count("FROM catalog_listedkey k", where))
        return parts

    def _keys(self, dimension: str) -> list[int]:
        return [key for keys in self.known.values(dimension).values() for key in keys]

    def _count(self, source: str, where: list[str], *, product: str = "k.product_id") -> str:
        if self.is_by_product:
            conditions = " AND ".join(["k.is_first", *where])
            return f"SELECT 1, k.key, COUNT(*), 0, 0 {source} WHERE {conditions} GROUP BY k.key"
        conditions = f"WHERE {' AND '.join(where)}" if where else ""
        pairs = f"SELECT DISTINCT k.key, {product} {source} {conditions}"
        return f"SELECT 1, key, COUNT(*), 0, 0 FROM ({pairs}) AS pairs GROUP BY key"

    def _offers(self) -> str:
        """Variants by thousands of roubles with the ends of each thousand, whatever price was asked for."""
        source = self._source
        if PRICE in self.tests:
            source = f"catalog_listedvariant l {self._passed(but=PRICE)}"
        return (
            "SELECT 2, price_kopecks / 100000, COUNT(*), MIN(price_kopecks), MAX(price_kopecks) "
            f"FROM {source} GROUP BY price_kopecks / 100000"
        )

    def _totals(self) -> str:
        count = (
            "SUM(CASE WHEN is_first THEN 1 ELSE 0 END)"
            if self.is_by_product
            else "COUNT(DISTINCT product_id)"
        )
        return f"SELECT 3, {count}, 0, 0, 0 FROM {self._source}"

    def _whole(self) -> str:
        where = " AND ".join(["is_first", *self.bounds])
        return f"SELECT 4, COUNT(*), 0, 0, 0 FROM catalog_listedvariant WHERE {where}"

    def _page(self) -> str:
        """The products to show, once per variant that passes unless all variants of a product do."""
        if self.is_by_relevance:
            variant = "0" if self.is_by_product else "variant_id"
            return f"SELECT DISTINCT 5, product_id, 0, {variant}, 0 FROM {self._source}"
        column, descending, newer_first = self.order
        order = f"{column} {'DESC' if descending else 'ASC'}, product_id {'DESC' if newer_first else 'ASC'}"
        group = "WHERE is_first" if self.is_by_product else f"GROUP BY product_id, {column}"
        page = (
            f"SELECT product_id, {column} AS place FROM {self._source} {group} "
            f"ORDER BY {order} LIMIT {PAGE_SIZE} OFFSET {self._offset}"
        )
        if self.is_by_product:
            return f"SELECT 5, product_id, place, 0, 0 FROM ({page}) AS page"
        joined = f"({page}) AS page JOIN passed ON passed.product_id = page.product_id"
        return f"SELECT 5, page.product_id, place, passed.variant_id, 0 FROM {joined}"

    @property
    def _offset(self) -> int:
        return (self.filters.page - 1) * PAGE_SIZE

    def _arrange(self, rows: _Rows) -> None:
        """Put the page in order: a union promises none."""
        rows.page = list(dict.fromkeys(rows.page))
        if self.is_by_relevance:
            rank = {pk: place for place, pk in enumerate(self.ranked)}
            rows.page.sort(key=lambda row: rank[row[0]])
            rows.page = rows.page[self._offset : self._offset + PAGE_SIZE]
            return
        _, descending, newer_first = self.order
        rows.page.sort(key=lambda row: row[0], reverse=newer_first)
        rows.page.sort(key=lambda row: row[1], reverse=descending)

    def relaxations(self) -> tuple[Relaxation, ...]:
        """Dimensions whose removal alone helps, else those that give something alone; the best first."""
        names = list(self.tests)
        if not names:
            return ()
        bounds = [f"l.{bound}" for bound in self.bounds]
        columns = [_products(self._passed(but=name)) for name in names]
        for name in names:
            columns.append(_products(f"WHERE {' AND '.join([*bounds, f'l.variant_id {self.tests[name]}'])}"))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)}")
            row = cursor.fetchone()
        return _fruitful(names, row[: len(names)]) or _fruitful(names, row[len(names) :], is_kept=True)


def _fruitful(names: list[str], counts: tuple[int, ...], *, is_kept: bool = False) -> tuple[Relaxation, ...]:
    found = [Relaxation(name, count, is_kept) for name, count in zip(names, counts, strict=True) if count]
    return tuple(sorted(found, key=lambda item: (-item.count, item.dimension)))


def _products(where: str) -> str:
    return f"(SELECT COUNT(DISTINCT l.product_id) FROM catalog_listedvariant l {where})"


def _among(bounds: list[str]) -> str:
    """Conditions on columns of `ListedVariant` as one on a variant's id."""
    return f"IN (SELECT variant_id FROM catalog_listedvariant WHERE {' AND '.join(bounds)})"
