"""Making and changing variants; every price passes here."""

from decimal import Decimal

from django.db import IntegrityError, transaction

from ..errors import HoldsPieces, LastActiveVariant, SizeAndFinishTaken, SkuTaken, VariantChanged
from ..models import FacetValue, Variant
from ..signals import list_price_written
from . import history, summary
from .availability import set_availability
from .locks import lock_product


@transaction.atomic
def create_variant(product_id: int, *, sku: str, list_price: Decimal, finish_values=(), **fields) -> Variant:
    """A new variant of a product, with its first history row. list_price: roubles.

    Raises SkuTaken, SizeAndFinishTaken.
    """
    lock_product(product_id)
    variant = Variant(
        product_id=product_id, sku=sku, list_price=list_price, current_price=list_price, **fields
    )
    _save(variant)
    variant.finish_values.set(finish_values)
    set_availability(variant, available=0)
    _settle_price(variant)
    summary.refresh(product_id)
    return variant


def _save(variant: Variant) -> None:
    try:
        with transaction.atomic():
            variant.save()
    except IntegrityError as error:
        others = Variant.objects.exclude(pk=variant.pk)
        if others.filter(sku=variant.sku).exists():
            raise SkuTaken(variant.sku) from error
        same = {name: getattr(variant, name) for name in ("product_id", "size_label", "finish_label")}
        if others.filter(**same).exists():
            raise SizeAndFinishTaken from error
        raise


def _settle_price(variant: Variant) -> None:
    """A running campaign has its say before the price goes down in history."""
    list_price_written.send(Variant, variant_id=variant.pk)
    variant.refresh_from_db(fields=["current_price", "old_price"])
    history.record(variant)


def _is_last_of_live_page(variant: Variant) -> bool:
    """A published page always has something to sell: its last active variant goes only with the page."""
    others = Variant.objects.filter(product_id=variant.product_id, is_active=True).exclude(pk=variant.pk)
    return variant.product.live and not others.exists()


@transaction.atomic
def update_variant(
    variant_id: int, *, version: int, finish_values: list[FacetValue] | None = None, **changes
) -> Variant:
    """Change a variant that was read at `version`; a change of price or text makes a history row.

    Raises VariantChanged when somebody saved it in between, SkuTaken, SizeAndFinishTaken, LastActiveVariant,
    HoldsPieces and writes nothing.
    """
    lock_product(Variant.objects.values_list("product_id", flat=True).get(pk=variant_id))
    variant = (
        Variant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("product")
        .get(pk=variant_id)
    )
    if variant.version != version:
        raise VariantChanged
    if variant.is_active and not changes.get("is_active", True) and _is_last_of_live_page(variant):
        raise LastActiveVariant
    stays_counted = changes.get("sold_as", variant.sold_as) == variant.sold_as
    if variant.takes_stock and not stays_counted and variant.get_total_stock():
        raise HoldsPieces
    for name, value in changes.items():
        setattr(variant, name, value)
    if "list_price" in changes:
        variant.current_price, variant.old_price = variant.list_price, None
    variant.version += 1
    _save(variant)
    if finish_values is not None:
        variant.finish_values.set(finish_values)
    set_availability(variant, available=variant.available_quantity)
    _settle_price(variant)
    summary.refresh(variant.product_id)
    return variant
