"""What the database knows of one product, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Length, Substr
from wagtail.models import Page

from ..enums import Availability, ReviewState
from ..models import (
    FacetValue,
    ListedKey,
    Model3D,
    Picture,
    ProductGalleryItem,
    ProductPage,
    Rendition,
    Review,
    Variant,
)
from ..renditions import ROLES
from .pictures import picture_objects, picture_rows, rendition_rows
from .rows import PreparedLists, Rows, amount, moment, read_lists
from .visibility import listed_products

RELATED = 4
REVIEWS_PER_PAGE = 10
CAN_BE_HAD = (Availability.IN_STOCK, Availability.MADE_TO_ORDER)
PICTURE_ROLES = ("gallery", "thumb", "share")


class VariantRow(NamedTuple):
    """`free`: pieces that can still be promised, over all stores. Sizes in mm, prices in roubles."""

    pk: int
    sku: str
    size_label: str
    finish_label: str
    current_price: Decimal
    old_price: Decimal | None
    availability: str
    width_mm: int
    depth_mm: int
    height_mm: int
    lead_days: int
    unit: str
    picture_id: int | None
    material_variant: str
    free: int


class ValueRow(NamedTuple):
    """A facet value with its facet; `variant_id` is None for a value of the page."""

    variant_id: int | None
    facet_code: str
    facet_name: str
    name: str
    description: str
    colour: str
    swatch_id: int | None

    @property
    def full_name(self) -> str:
        return self.description or self.name


class ReviewRow(NamedTuple):
    pk: int
    rating: int
    comment: str
    reply: str
    verified: bool
    state: str
    created_at: datetime
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class ProductRows:
    """stars: how many published reviews gave 1 … 5. related: products to show beside this one, best first."""

    variants: tuple[VariantRow, ...] = ()
    finish_values: tuple[ValueRow, ...] = ()
    page_values: tuple[ValueRow, ...] = ()
    gallery: tuple[tuple[int, str], ...] = ()
    pictures: dict[int, Picture] = field(default_factory=dict)
    model_file: str = ""
    reviews: tuple[ReviewRow, ...] = ()
    own_review: ReviewRow | None = None
    stars: dict[int, int] = field(default_factory=dict)
    related: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft holds that the tables do not know yet; None in a field means: ask the tables."""

    facet_values: list[int] | None = None
    gallery: list[tuple[int, str]] | None = None


def read(
    page: ProductPage, *, user_id: int | None, reviews_page: int = 1, draft: Draft | None = None
) -> ProductRows:
    """Everything that `page` shows of its product, in one query whatever the number of variants."""
    pictures = page.color_image_id, page.bw_image_id, page.share_image_id
    ids = [pk or 0 for pk in (page.pk, user_id, page.model_3d_id, *pictures)]
    if draft is None and reviews_page == 1:
        rows = _lists.read(ids)
    else:
        anchor, lists = _compose(ids, reviews_page, draft)
        rows = read_lists(anchor, *lists)
    draft = draft or Draft()
    if rows is None:
        return ProductRows()
    variants, finishes, values, gallery, pictures, renditions, models, reviews, own, stars, beside, same = (
        rows
    )
    return ProductRows(
        variants=tuple(map(_variant, variants)),
        finish_values=tuple(ValueRow(*row) for row in finishes),
        page_values=tuple(ValueRow(None, *row) for row in values),
        gallery=tuple((pk, caption) for pk, caption in (gallery if draft.gallery is None else draft.gallery)),
        pictures=picture_objects(pictures, renditions),
        model_file=models[0][0] if models else "",
        reviews=tuple(map(_review, reviews)),
        own_review=_review(own[0]) if own else None,
        stars=dict(stars),
        related=tuple(dict.fromkeys(pk for (pk,) in [*beside, *same]))[:RELATED],
    )


def _compose(
    ids: Sequence[int], reviews_page: int = 1, draft: Draft | None = None
) -> tuple[QuerySet, Sequence[Rows]]:
    """ids: of the product, the visitor, the 3D model, the own pictures; 0 for what there is none of."""
    product_id, user_id, model_id, *pictures = ids
    draft = draft or Draft()
    gallery = ProductGalleryItem.objects.filter(page_id=product_id).order_by("sort_order", "pk")
    return ProductPage.objects.filter(pk=product_id), [
        _variants(product_id),
        _finish_values(product_id),
        _page_values(product_id, draft.facet_values),
        Rows(gallery, "image_id", "caption"),
        *_pictures(product_id, pictures, draft.gallery),
        Rows(Model3D.objects.filter(pk=model_id), "file"),
        _reviews(product_id, reviews_page),
        _own_review(product_id, user_id),
        _stars(product_id),
        *_related(product_id),
    ]


_lists = PreparedLists(_compose)


def _variants(product_id: int) -> Rows:
    free = Coalesce(Sum("stock_items__on_hand") - Sum("stock_items__reserved"), 0)
    active = Variant.objects.filter(product_id=product_id, is_active=True).order_by("sort_order", "pk")
    return Rows(active.annotate(free=free), *VariantRow._fields)


def _variant(row: list) -> VariantRow:
    variant = VariantRow(*row)
    old = variant.old_price
    return variant._replace(
        current_price=amount(variant.current_price), old_price=None if old is None else amount(old)
    )


VALUE_COLUMNS = ("facet__code", "facet__name", "name", "description", "colour", "swatch_id")


def _finish_values(product_id: int) -> Rows:
    through = Variant.finish_values.through.objects.filter(
        variant__product_id=product_id, variant__is_active=True, facetvalue__facet__is_active=True
    )
    columns = [f"facetvalue__{column}" for column in VALUE_COLUMNS]
    ordered = through.order_by("facetvalue__facet__sort_order", "facetvalue__facet_id", "pk")
    return Rows(ordered, "variant_id", *columns)


def _page_values(product_id: int, drafted: list[int] | None) -> Rows:
    chosen = {"products": product_id} if drafted is None else {"pk__in": drafted}
    return Rows(FacetValue.objects.filter(facet__is_active=True, **chosen), *VALUE_COLUMNS)


def _pictures(
    product_id: int, of_page: Sequence[int], drafted: list[tuple[int, str]] | None
) -> tuple[Rows, Rows]:
    """Pictures of the page, its gallery, finishes and swatches, and the renditions that pages use."""
    variants = Variant.objects.filter(product_id=product_id, is_active=True)
    if drafted is None:
        gallery = Q(pk__in=ProductGalleryItem.objects.filter(page_id=product_id).values("image_id"))
    else:
        gallery = Q(pk__in=[pk for pk, _ in drafted])
    swatches = FacetValue.objects.filter(variants__in=variants, swatch__isnull=False)
    pictures = Picture.objects.filter(
        Q(pk__in=of_page)
        | Q(pk__in=variants.filter(picture__isnull=False).values("picture_id"))
        | Q(pk__in=swatches.values("swatch_id"))
        | gallery
    )
    specs = [spec for role in PICTURE_ROLES for spec in ROLES[role].specs]
    renditions = Rendition.objects.filter(image__in=pictures.values("pk"), filter_spec__in=specs)
    return picture_rows(pictures), rendition_rows(renditions)


REVIEW_COLUMNS = (
    "pk",
    "rating",
    "comment",
    "reply",
    "verified",
    "state",
    "created_at",
    "user__first_name",
    "user__last_name",
)


def _reviews(product_id: int, number: int) -> Rows:
    first = (number - 1) * REVIEWS_PER_PAGE
    published = Review.objects.filter(product_id=product_id, state=ReviewState.PUBLISHED)
    return Rows(published.order_by("-created_at", "-pk")[first : first + REVIEWS_PER_PAGE], *REVIEW_COLUMNS)


def _own_review(product_id: int, user_id: int) -> Rows:
    return Rows(Review.objects.filter(product_id=product_id, user_id=user_id), *REVIEW_COLUMNS)


def _review(row: list) -> ReviewRow:
    review = ReviewRow(*row)
    return review._replace(verified=bool(review.verified), created_at=moment(review.created_at))


def _stars(product_id: int) -> Rows:
    published = Review.objects.filter(product_id=product_id, state=ReviewState.PUBLISHED)
    return Rows(published.order_by().values("rating").annotate(people=Count("pk")), "rating", "people")


def _related(product_id: int) -> tuple[Rows, Rows]:
    """Listed products of the same category, and of the same materials when those are too few.

    Only products that can be had. Neither list is sorted whole: the database walks its index of the most
    popular ones and stops.
    """
    can_be_had = Variant.objects.filter(
        product_id=OuterRef("product_id"), is_active=True, availability__in=CAN_BE_HAD
    )
    offered = listed_products().filter(Exists(can_be_had)).exclude(product_id=product_id)
    offered = offered.order_by("-sort_popularity", "product_id")
    above = Substr("path", 1, Length("path") - ProductPage.steplen)
    path = Page.objects.filter(pk=product_id).annotate(above=above).values("above")
    category = Page.objects.filter(path=Subquery(path)).values("pk")
    beside = offered.filter(category_id=Subquery(category))
    materials = Variant.finish_values.through.objects.filter(
        variant__product_id=product_id, variant__is_active=True
    ).values("facetvalue_id")
    alike = ListedKey.objects.filter(product_id=OuterRef("product_id"), key__in=materials)
    is_enough = Exists(beside[RELATED - 1 : RELATED])
    same = offered.filter(~is_enough, Exists(alike))
    return Rows(beside[:RELATED], "product_id"), Rows(same[:RELATED], "product_id")
