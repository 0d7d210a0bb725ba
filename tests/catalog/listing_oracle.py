"""A listing by plain loops over objects: slow, obvious, and what every engine must agree with."""

from dataclasses import dataclass
from decimal import Decimal

from wagtail.models import PageViewRestriction

from catalog.enums import Availability
from catalog.facets.dictionary import SHOWN_AVAILABILITY
from catalog.facets.filters import Filters
from catalog.models import CategoryPage, Facet, ProductPage, Variant


@dataclass
class Offer:
    """A variant with all that it can be filtered by."""

    product: int
    variant: int
    price: Decimal
    tags: dict[str, set[str]]


def offers(within: CategoryPage | None = None) -> list[Offer]:
    private = set(PageViewRestriction.objects.values_list("page_id", flat=True))
    found = []
    for product in ProductPage.objects.filter(live=True):
        above = [page.specific for page in product.get_ancestors() if isinstance(page.specific, CategoryPage)]
        if product.pk in private or any(not page.live or page.pk in private for page in above):
            continue
        if within and within.pk not in [page.pk for page in above]:
            continue
        for variant in Variant.objects.filter(product=product, is_active=True):
            found.append(_offer(product, variant, above))
    return found


def _offer(product: ProductPage, variant: Variant, above: list[CategoryPage]) -> Offer:
    tags = {
        "category": {page.slug for page in above},
        "availability": {variant.availability},
        "has_3d": {"1"} if product.model_3d_id else set(),
    }
    for value in [*product.facet_values.all(), *variant.finish_values.all()]:
        tags.setdefault(value.facet.code, set()).add(value.code)
    return Offer(product.pk, variant.pk, variant.current_price, tags)


def passes(offer: Offer, filters: Filters, *, but: str = "") -> bool:
    """Whether the offer meets every chosen dimension except `but`."""
    wanted = {"category": filters.categories, "availability": filters.availability, **dict(filters.facets)}
    if filters.has_3d:
        wanted["has_3d"] = ("1",)
    for dimension, values in wanted.items():
        if dimension != but and values and not offer.tags.get(dimension, set()) & set(values):
            return False
    if but == "price":
        return True
    low, high = filters.price_from, filters.price_to
    return (low is None or offer.price >= low) and (high is None or offer.price <= high)


def products(found: list[Offer], filters: Filters, *, but: str = "") -> set[int]:
    return {offer.product for offer in found if passes(offer, filters, but=but)}


def counts(found: list[Offer], filters: Filters) -> dict[str, dict[str, int]]:
    values = {
        "category": {page.slug for page in CategoryPage.objects.all()},
        "availability": set(SHOWN_AVAILABILITY),
        "has_3d": {"1"},
    }
    for facet in Facet.objects.filter(is_active=True, values__isnull=False):
        values[facet.code] = {value.code for value in facet.values.all()}
    assert Availability.DISCONTINUED not in values["availability"]
    return {
        dimension: {code: _count(found, filters, dimension, code) for code in codes}
        for dimension, codes in values.items()
    }


def _count(found: list[Offer], filters: Filters, dimension: str, code: str) -> int:
    """Products that pass all other dimensions by an offer which has this value."""
    return len(
        {
            offer.product
            for offer in found
            if passes(offer, filters, but=dimension) and code in offer.tags.get(dimension, set())
        }
    )
