"""Making and changing variants; every price passes here."""

from decimal import Decimal

from django.db import IntegrityError, transaction

from ..errors import LastActiveVariant, SkuTaken, VariantChanged
from ..models import FacetValue, Variant
from . import history, summary
from .availability import set_availability


@transaction.atomic
def create_variant(product_id: int, *, sku: str, list_price: Decimal, finish_values=(), **fields) -> Variant:
    """A new variant of a product, with its first history row. list_price: roubles.

    Raises SkuTaken.
    """
    variant = Variant(
        product_id=product_id, sku=sku, list_price=list_price, current_price=list_price, **fields
    )
    try:
        with transaction.atomic():
            variant.save(force_insert=True)
    except IntegrityError as error:
        if Variant.objects.filter(sku=sku).exists():
            raise SkuTaken(sku) from error
        raise
    variant.finish_values.set(finish_values)
    set_availability(variant, available=0)
    history.record(variant)
    summary.refresh(product_id)
    return variant


def _is_last_of_live_page(variant: Variant) -> bool:
    """A published page always has something to sell: its last active variant goes only with the page."""
    others = Variant.objects.filter(product_id=variant.product_id, is_active=True).exclude(pk=variant.pk)
    return variant.product.live and not others.exists()


@transaction.atomic
def update_variant(
    variant_id: int, *, version: int, finish_values: list[FacetValue] | None = None, **changes
) -> Variant:
    """Change a variant that was read at `version`; a change of price or text makes a history row.

    Raises VariantChanged when somebody saved it in between, SkuTaken, LastActiveVariant and writes nothing.
    """
    variant = Variant.objects.select_for_update().select_related("product").get(pk=variant_id)
    if variant.version != version:
        raise VariantChanged
    if variant.is_active and not changes.get("is_active", True) and _is_last_of_live_page(variant):
        raise LastActiveVariant
    if changes.get("sku", variant.sku) != variant.sku and Variant.objects.filter(sku=changes["sku"]).exists():
        raise SkuTaken(changes["sku"])
    for name, value in changes.items():
        setattr(variant, name, value)
    # Until a campaign runs, the price now is the list price; campaigns will write it through this module too.
    variant.current_price = variant.list_price
    variant.version += 1
    variant.save()
    if finish_values is not None:
        variant.finish_values.set(finish_values)
    set_availability(variant, available=variant.available_quantity)
    history.record(variant)
    summary.refresh(variant.product_id)
    return variant
