"""The price history: a snapshot per real change."""

from django.db import transaction

from core import clock

from ..models import ProductHistory, Variant
from .locks import lock_product

SNAPSHOT = ("sku", "size_label", "finish_label", "list_price", "width_mm", "height_mm", "depth_mm", "unit")


def snapshot_of(variant: Variant) -> dict:
    """What an order line of `variant` would show and cost now, as `ProductHistory` columns."""
    return {
        **{name: getattr(variant, name) for name in SNAPSHOT},
        "product_id": variant.product_id,
        "product_name": variant.product.title,
        "product_description": variant.product.description,
        "product_price": variant.current_price,
    }


@transaction.atomic
def record(variant: Variant) -> ProductHistory:
    """The latest snapshot of `variant`; a new row only when something it holds has changed.

    The variant's row is locked and read again, so two writers of one change make one row.
    """
    variant = (
        Variant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("product")
        .get(pk=variant.pk)
    )
    now = snapshot_of(variant)
    latest = ProductHistory.objects.filter(variant=variant).order_by("-snapshot_taken_at", "-pk").first()
    if latest and all(getattr(latest, name) == value for name, value in now.items()):
        return latest
    return ProductHistory.objects.create(variant=variant, snapshot_taken_at=clock.now(), **now)


@transaction.atomic
def record_product(product_id: int) -> list[ProductHistory]:
    """The latest snapshot of every variant of a product whose name or description may have changed."""
    lock_product(product_id)
    return [record(variant) for variant in Variant.objects.filter(product_id=product_id).order_by("pk")]
