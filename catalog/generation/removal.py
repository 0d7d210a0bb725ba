"""Takes generated products away."""

from django.db import transaction
from wagtail.models import Page

from ..models import FacetValue, Picture, ProductPage, Variant
from .pictures import TITLE
from .writer import SLUG, generated_categories

BATCH = 1000


def remove_generated() -> int:
    """Remove generated categories with all below, made-up facet values, pictures; how many products."""
    removed = 0
    for category in generated_categories():
        products = list(ProductPage.objects.descendant_of(category).values_list("pk", flat=True))
        for start in range(0, len(products), BATCH):
            with transaction.atomic():
                Variant.objects.filter(product__in=products[start : start + BATCH]).delete()
        removed += len(products)
        Page.objects.get(pk=category.pk).delete()
    FacetValue.objects.filter(code__startswith=f"{SLUG}-").delete()
    for picture in Picture.objects.filter(title__startswith=TITLE):
        picture.delete()
    return removed
