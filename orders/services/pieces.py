"""The pieces that an order holds. A reservation changes its state first, and only who changed it moves stock:
so whatever runs twice moves it once. The caller holds the order's row.
"""

from inventory.services import Want, put_back, restock, sell

from ..enums import ReservationState
from ..models import Order, Reservation


def consume_pieces(order: Order) -> None:
    """The held pieces are sold: they leave the shelf."""
    sell(_flip(order, ReservationState.HELD, ReservationState.CONSUMED), reference=order.order_id)


def return_pieces(order: Order) -> None:
    """Held pieces are free again; sold ones, which never left the house, return to the shelf."""
    put_back(_flip(order, ReservationState.HELD, ReservationState.RELEASED), reference=order.order_id)
    restock(_flip(order, ReservationState.CONSUMED, ReservationState.RELEASED), reference=order.order_id)


def _flip(order: Order, state: ReservationState, target: ReservationState) -> list[Want]:
    """The pieces whose reservations went from `state` to `target` by this very call, in order of stock."""
    mine = Reservation.objects.filter(order_item__order=order, state=state).order_by("stock_item_id", "pk")
    return [
        Want(reservation.stock_item_id, reservation.quantity)
        for reservation in mine
        if Reservation.objects.filter(pk=reservation.pk, state=state).update(state=target)
    ]
