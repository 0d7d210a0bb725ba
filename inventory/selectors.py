"""Questions about pieces."""

from collections.abc import Collection

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from .models import StockItem
from .pieces import StockRow

STOCK_COLUMNS = ("pk", "store_id", "on_hand", "reserved")


def free_pieces(variant_ids: Collection[int]) -> dict[int, list[StockRow]]:
    """Rows of each variant in the stores that are in use, by pk; an empty list for a variant without any."""
    found: dict[int, list[StockRow]] = {pk: [] for pk in variant_ids}
    rows = StockItem.objects.filter(variant__in=list(found), store__is_active=True).order_by("pk")
    for variant_id, *columns in rows.values_list("variant_id", *STOCK_COLUMNS):
        found[variant_id].append(stock_row(*columns))
    return found


def stock_rows(variant_id) -> QuerySet[StockItem]:
    """Rows of one variant in the stores that are in use, by pk; `variant_id` may be an `OuterRef`."""
    return StockItem.objects.filter(variant=variant_id, store__is_active=True).order_by("pk")


def stock_row(pk: int, store_id: int, on_hand: int, reserved: int) -> StockRow:
    """What `STOCK_COLUMNS` hold."""
    return StockRow(pk, store_id, on_hand - reserved)


def wrong_rows() -> QuerySet[StockItem]:
    """Stock rows whose numbers are not the sums of their movements (`moved_on_hand`, `moved_reserved`)."""
    return (
        StockItem.objects.select_related("variant", "store")
        .annotate(
            moved_on_hand=Coalesce(Sum("movements__on_hand_change"), 0),
            moved_reserved=Coalesce(Sum("movements__reserved_change"), 0),
        )
        .exclude(moved_on_hand=F("on_hand"), moved_reserved=F("reserved"))
        .order_by("pk")
    )
