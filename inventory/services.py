"""The only code that changes stock: each change is one conditional UPDATE whose row count is the answer, with a
movement row beside it."""

from django.db import transaction
from django.db.models import F

from catalog.models import Variant
from catalog.services.availability import set_availability

from .models import StockItem, StockMovement, Store


def stock_item(variant: Variant, store: Store) -> StockItem:
    """The stock row of `variant` in `store`, made empty when there is none yet."""
    return StockItem.objects.get_or_create(variant=variant, store=store)[0]


@transaction.atomic
def receive(stock_item_id: int, *, quantity: int, reason: str, actor=None, reference: str = "") -> StockItem:
    """Put `quantity` (> 0) new pieces on the shelf."""
    StockItem.objects.filter(pk=stock_item_id).update(on_hand=F("on_hand") + quantity)
    item = StockItem.objects.select_related("variant").get(pk=stock_item_id)
    StockMovement.objects.create(
        stock_item=item,
        kind=StockMovement.Kind.RECEIVE,
        on_hand_change=quantity,
        reason=reason,
        reference=reference,
        actor=actor,
    )
    set_availability(item.variant, available=item.variant.available_quantity)
    return item
