"""What the tests of the warehouse look at."""

from django.db.models import Sum

from catalog.models import Variant
from inventory.models import StockItem, Store
from inventory.services import stock_item
from tests.factories.catalog import make_product, make_stock


def make_item(on_hand: int = 0, *, store_name: str = "Склад", variant: Variant | None = None) -> StockItem:
    variant = variant or make_product().variants.get()
    if on_hand:
        return make_stock(variant, on_hand=on_hand, store_name=store_name)
    store, _ = Store.objects.get_or_create(name=store_name, defaults={"location": "Санкт-Петербург"})
    return stock_item(variant, store)


def numbers(item: StockItem) -> tuple[int, int]:
    """On hand and reserved."""
    return StockItem.objects.values_list("on_hand", "reserved").get(pk=item.pk)


def journal(item: StockItem) -> tuple[int, int]:
    """What the movements add up to."""
    sums = item.movements.aggregate(on_hand=Sum("on_hand_change"), reserved=Sum("reserved_change"))
    return sums["on_hand"] or 0, sums["reserved"] or 0


def availability(item: StockItem) -> str:
    return Variant.objects.get(pk=item.variant_id).availability
