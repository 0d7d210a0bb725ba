"""What visitors are told about pieces: `Variant.availability` and the listing's rows."""

from django.db import transaction

from catalog.models import Variant
from catalog.services.availability import set_availability
from catalog.services.listing import relist
from catalog.services.locks import lock_product

from ..models import Store


def lock_variant(stock_item_id: int) -> Variant:
    """The variant of a stock row, held with its product until the transaction ends."""
    variants = Variant.objects.filter(stock_items=stock_item_id)
    lock_product(variants.values_list("product_id", flat=True).get())
    # Not the key: an order line that points at the variant is checked by the database when its order commits,
    # and must not wait for who waits for the order's pieces.
    return variants.select_for_update(of=("self",), no_key=True).get()


@transaction.atomic
def tell_visitors(stock_item_id: int) -> None:
    """Write down whether the variant of a stock row can be had, by what is committed now.

    Harmless when nothing has changed or the row is gone. A store that was put out of use and got pieces back
    is in use again, as visitors are promised what lies in any store.
    """
    if not Variant.objects.filter(stock_items=stock_item_id).exists():
        return
    variant = lock_variant(stock_item_id)
    Store.objects.filter(is_active=False, stock_items__pk=stock_item_id, stock_items__on_hand__gt=0).update(
        is_active=True
    )
    if set_availability(variant, available=variant.available_quantity):
        relist([variant.product_id])
