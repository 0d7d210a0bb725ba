"""What the cart has to ask about orders, whose app lies above: `orders` gives the answers when it starts."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class OrdersAbove:
    """has_ordered(user_id=, email=, phone=): whether an order of this person stands, by whichever is known.
    goods_of_order(number): SKU and pieces of an order's lines, gifts left out; empty without such an order.
    """

    has_ordered: Callable[..., bool]
    goods_of_order: Callable[[str], list[tuple[str, int]]]


# A shop without orders: everybody's first one is still to come.
orders_above = OrdersAbove(
    has_ordered=lambda *, user_id, email, phone: False,
    goods_of_order=lambda number: [],
)
