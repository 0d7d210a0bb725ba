"""Questions about pieces."""

from collections.abc import Collection

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from .models import StockItem
from .pieces import StockRow


def free_pieces(variant_ids: Collection[int]) -> dict[int, list[StockRow]]:
    """Rows of each variant in the stores that are in use, by pk; an empty list for a variant without any."""
    found: dict[int, list[StockRow]] = {pk: [] for pk in variant_ids}
    items = StockItem.objects.filter(variant__in=list(found), store__is_active=True).order_by("pk")
    columns = ("variant_id", "pk", "store_id", "on_hand", "reserved")
    for variant_id, pk, store_id, on_hand, reserved in items.values_list(*columns):
        found[variant_id].append(StockRow(pk, store_id, on_hand - reserved))
    return found


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
