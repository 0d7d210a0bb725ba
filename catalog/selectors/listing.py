"""Everything that a listing page shows, from the address asked for, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import format_rub

from ..enums import Sort
from ..facets import panel
from ..facets.dictionary import CATEGORY, Category, Dictionary
from ..facets.engine import PAGE_SIZE, SqlEngine
from ..facets.filters import Filters, Ignored, Parsed, parse
from ..facets.index_policy import nearest_indexable
from ..facets.listing import Listing
from ..fields import fold_sku
from ..renditions import PictureSet
from .addresses import address_of
from .cards import Card, cards
from .dictionary import read_dictionary_and_picture

NOTICES = 3
SHOWN_OF_VALUE = 40


@dataclass(frozen=True, slots=True)
class Link:
    """name: "" for a gap between page numbers. full_name: of a chip, for who hears the page."""

    name: str
    url: str
    is_current: bool = False
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One filter to give up, or to keep alone when is_kept, and how many products that opens."""

    name: str
    url: str
    count: int
    is_kept: bool


@dataclass(slots=True)
class ShownListing:
    """What the listing's templates read. redirect_to: the address to go to instead; the rest is empty then.

    is_moved_for_good: that address is the same list spelt properly, not another page of it.
    """

    address: str
    filters: Filters
    redirect_to: str = ""
    is_moved_for_good: bool = False
    total: int = 0
    whole: int = 0
    cards: list[Card] = field(default_factory=list)
    groups_before_price: list[panel.Group] = field(default_factory=list)
    groups_after_price: list[panel.Group] = field(default_factory=list)
    price_bars: list[panel.PriceBar] = field(default_factory=list)
    price_low: str = ""
    price_high: str = ""
    price_from: str = ""
    price_to: str = ""
    chips: list[Link] = field(default_factory=list)
    clear_url: str = ""
    sorts: list[Link] = field(default_factory=list)
    pages: list[Link] = field(default_factory=list)
    next_url: str = ""
    next_count: int = 0
    advice: list[Advice] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    canonical: str = ""
    is_indexable: bool = False
    narrowed_to: str = ""
    share: PictureSet | None = None

    @property
    def sort_order(self) -> str:
        """Keys of the address in their canonical order, for the script that writes it."""
        return " ".join(
            ("q", CATEGORY, *self.facet_codes, "price_from", "price_to", "availability", "has_3d")
        )

    facet_codes: tuple[str, ...] = ()


def show_listing(
    query: Mapping[str, list[str]],
    *,
    address: str,
    category_id: int | None = None,
    share_id: int | None = None,
) -> ShownListing:
    """The listing at `address`: of a category and what lies below it, or of the whole catalogue.

    share_id: the picture for social networks. Three queries, one more when nothing is found, and
    those of a search.
    """
    known, share = read_dictionary_and_picture(share_id)
    within = next((category for category in known.categories if category.pk == category_id), None)
    parsed = parse(query, known, is_whole=category_id is None)
    filters = parsed.filters
    if not parsed.is_canonical and not parsed.ignored:
        return ShownListing(address, filters, redirect_to=_url(address, filters), is_moved_for_good=True)
    listing = _search(known, within, filters, is_hidden=category_id is not None and within is None)
    if filters.page > listing.page_count:
        last = filters.at_page(listing.page_count)
        return ShownListing(address, filters, redirect_to=_url(address, last))
    shown = ShownListing(address, filters, total=listing.total, whole=listing.whole, share=share)
    shown.cards = cards(listing.product_ids, matching=listing.matching, sku=fold_sku(filters.q))
    _show_panel(shown, known, listing, is_whole=category_id is None)
    _show_pages(shown, listing)
    _show_words(shown, known, parsed, listing)
    _show_policy(shown, known, within)
    return shown


def _search(known: Dictionary, within: Category | None, filters: Filters, *, is_hidden: bool) -> Listing:
    """is_hidden: the category itself may not be seen by everybody, so nothing in it may."""
    engine = SqlEngine(Dictionary(known.axes, (), has_hidden=True) if is_hidden else known, within=within)
    return engine.search(filters)


def _url(address: str, filters: Filters) -> str:
    query = filters.to_query()
    return f"{address}?{query}" if query else address


def _show_panel(shown: ShownListing, known: Dictionary, listing: Listing, *, is_whole: bool) -> None:
    filters = shown.filters
    if is_whole and listing.counts[CATEGORY]:
        shown.groups_before_price.append(panel.category_group(known, filters, listing))
    shown.groups_before_price += panel.facet_groups(known, filters, listing)
    shown.groups_after_price = [
        panel.availability_group(filters, listing),
        panel.model_group(filters, listing),
    ]
    shown.price_bars = panel.price_bars(listing.prices, filters)
    shown.price_low, shown.price_high = _figure(listing.prices.low), _figure(listing.prices.high)
    shown.price_from, shown.price_to = _figure(filters.price_from), _figure(filters.price_to)
    shown.facet_codes = tuple(sorted(axis.code for axis in known.axes))
    shown.chips = [
        Link(chip.name, _url(shown.address, chip.filters), full_name=chip.full_name)
        for chip in panel.chips(known, filters)
    ]
    shown.clear_url = _url(shown.address, filters.cleared())
    default = Sort.RELEVANCE if filters.q else Sort.POPULAR
    shown.sorts = [
        Link(sort.label, "" if sort == default else sort.value, sort == (filters.sort or default))
        for sort in sorted(Sort, key=lambda sort: sort != default)
        if filters.q or sort != Sort.RELEVANCE
    ]


def _figure(amount) -> str:
    """`40 000`: a price without its sign, as people type it."""
    return "" if amount is None else format_rub(amount).removesuffix("₽").strip()


def _show_pages(shown: ShownListing, listing: Listing) -> None:
    page, last = shown.filters.page, listing.page_count
    if last == 1:
        return
    near = sorted({1, last, *(number for number in range(page - 1, page + 2) if 1 <= number <= last)})
    for before, number in zip([0, *near], near, strict=False):
        if number - before > 1:
            shown.pages.append(Link("", ""))
        shown.pages.append(
            Link(str(number), _url(shown.address, shown.filters.at_page(number)), number == page)
        )
    if page < last:
        shown.next_url = _url(shown.address, shown.filters.at_page(page + 1))
        shown.next_count = min(PAGE_SIZE, listing.total - page * PAGE_SIZE)


def _show_words(shown: ShownListing, known: Dictionary, parsed: Parsed, listing: Listing) -> None:
    shown.notices = [_notice(known, ignored) for ignored in parsed.ignored[:NOTICES]]
    for relaxation in listing.relaxations:
        dimension = relaxation.dimension
        values = [panel.value_name(known, dimension, value) for value in shown.filters.chosen(dimension)]
        values = values or [panel.price_name(shown.filters)]
        name = f"{panel.dimension_name(known, dimension)}: {', '.join(values)}"
        change = shown.filters.only if relaxation.is_kept else shown.filters.without
        url = _url(shown.address, change(dimension))
        shown.advice.append(Advice(name, url, relaxation.count, relaxation.is_kept))


def _notice(known: Dictionary, ignored: Ignored) -> str:
    value = ignored.value[:SHOWN_OF_VALUE]
    if ignored.kind == "filter":
        return _("We know no filter “%(key)s”, so it is left out.") % {"key": ignored.key[:SHOWN_OF_VALUE]}
    if ignored.kind == "price":
        return _("“%(value)s” is no price we understand. Write it like this: 40 000.") % {"value": value}
    if ignored.key == "sort":
        return _("We cannot sort by “%(value)s”, so the usual order is shown.") % {"value": value}
    name = panel.dimension_name(known, ignored.key)
    return _("“%(name)s” has no value “%(value)s”, so it is left out.") % {"name": name, "value": value}


def _show_policy(shown: ShownListing, known: Dictionary, within: Category | None) -> None:
    """Canonical address, whether the page is to be indexed, and the one value that its heading names."""
    top, address = within, shown.address
    if top is None and len(shown.filters.categories) == 1:
        top = next(category for category in known.categories if category.slug == shown.filters.categories[0])
        address = address_of(top.url_path)
    nearest = nearest_indexable(known, shown.filters, in_category=top is not None)
    shown.canonical = _url(address, nearest)
    shown.is_indexable = nearest == shown.filters and not shown.notices
    if within and nearest.facets:
        code, (value,) = nearest.facets[0]
        shown.narrowed_to = panel.value_name(known, code, value)


def count_of_models(number: int) -> str:
    """`24 модели`."""
    return ngettext("%(number)d model", "%(number)d models", number) % {"number": number}
