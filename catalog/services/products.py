"""Making, copying and withdrawing products."""

from decimal import Decimal

from django.db import transaction
from wagtail.coreutils import find_available_slug

from ..models import CategoryPage, ProductPage
from ..slugs import slug_of
from .variants import create_variant


@transaction.atomic
def create_product(
    category: CategoryPage,
    *,
    name: str,
    sku: str,
    sold_as: str,
    list_price: Decimal,
    owner=None,
    **variant_fields,
) -> ProductPage:
    """A draft product page in `category` with its first variant, or nothing at all.

    list_price: roubles; variant_fields: the columns of `Variant` (width_mm, height_mm, depth_mm, lead_days).
    Raises SkuTaken.
    """
    page = ProductPage(title=name, slug=find_available_slug(category, slug_of(name)), live=False, owner=owner)
    category.add_child(instance=page)
    page.save_revision(user=owner)
    create_variant(page.pk, sku=sku, sold_as=sold_as, list_price=list_price, **variant_fields)
    return page
