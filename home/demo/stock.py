"""Stores of the demo and the pieces in them."""

from catalog.models import ProductPage
from inventory.models import Store
from inventory.services import receive, stock_item

from .products import variants_in_order

WAREHOUSE = ("Склад мастерской", "Санкт-Петербург, набережная Мастеров, 3")
SHOWROOM = ("Салон", "Санкт-Петербург, набережная Мастеров, 1")
REASON = "Первый приход"


def make_stores() -> None:
    for (name, location), kind in ((WAREHOUSE, Store.Kind.WAREHOUSE), (SHOWROOM, Store.Kind.SHOWROOM)):
        Store.objects.get_or_create(name=name, defaults={"location": location, "kind": kind})


def fill(page: ProductPage, sold: dict) -> int:
    """Receive the pieces of a ready-made product: one of them stands in the showroom. Answers how many."""
    pieces = [count for row in sold.get("stock", []) for count in (row if isinstance(row, list) else [row])]
    warehouse, showroom = (Store.objects.get(name=name) for name, _ in (WAREHOUSE, SHOWROOM))
    for number, (variant, count) in enumerate(zip(variants_in_order(page), pieces, strict=False)):
        shown = 1 if number == 0 and count > 1 else 0
        for store, quantity in ((showroom, shown), (warehouse, count - shown)):
            if quantity:
                receive(stock_item(variant, store).pk, quantity=quantity, reason=REASON)
    return sum(pieces)
