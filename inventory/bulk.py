"""Stock of many variants at once, for generated catalogues; each row gets its movement as in `services`."""

from collections.abc import Sequence

from django.db import transaction

from catalog.models import Variant

from .models import StockItem, StockMovement, Store


@transaction.atomic
def open_stock(store: Store, pieces: Sequence[tuple[Variant, int]]) -> None:
    """First pieces (> 0) of new variants; their availability is the caller's, who has just made them."""
    items = StockItem.objects.bulk_create(
        [StockItem(variant=variant, store=store, on_hand=count) for variant, count in pieces]
    )
    StockMovement.objects.bulk_create(
        [
            StockMovement(stock_item=item, kind=StockMovement.Kind.RECEIVE, on_hand_change=item.on_hand)
            for item in items
        ]
    )


@transaction.atomic
def remove_stock(store_name: str) -> None:
    """Remove a store with its numbers and their movements."""
    StockMovement.objects.filter(stock_item__store__name=store_name).delete()
    StockItem.objects.filter(store__name=store_name).delete()
    Store.objects.filter(name=store_name).delete()
