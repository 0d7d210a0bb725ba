"""Product cards: what `components/card.html` shows, for any list of products in a fixed number of queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import F, Q

from core.clock import now

from ..enums import Availability, FacetDisplay
from ..models import Picture, ProductPage, Rendition, Variant
from ..renditions import ROLES, PictureSet, picture_set
from .addresses import address_of

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

    Prices in roubles, sizes in mm of the first active variant, lead_days in working days.
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
    rating: float | None
    rating_count: int


SWATCHES_SHOWN = 3
# A score of one or two people is noise, so it stays hidden until there are three.
REVIEWS_NEEDED = 3
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
    "current_price",
    "list_price",
    "availability",
    "width_mm",
    "depth_mm",
    "height_mm",
    "lead_days",
)


def cards(product_ids: Sequence[int]) -> list[Card]:
    """Cards of the live products among `product_ids`, in that order, in at most five queries.

    Two of them are left out when no product has a picture.
    """
    products = {row["pk"]: row for row in _products(product_ids)}
    variants = _variants(products)
    finishes = _finishes(products)
    pictures = _pictures(products.values(), finishes)
    return [
        _card(products[pk], variants[pk], finishes.get(pk, []), pictures)
        for pk in product_ids
        if pk in products and pk in variants
    ]


def _products(product_ids: Sequence[int]):
    return ProductPage.objects.filter(pk__in=product_ids, live=True).values(
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


def _variants(products: Collection[int]) -> dict[int, list[dict]]:
    """Active variants by product, first one first."""
    found: dict[int, list[dict]] = {}
    rows = Variant.objects.filter(product_id__in=products, is_active=True).order_by("sort_order", "pk")
    for row in rows.values(*VARIANT_COLUMNS):
        found.setdefault(row["product_id"], []).append(row)
    return found


def _finishes(products: Collection[int]) -> dict[int, list[dict]]:
    """Values of each product's first swatch facet, without repeats, in the order of its variants."""
    rows = (
        Variant.finish_values.through.objects.filter(
            variant__product_id__in=products,
            variant__is_active=True,
            facetvalue__facet__is_active=True,
            facetvalue__facet__display=FacetDisplay.SWATCHES,
        )
        .order_by("facetvalue__facet__sort_order", "variant__sort_order", "variant_id", "facetvalue_id")
        .values(
            "facetvalue_id",
            product_id=F("variant__product_id"),
            facet_id=F("facetvalue__facet_id"),
            name=F("facetvalue__name"),
            colour=F("facetvalue__colour"),
            swatch_id=F("facetvalue__swatch_id"),
        )
    )
    found: dict[int, dict[int, dict]] = {}
    for row in rows:
        values = found.setdefault(row["product_id"], {})
        if not values or next(iter(values.values()))["facet_id"] == row["facet_id"]:
            values.setdefault(row["facetvalue_id"], row)
    return {pk: list(values.values()) for pk, values in found.items()}


def _pictures(products: Iterable[dict], finishes: dict[int, list[dict]]) -> dict[int, Picture]:
    """Every picture that the cards show, with only the renditions that they use."""
    products = list(products)
    colour = {row["color_image_id"] for row in products} - {None}
    sketch = {row["bw_image_id"] for row in products} - {None}
    shown = (row for values in finishes.values() for row in values[:SWATCHES_SHOWN])
    swatch = {row["swatch_id"] for row in shown} - {None}
    pictures = Picture.objects.only("pk", "title", "description", "file", "width", "height").in_bulk(
        colour | sketch | swatch
    )
    for picture in pictures.values():
        picture.made = []
    wanted = (
        Q(image_id__in=colour, filter_spec__in=ROLES["card"].specs)
        | Q(image_id__in=sketch, filter_spec=SKETCH_SPEC)
        | Q(image_id__in=swatch, filter_spec=SWATCH_SPEC)
    )
    for rendition in Rendition.objects.filter(wanted) if pictures else ():
        pictures[rendition.image_id].made.append(rendition)
    return pictures


def _url(picture: Picture | None, spec: str) -> str:
    """The rendition of `picture` made to `spec`, else the file itself; "" without a picture."""
    if picture is None:
        return ""
    return next((made for made in picture.made if made.filter_spec == spec), picture.file).url


def _card(product: dict, variants: list[dict], finishes: list[dict], pictures: dict[int, Picture]) -> Card:
    first, cheapest = variants[0], min(variants, key=lambda row: row["current_price"])
    discounted = cheapest["current_price"] < cheapest["list_price"]
    reviews = product["summary__rating_count"] or 0
    published = product["first_published_at"]
    return Card(
        pk=product["pk"],
        name=product["title"],
        url=address_of(product["url_path"]),
        price_from=cheapest["current_price"],
        has_many_prices=len({row["current_price"] for row in variants}) > 1,
        old_price=cheapest["list_price"] if discounted else None,
        width_mm=first["width_mm"],
        depth_mm=first["depth_mm"],
        height_mm=first["height_mm"],
        lead_days=min(row["lead_days"] for row in variants),
        availability=min((row["availability"] for row in variants), key=BEST_FIRST.index),
        picture=picture_set(pictures.get(product["color_image_id"]), "card", alt=product["title"]),
        sketch_url=_url(pictures.get(product["bw_image_id"]), SKETCH_SPEC),
        swatches=tuple(
            Swatch(row["name"], row["colour"], _url(pictures.get(row["swatch_id"]), SWATCH_SPEC))
            for row in finishes[:SWATCHES_SHOWN]
        ),
        more_swatches=max(0, len(finishes) - SWATCHES_SHOWN),
        has_3d=product["model_3d_id"] is not None,
        is_new=published is not None and published > now() - NEW_FOR,
        rating=round(product["summary__rating_sum"] / reviews, 1) if reviews >= REVIEWS_NEEDED else None,
        rating_count=reviews,
    )
