"""Pieces of unpaid orders go back: each minute by the schedule, and at once when a buyer needs them."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from django.db.models import QuerySet

from core import clock

from ..enums import NO_MONEY, CancelReason, OrderStatus, ReservationState, Role
from ..errors import OrderChanged, TransitionRefused
from ..models import Order
from .moves import cancel_order, expire_order

logger = logging.getLogger(__name__)

LAZILY_AT_MOST = 20


def overdue() -> QuerySet[Order]:
    """Placed orders whose payment window is over, the oldest first."""
    return Order.objects.unpaid().filter(pay_until__lte=clock.now()).order_by("pay_until", "pk")


def expire_due() -> int:
    """Cancel every overdue order, each in a transaction of its own; how many."""
    return call_off_each(expire_order, overdue().values_list("pk"))


def free_held(variant_ids: Collection[int]) -> int:
    """Expire overdue orders that hold pieces of these variants; how many.

    Called before a buyer is told that nothing is left, so a sale never waits for the schedule. Not inside a
    transaction: each order is locked alone.
    """
    holding = overdue().filter(
        items__reservations__state=ReservationState.HELD,
        items__reservations__stock_item__variant__in=list(variant_ids),
    )
    return call_off_each(expire_order, holding.distinct().values_list("pk")[:LAZILY_AT_MOST])


def stale(*, days: int) -> QuerySet[Order]:
    """Orders without money or papers to which nothing has happened for `days` days, not even a note; money
    that went back wholly is none.
    """
    since = clock.now() - timedelta(days=days)
    placed = Order.objects.filter(
        status=OrderStatus.PENDING,
        payment_state__in=NO_MONEY,
        order_date__lt=since,
        contract_number=None,
    )
    return placed.exclude(events__date__gte=since)


def cancel_stale(*, days: int) -> int:
    """Cancel orders that nobody paid or confirmed for `days` days. They stay in the books."""
    return call_off_each(cancel_as_read, stale(days=days).values_list("pk", "version"))


def cancel_as_read(order_id: int, version: int) -> Order:
    """Only what is as it was when the list was read: the shop itself may cancel a confirmed order as well."""
    return cancel_order(order_id, role=Role.SYSTEM, reason=CancelReason.PAYMENT_TIMEOUT, version=version)


def call_off_each(call_off: Callable[..., object], orders: Iterable[tuple]) -> int:
    """How many orders were called off. One that fails keeps neither the others nor a buyer waiting."""
    done = 0
    for order in list(orders):
        try:
            done += bool(call_off(*order))
        except (OrderChanged, TransitionRefused):  # paid, confirmed or cancelled since the list was read
            continue
        except Exception:  # whatever is wrong with one order must not stop the sale of everything else
            logger.exception("order %s could not be called off", order[0])
    return done
