"""The pieces that an order holds. A reservation changes its state first, and only who changed it moves stock:
so whatever runs twice moves it once. The caller holds the order's row.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from inventory.errors import OutOfStock, Shortage
from inventory.pieces import choose
from inventory.selectors import free_pieces
from inventory.services import Want, put_back, restock, sell, take

from ..enums import ReservationState
from ..models import Order, OrderItem, Reservation


def hold_pieces(holds: Sequence[tuple[OrderItem, Want]], *, order: Order) -> None:
    """Take the pieces of all lines in order of stock; the same row wanted twice is taken once.

    order: whose number and payment window they are held under. Raises OutOfStock: the caller's transaction
    must not go on then.
    """
    wanted: Counter[int] = Counter()
    for _, want in holds:
        wanted[want.stock_item_id] += want.quantity
    short = set(take([Want(*each) for each in sorted(wanted.items())], reference=order.order_id))
    if short:
        raise OutOfStock(_shortages(holds, short=short, taken=wanted))
    Reservation.objects.bulk_create(
        [
            Reservation(
                order_item=item,
                stock_item_id=want.stock_item_id,
                quantity=want.quantity,
                expires_at=order.pay_until,
            )
            for item, want in holds
        ]
    )


def hold_gifts(order: Order) -> list[Shortage]:
    """Hold the gifts of an accepted request that nothing is held for yet; those of which none is left.

    A gift that ran out stops no kitchen: it is told to the staff.
    """
    waiting = order.items.filter(is_gift=True, reservations=None, variant__isnull=False)
    gifts = [item for item in waiting.select_related("variant") if item.variant.takes_stock]
    missing = []
    for item in gifts:
        rows = free_pieces([item.variant_id])[item.variant_id]
        if wants := choose(rows, item.quantity):
            hold_pieces([(item, want) for want in wants], order=order)
        else:
            missing.append(Shortage(item.sku, item.quantity, sum(row.available for row in rows)))
    return missing


def hold_again(order: Order) -> list[Shortage]:
    """Hold what the order once held, wherever it lies now; the gifts of which none is left.

    Raises OutOfStock when a bought piece is gone: the caller's transaction must not go on then.
    """
    items = list(order.items.filter(reservations__isnull=False).distinct().order_by("is_gift", "pk"))
    free = {
        variant_id: {row.stock_item_id: row for row in rows}
        for variant_id, rows in free_pieces({item.variant_id for item in items}).items()
    }
    holds, missing = [], []
    for item in items:
        rows = free.get(item.variant_id, {})
        wants = choose(rows.values(), item.quantity)
        if not wants:
            missing.append(Shortage(item.sku, item.quantity, sum(row.available for row in rows.values())))
        for want in wants:
            row = rows[want.stock_item_id]
            rows[want.stock_item_id] = row._replace(available=row.available - want.quantity)
            holds.append((item, want))
    gifts = {item.sku for item in items if item.is_gift}
    if lost := [short for short in missing if short.sku not in gifts]:
        raise OutOfStock(lost)
    Reservation.objects.filter(order_item__order=order, state=ReservationState.RELEASED).delete()
    hold_pieces(holds, order=order)
    return missing


def consume_pieces(order: Order) -> None:
    """The held pieces are sold: they leave the shelf."""
    sell(_flip(order, ReservationState.HELD, ReservationState.CONSUMED), reference=order.order_id)


def return_pieces(order: Order) -> None:
    """Held pieces are free again; sold ones, which never left the house, return to the shelf."""
    put_back(_flip(order, ReservationState.HELD, ReservationState.RELEASED), reference=order.order_id)
    return_sold(order)


def return_sold(order: Order, *, item_ids: Collection[int] | None = None) -> list[int]:
    """Sold pieces of these lines, or of all, lie on the shelf again; how many of each stock row: nothing for
    what came back before.
    """
    back = _flip(order, ReservationState.CONSUMED, ReservationState.RELEASED, item_ids=item_ids)
    restock(back, reference=order.order_id)
    return [want.quantity for want in back]


def _shortages(
    holds: Sequence[tuple[OrderItem, Want]], *, short: set[int], taken: Counter[int]
) -> list[Shortage]:
    """Each line that a short row was to serve, with what was free before this order took anything."""
    lines = {item.pk: item for item, want in holds if want.stock_item_id in short}
    free = free_pieces({item.variant_id for item in lines.values()})
    return [
        Shortage(
            item.sku,
            item.quantity,
            sum(
                row.available + (0 if row.stock_item_id in short else taken[row.stock_item_id])
                for row in free[item.variant_id]
            ),
        )
        for item in lines.values()
    ]


def _flip(
    order: Order,
    state: ReservationState,
    target: ReservationState,
    *,
    item_ids: Collection[int] | None = None,
) -> list[Want]:
    """The pieces whose reservations went from `state` to `target` by this very call, in order of stock."""
    mine = Reservation.objects.filter(order_item__order=order, state=state).order_by("stock_item_id", "pk")
    if item_ids is not None:
        mine = mine.filter(order_item__in=item_ids)
    return [
        Want(reservation.stock_item_id, reservation.quantity)
        for reservation in mine
        if Reservation.objects.filter(pk=reservation.pk, state=state).update(state=target)
    ]
