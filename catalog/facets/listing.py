"""The answer of a facet engine: what one page of a listing shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the price histogram: offers from `low` to below `high` roubles; the last has no upper end."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices under all filters but the price: both ends in roubles (None: empty list), and the spread."""

    low: Decimal | None = None
    high: Decimal | None = None
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A way out of an empty list: `count` products without `dimension`, or with it alone when is_kept."""

    dimension: str
    count: int
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of products with the figures of the filter panel.

    counts: products per dimension and value, under the filters of all other dimensions. whole: products
    without any filter. page_count is at least 1. matching: variants of these products that pass the filters;
    None when all of them do.
    """

    product_ids: tuple[int, ...]
    total: int
    whole: int
    page_count: int
    counts: Mapping[str, Mapping[str, int]]
    prices: Prices = field(default_factory=Prices)
    relaxations: tuple[Relaxation, ...] = ()
    matching: frozenset[int] | None = None


BARS = 16


def spread(thousands: Mapping[int, int]) -> tuple[Bar, ...]:
    """Bars of equal width from offers counted by thousands of roubles.

    The dearest twentieth falls into the last bar, else one palace wardrobe would flatten all the rest.
    """
    if len(thousands) < 2:
        return ()
    low, total, seen, top = min(thousands), sum(thousands.values()), 0, max(thousands)
    for thousand in sorted(thousands):
        seen += thousands[thousand]
        if seen >= total * 0.95:
            top = thousand
            break
    width = max(1, -(-(top + 1 - low) // BARS))
    bars = [0] * min(BARS, -(-(max(thousands) + 1 - low) // width))
    for thousand, count in thousands.items():
        bars[min((thousand - low) // width, len(bars) - 1)] += count
    edges = [(low + number * width) * 1000 for number in range(len(bars) + 1)]
    return tuple(Bar(edges[number], edges[number + 1], count) for number, count in enumerate(bars))
