"""The goods that a promotion is for, as rows of the catalogue."""

from collections.abc import Mapping
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import CategoryPage, ProductPage, Variant


def variants_in(scope: Mapping) -> QuerySet[Variant]:
    """Variants that fit `Promotion.scope`, by the same rule as `Offer.fits`: an empty list asks nothing."""
    found = Variant.objects.all()
    if chosen := scope.get("categories"):
        paths = CategoryPage.objects.filter(pk__in=chosen).values_list("path", flat=True)
        within = (Q(product__path__startswith=path) for path in paths)
        found = found.filter(reduce(or_, within, Q(pk__in=[])))  # none at all when the categories are gone
    if chosen := scope.get("products"):
        found = found.filter(product_id__in=chosen)
    for chosen in scope.get("values", {}).values():
        found = found.filter(_has_value(chosen))
    return found


def _has_value(chosen: list[int]) -> Q:
    """One of these facet values is the variant's own or its page's."""
    of_finish = Variant.finish_values.through.objects.filter(
        variant_id=OuterRef("pk"), facetvalue_id__in=chosen
    )
    of_page = ProductPage.facet_values.through.objects.filter(
        productpage_id=OuterRef("product_id"), facetvalue_id__in=chosen
    )
    return Q(Exists(of_finish)) | Q(Exists(of_page))
