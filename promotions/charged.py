"""What variants really cost, by their price history: the ground of an honest old price."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from catalog.models import ProductHistory, Variant

WINDOW = timedelta(days=30)


@dataclass(slots=True)
class Lowest:
    """The lowest price, and the lowest list price, of a time."""

    price: Decimal
    list_price: Decimal

    def see(self, price: Decimal, list_price: Decimal) -> None:
        self.price, self.list_price = min(self.price, price), min(self.list_price, list_price)


def lowest(variants: QuerySet[Variant], *, since: datetime, before: datetime) -> dict[int, Lowest]:
    """By variant, of all that was in force at any moment from `since` on and before `before`.

    A variant that did not exist then is not in it.
    """
    last_before = ProductHistory.objects.filter(variant=OuterRef("variant"), snapshot_taken_at__lte=since)
    last_before = last_before.order_by("-snapshot_taken_at", "-pk").values("pk")[:1]
    rows = (
        ProductHistory.objects.filter(variant__in=variants.values("pk"), snapshot_taken_at__lt=before)
        .filter(Q(snapshot_taken_at__gt=since) | Q(pk=Subquery(last_before)))
        .order_by("variant_id", "snapshot_taken_at", "pk")
        .values_list("variant_id", "snapshot_taken_at", "product_price", "list_price")
    )
    found: dict[int, Lowest] = {}
    for pk, taken_at, price, list_price in rows:
        if taken_at <= since or pk not in found:
            found[pk] = Lowest(price, list_price)  # the last of those that came earlier is in force
        else:
            found[pk].see(price, list_price)
    return found


def midnight(day: date) -> datetime:
    """The first moment of a day in the shop's own time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
