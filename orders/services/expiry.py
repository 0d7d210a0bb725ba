"""Pieces of unpaid orders go back: each minute by the schedule, and at once when a buyer needs them."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import QuerySet

from core import clock

from ..enums import CancelReason, ReservationState, Role
from ..errors import TransitionRefused
from ..models import Order
from .moves import cancel_order, expire_order

LAZILY_AT_MOST = 20


def overdue() -> QuerySet[Order]:
    """Placed orders whose payment window is over, the oldest first."""
    return Order.objects.unpaid().filter(pay_until__lte=clock.now()).order_by("pay_until", "pk")


def expire_due() -> int:
    """Cancel every overdue order, each in a transaction of its own; how many."""
    return sum(map(expire_order, list(overdue().values_list("pk", flat=True))))


def free_held(variant_ids: Collection[int]) -> int:
    """Expire overdue orders that hold pieces of these variants; how many.

    Called before a buyer is told that nothing is left, so a sale never waits for the schedule. Not inside a
    transaction: each order is locked alone.
    """
    holding = overdue().filter(
        items__reservations__state=ReservationState.HELD,
        items__reservations__stock_item__variant__in=list(variant_ids),
    )
    return sum(map(expire_order, list(holding.distinct().values_list("pk", flat=True)[:LAZILY_AT_MOST])))


def stale(*, days: int) -> QuerySet[Order]:
    """Orders without money or papers that nobody has touched for `days` days."""
    since = clock.now() - timedelta(days=days)
    return Order.objects.unpaid().filter(order_date__lt=since, contract_number=None)


def cancel_stale(*, days: int) -> int:
    """Cancel orders that nobody paid or confirmed for `days` days. They stay in the books."""
    cancelled = 0
    for pk in list(stale(days=days).values_list("pk", flat=True)):
        try:
            cancel_order(pk, role=Role.SYSTEM, reason=CancelReason.PAYMENT_TIMEOUT)
            cancelled += 1
        except TransitionRefused:  # paid or cancelled since the list was read
            continue
    return cancelled
