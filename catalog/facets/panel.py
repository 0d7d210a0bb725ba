"""The filter panel and the chips: what a template shows of filters and a listing. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.money import format_rub

from ..enums import Availability, FacetDisplay
from .dictionary import AVAILABLE, CATEGORY, HAS_MODEL, PRICE, SHOWN_AVAILABILITY, Dictionary, Value
from .filters import Filters
from .listing import Listing, Prices

# Values of a facet beyond these wait behind «show all».
SHOWN_AT_ONCE = 10
# The first facets are open from the start, the rest when something in them is chosen.
OPEN_FACETS = 3
# Plans of a kitchen seen from above, by the code of the value; 48 × 32.
DRAWINGS = {
    "straight": "M6 12h36v7H6z",
    "corner": "M8 5h32v7H15v15H8z",
    "u": "M8 5h32v22h-7V12H15v15H8z",
    "island": "M6 4h36v7H6zM14 18h20v8H14z",
    "wall": "M4 6v20M4 9h30v14H4",
    "oval": "M8 16a16 9 0 1 0 32 0a16 9 0 1 0-32 0z",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value to tick. drawing: SVG path of a shape or "". A chosen value is never disabled."""

    dimension: str
    value: str
    name: str
    count: int
    is_on: bool
    colour: str = ""
    image_url: str = ""
    drawing: str = ""

    @property
    def is_disabled(self) -> bool:
        return not self.count and not self.is_on


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the panel. rest: values behind «show all»; kind: list | swatches | shapes."""

    name: str
    kind: str
    options: tuple[Option, ...]
    rest: tuple[Option, ...] = ()
    hint: str = ""
    is_open: bool = True

    @property
    def total(self) -> int:
        return len(self.options) + len(self.rest)

    @property
    def is_rest_open(self) -> bool:
        return any(option.is_on for option in self.rest)


@dataclass(frozen=True, slots=True)
class PriceBar:
    """A bar of the histogram, 0 to 100 high, `top` from above."""

    x: int
    top: int
    height: int
    is_in: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value; `filters` are what remains without it.

    name: the value, with its dimension where the value alone could be two; full_name: always with it.
    """

    name: str
    full_name: str
    filters: Filters


def category_group(known: Dictionary, filters: Filters, listing: Listing) -> Group:
    titles = {category.slug: category.title for category in reversed(known.categories)}
    options = tuple(
        Option(CATEGORY, slug, titles[slug], count, slug in filters.categories)
        for slug, count in listing.counts[CATEGORY].items()
    )
    return Group(_("Category"), FacetDisplay.LIST, options)


def facet_groups(known: Dictionary, filters: Filters, listing: Listing) -> Iterator[Group]:
    for number, axis in enumerate(known.axes):
        chosen, counts = filters.chosen(axis.code), listing.counts[axis.code]
        options = tuple(
            Option(
                axis.code,
                value.code,
                value.name,
                counts[value.code],
                value.code in chosen,
                value.colour,
                value.image_url,
                DRAWINGS.get(value.code, ""),
            )
            for value in axis.values
        )
        is_open = bool(chosen) or number < OPEN_FACETS
        yield Group(axis.name, axis.display, *_shown_and_rest(options), axis.hint, is_open)


def _shown_and_rest(options: tuple[Option, ...]) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Seen at once (chosen values and those with goods first) and waiting; in the owner's order."""
    if len(options) <= SHOWN_AT_ONCE + 1:
        return options, ()
    ranked = sorted(options, key=lambda option: (not option.is_on, option.is_disabled))
    shown = {option.value for option in ranked[:SHOWN_AT_ONCE]}
    return (
        tuple(option for option in options if option.value in shown),
        tuple(option for option in options if option.value not in shown),
    )


def availability_group(filters: Filters, listing: Listing) -> Group:
    options = tuple(
        Option(
            AVAILABLE,
            state,
            availability_name(state),
            listing.counts[AVAILABLE][state],
            state in filters.availability,
        )
        for state in SHOWN_AVAILABILITY
    )
    return Group(capfirst(_("availability")), FacetDisplay.LIST, options)


def model_group(filters: Filters, listing: Listing) -> Group:
    option = Option(HAS_MODEL, "1", _("Has a 3D model"), listing.counts[HAS_MODEL]["1"], filters.has_3d)
    return Group(_("More filters"), FacetDisplay.LIST, (option,))


def availability_name(state: str) -> str:
    return capfirst(Availability(state).label)


def price_bars(prices: Prices, filters: Filters) -> list[PriceBar]:
    tallest = max((bar.count for bar in prices.bars), default=0)
    last = len(prices.bars) - 1
    bars = []
    for number, bar in enumerate(prices.bars):
        height = max(4, round(100 * bar.count / tallest)) if bar.count else 0
        is_in = (filters.price_from is None or bar.high > filters.price_from or number == last) and (
            filters.price_to is None or bar.low <= filters.price_to
        )
        bars.append(PriceBar(number, 100 - height, height, is_in))
    return bars


def chips(known: Dictionary, filters: Filters) -> list[Chip]:
    """Every chosen value, in the order of the panel."""
    found = []
    for dimension in [CATEGORY, *(axis.code for axis in known.axes)]:
        found += _chips(known, filters, dimension)
    if filters.has_price:
        name = price_name(filters)
        found.append(Chip(name, _with_dimension(known, PRICE, name), filters.without(PRICE)))
    return found + _chips(known, filters, AVAILABLE) + _chips(known, filters, HAS_MODEL)


def _chips(known: Dictionary, filters: Filters, dimension: str) -> list[Chip]:
    found = []
    for value in filters.chosen(dimension):
        name = value_name(known, dimension, value)
        full_name = name if dimension == HAS_MODEL else _with_dimension(known, dimension, name)
        shown = full_name if _is_ambiguous(known, name) else name
        found.append(Chip(shown, full_name, filters.without(dimension, value)))
    return found


def _with_dimension(known: Dictionary, dimension: str, name: str) -> str:
    return f"{dimension_name(known, dimension)}: {name}"


def _is_ambiguous(known: Dictionary, name: str) -> bool:
    """Whether values of more than one dimension are called so: «Дуб» is a facade and a worktop."""
    named = [any(category.title == name for category in known.categories)]
    named += [any(value.name == name for value in axis.values) for axis in known.axes]
    return sum(named) > 1


def value_name(known: Dictionary, dimension: str, value: str) -> str:
    if dimension == CATEGORY:
        return next(category.title for category in known.categories if category.slug == value)
    if dimension == AVAILABLE:
        return availability_name(value)
    if dimension == HAS_MODEL:
        return _("Has a 3D model")
    return _value(known, dimension, value).name


def dimension_name(known: Dictionary, dimension: str) -> str:
    fixed = {
        CATEGORY: _("Category"),
        PRICE: _("Price"),
        AVAILABLE: capfirst(_("availability")),
        HAS_MODEL: _("3D model"),
    }
    axis = known.axis(dimension)
    return axis.name if axis else fixed[dimension]


def price_name(filters: Filters) -> str:
    low, high = filters.price_from, filters.price_to
    if low is None:
        return _("up to %(price)s") % {"price": format_rub(high)}
    if high is None:
        return _("from %(price)s") % {"price": format_rub(low)}
    return f"{format_rub(low).removesuffix('₽').strip()}–{format_rub(high)}"


def _value(known: Dictionary, dimension: str, code: str) -> Value:
    return next(value for value in known.axis(dimension).values if value.code == code)
