"""Product cards: what `components/card.html` shows, for any list of products in one query."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial, reduce
from operator import or_
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

from core.clock import now

from ..enums import Availability, FacetDisplay
from ..models import Picture, ProductPage, Rendition, Variant
from ..models.summary import REVIEWS_NEEDED
from ..renditions import ROLES, PictureSet, picture_set
from .addresses import address_of
from .pictures import picture_objects, picture_rows, rendition_rows
from .rows import PreparedLists, Rows, amount, moment
from .visibility import listed_variants

SKETCH_SPEC = ROLES["card"].spec(720, "webp")
SWATCH_SPEC = ROLES["thumb"].spec(160, "webp")


@dataclass(frozen=True, slots=True)
class Swatch:
    """A finish at a glance: a colour, or a small picture of it."""

    name: str
    colour: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One product in a list.

    Prices in roubles, lead_days in working days; sizes in mm of the variant that costs `price_from`.
    """

    pk: int
    name: str
    url: str
    price_from: Decimal | None
    has_many_prices: bool
    old_price: Decimal | None
    width_mm: int
    depth_mm: int
    height_mm: int
    lead_days: int
    availability: str
    picture: PictureSet | None
    sketch_url: str
    swatches: tuple[Swatch, ...]
    more_swatches: int
    has_3d: bool
    is_new: bool
    rating: float | None  # None: hidden, too few reviews
    rating_count: int


SWATCHES_SHOWN = 3
NEW_FOR = timedelta(days=30)
BEST_FIRST = [
    Availability.IN_STOCK,
    Availability.MADE_TO_ORDER,
    Availability.PREORDER,
    Availability.OUT_OF_STOCK,
    Availability.DISCONTINUED,
]
VARIANT_COLUMNS = (
    "pk",
    "product_id",
    "sku",
    "picture_id",
    "current_price",
    "old_price",
    "availability",
    "width_mm",
    "depth_mm",
    "height_mm",
    "lead_days",
)


PRODUCT_COLUMNS = (
    "pk",
    "title",
    "url_path",
    "first_published_at",
    "color_image_id",
    "bw_image_id",
    "model_3d_id",
    "summary__rating_sum",
    "summary__rating_count",
)
FINISH_COLUMNS = {
    "value_id": "facetvalue_id",
    "product_id": "variant__product_id",
    "variant_id": "variant_id",
    "facet_id": "facetvalue__facet_id",
    "name": "facetvalue__name",
    "colour": "facetvalue__colour",
    "made_file": "made__file",
    "swatch_file": "facetvalue__swatch__file",
}


@dataclass(frozen=True, slots=True)
class CardRows:
    """What the database knows of some products, by product; `pictures` by their own pk.

    sites: where the addresses of pages begin.
    """

    products: dict[int, dict]
    variants: dict[int, list[dict]]
    finishes: dict[int, list[dict]]
    pictures: dict[int, Picture]
    sites: Sequence[SiteRootPath]


def cards(
    product_ids: Sequence[int], *, matching: Collection[int] | None = None, sku: str = ""
) -> list[Card]:
    """Cards of the products among `product_ids` that lists may show, in that order, in one query.

    matching: variants that were asked for; a card speaks of these only and leads to one of them. None: of
    all. sku: what was typed into a search; a variant of this number speaks for its product.
    """
    prepared = _lists if matching is None and not sku else _lists_with_finishes
    lists = prepared.read(product_ids) if product_ids else None
    if lists is None:
        return []
    rows = card_rows(lists)
    return [
        make_card(rows.products[pk], rows.variants[pk], rows, _asked_for(rows.variants[pk], matching, sku))
        for pk in product_ids
        if pk in rows.products and pk in rows.variants
    ]


def _asked_for(variants: Sequence[dict], matching: Collection[int] | None, sku: str) -> Sequence[dict]:
    """The variants of a product that a card speaks of; never empty."""
    named = [row for row in variants if row["sku"] == sku]
    found = named or [row for row in variants if matching is None or row["pk"] in matching]
    return found or variants


def _compose(product_ids: Sequence[int], *, finishes: bool = False) -> tuple[QuerySet, Sequence[Rows]]:
    """finishes: with the pictures of all finishes, for cards that may show another than the first."""
    asked = ProductPage.objects.filter(pk__in=product_ids)
    listed = asked.filter(Exists(listed_variants().filter(product_id=OuterRef("pk"))))
    colour = [asked.values("color_image_id")]
    if finishes:
        drawn = Variant.objects.filter(product_id__in=product_ids, is_active=True, picture__isnull=False)
        colour.append(drawn.values("picture_id"))
    return asked, card_lists(product_ids, listed, colour, asked.values("bw_image_id"))


_lists = PreparedLists(_compose)
_lists_with_finishes = PreparedLists(partial(_compose, finishes=True))


def card_lists(
    product_ids: Sequence[int], products: QuerySet, colour: Sequence[Collection], sketch: Collection
) -> Sequence[Rows]:
    """What `card_rows` wants. sketch, each of colour: ids of pictures, as a list or a queryset."""
    variants = Variant.objects.filter(product_id__in=product_ids, is_active=True).order_by("sort_order", "pk")
    return (
        Rows(products, *PRODUCT_COLUMNS),
        Rows(variants, *VARIANT_COLUMNS),
        Rows(_finishes(product_ids), *FINISH_COLUMNS.values()),
        *_pictures(colour, sketch),
    )


def card_rows(lists: Sequence[list]) -> CardRows:
    products, variants, finishes, pictures, renditions = lists
    return CardRows(
        products={row[0]: dict(zip(PRODUCT_COLUMNS, row, strict=True)) for row in products},
        variants=_by_product(map(_variant, variants)),
        finishes=_swatches(dict(zip(FINISH_COLUMNS, row, strict=True)) for row in finishes),
        pictures=picture_objects(pictures, renditions),
        sites=Site.get_site_root_paths(),
    )


def _finishes(product_ids: Sequence[int]) -> QuerySet:
    """Values of swatch facets by variant, in the order that cards show them."""
    thumb = Q(facetvalue__swatch__renditions__filter_spec=SWATCH_SPEC)
    return (
        Variant.finish_values.through.objects.filter(
            variant__product_id__in=product_ids,
            variant__is_active=True,
            facetvalue__facet__is_active=True,
            facetvalue__facet__display=FacetDisplay.SWATCHES,
        )
        .annotate(made=FilteredRelation("facetvalue__swatch__renditions", condition=thumb))
        .order_by("facetvalue__facet__sort_order", "variant__sort_order", "variant_id", "facetvalue_id")
    )


def _pictures(colour: Sequence[Collection], sketch: Collection) -> tuple[Rows, Rows]:
    """The colour pictures and sketches, with only the renditions that cards use."""
    wanted = Q(image__in=sketch, filter_spec=SKETCH_SPEC)
    for ids in colour:
        wanted |= Q(image__in=ids, filter_spec__in=ROLES["card"].specs)
    return (
        picture_rows(Picture.objects.filter(reduce(or_, (Q(pk__in=ids) for ids in [sketch, *colour])))),
        rendition_rows(Rendition.objects.filter(wanted)),
    )


def _variant(row: list) -> dict:
    variant = dict(zip(VARIANT_COLUMNS, row, strict=True))
    old = variant["old_price"]
    prices = {
        "current_price": amount(variant["current_price"]),
        "old_price": None if old is None else amount(old),
    }
    return variant | prices


def _by_product(variants: Iterable[dict]) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = {}
    for row in variants:
        found.setdefault(row["product_id"], []).append(row)
    return found


def _swatches(finishes: Iterable[dict]) -> dict[int, list[dict]]:
    """Values of each product's first swatch facet, without repeats."""
    found: dict[int, dict[int, dict]] = {}
    for row in finishes:
        values = found.setdefault(row["product_id"], {})
        if not values or next(iter(values.values()))["facet_id"] == row["facet_id"]:
            value = values.setdefault(row["value_id"], row | {"variant_ids": set()})
            value["variant_ids"].add(row["variant_id"])
    return {pk: list(values.values()) for pk, values in found.items()}


def _url(picture: Picture | None, spec: str) -> str:
    """The rendition of `picture` made to `spec`, else the file itself; "" without a picture."""
    if picture is None:
        return ""
    return next((made for made in picture.made if made.filter_spec == spec), picture.file).url


def _file_url(name: str | None) -> str:
    return default_storage.url(name) if name else ""


def make_card(product: dict, every: Sequence[dict], rows: CardRows, variants: Sequence[dict]) -> Card:
    """The card of a row of `PRODUCT_COLUMNS` that speaks of `variants`, one or more of `every` variant."""
    cheapest = min(variants, key=lambda row: row["current_price"])
    url, colour_id = address_of(product["url_path"], rows.sites), product["color_image_id"]
    if every[0] not in variants:  # what the page opens with was not asked for
        url, colour_id = f"{url}?v={quote(cheapest['sku'])}", cheapest["picture_id"] or colour_id
    shown = {row["pk"] for row in variants}
    finishes, pictures = rows.finishes.get(product["pk"], []), rows.pictures
    finishes = sorted(finishes, key=lambda row: not row["variant_ids"] & shown)
    reviews = product["summary__rating_count"] or 0
    published = product["first_published_at"]
    return Card(
        pk=product["pk"],
        name=product["title"],
        url=url,
        price_from=cheapest["current_price"],
        has_many_prices=len({row["current_price"] for row in variants}) > 1,
        old_price=cheapest["old_price"],
        width_mm=cheapest["width_mm"],
        depth_mm=cheapest["depth_mm"],
        height_mm=cheapest["height_mm"],
        lead_days=min(row["lead_days"] for row in variants),
        availability=min((row["availability"] for row in variants), key=BEST_FIRST.index),
        picture=picture_set(pictures.get(colour_id), "card", alt=product["title"]),
        sketch_url=_url(pictures.get(product["bw_image_id"]), SKETCH_SPEC),
        swatches=tuple(
            Swatch(row["name"], row["colour"], _file_url(row["made_file"] or row["swatch_file"]))
            for row in finishes[:SWATCHES_SHOWN]
        ),
        more_swatches=max(0, len(finishes) - SWATCHES_SHOWN),
        has_3d=product["model_3d_id"] is not None,
        is_new=published is not None and moment(published) > now() - NEW_FOR,
        rating=round(product["summary__rating_sum"] / reviews, 1) if reviews >= REVIEWS_NEEDED else None,
        rating_count=reviews,
    )
