"""The same for a variant whose pieces may lie in several stores, for callers that keep no reservations."""

from django.db import transaction

from catalog.models import Variant

from ..errors import MoreThanReserved, OutOfStock, Shortage
from ..models import StockItem
from ..pieces import StockRow, Want, choose
from ..selectors import free_pieces
from .holding import put_back, sell, take


def reserve_pieces(variant_id: int, *, quantity: int, reference: str = "") -> list[Want]:
    """Hold `quantity` pieces of a variant; where they are. Raises OutOfStock and changes nothing."""
    while True:
        rows = free_pieces([variant_id])[variant_id]
        wanted = choose(rows, quantity)
        if not wanted:
            raise OutOfStock([Shortage(_sku(variant_id), quantity, sum(row.available for row in rows))])
        if _taken(wanted, reference):
            return wanted
        # Somebody was quicker at one of the stores: look again what is left.


def _taken(wanted: list[Want], reference: str) -> bool:
    """All of `wanted` or nothing."""
    with transaction.atomic():
        short = take(wanted, reference=reference)
        if short:
            transaction.set_rollback(True)
    return not short


@transaction.atomic
def release_pieces(variant_id: int, *, quantity: int, reference: str = "") -> None:
    """Let go `quantity` held pieces of a variant. Raises MoreThanReserved and changes nothing."""
    put_back(_held(variant_id, quantity), reference=reference)


@transaction.atomic
def confirm_pieces(variant_id: int, *, quantity: int, reference: str = "") -> None:
    """Sell `quantity` held pieces of a variant. Raises MoreThanReserved and changes nothing."""
    sell(_held(variant_id, quantity), reference=reference)


def _held(variant_id: int, quantity: int) -> list[Want]:
    """Where `quantity` held pieces of a variant are; the rows stay locked, so they are there still."""
    items = StockItem.objects.filter(variant=variant_id).order_by("pk").select_for_update(no_key=True)
    rows = [StockRow(item.pk, item.store_id, item.reserved) for item in items]
    wanted = choose(rows, quantity)
    if not wanted:
        raise MoreThanReserved(_sku(variant_id), reserved=sum(row.available for row in rows))
    return wanted


def _sku(variant_id: int) -> str:
    return Variant.objects.values_list("sku", flat=True).get(pk=variant_id)
