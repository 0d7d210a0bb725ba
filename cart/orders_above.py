"""What the cart has to ask about orders, whose app lies above: `orders` gives the answers when it starts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(slots=True)
class OrdersAbove:
    """has_ordered(user_id=, email=, phone=): whether an order of this person stands, by whichever is known.
    goods_of_order(number): SKU and pieces of an order's lines, gifts left out; empty without such an order.
    free_held(variant_ids): calls off overdue orders that hold pieces of these; how many. No transaction runs.
    """

    has_ordered: Callable[..., bool]
    goods_of_order: Callable[[str], list[tuple[str, int]]]
    free_held: Callable[[Collection[int]], int]


# A shop without orders: everybody's first one is still to come.
orders_above = OrdersAbove(
    has_ordered=lambda *, user_id, email, phone: False,
    goods_of_order=lambda number: [],
    free_held=lambda variant_ids: 0,
)
