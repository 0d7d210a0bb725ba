"""Counting pieces over stores: pure, no database."""

from collections.abc import Iterable
from typing import NamedTuple


class Want(NamedTuple):
    """So many pieces (> 0) of one stock row."""

    stock_item_id: int
    quantity: int


class StockRow(NamedTuple):
    """Pieces of one variant in one store."""

    stock_item_id: int
    store_id: int
    available: int


def choose(rows: Iterable[StockRow], quantity: int) -> list[Want]:
    """From which rows `quantity` (> 0) pieces of one variant are taken, by pk; empty when all have too few.

    One store where one suffices, so that one van fetches them; else as few as can be. The fullest store
    first, of equals the older row.
    """
    if quantity < 1:
        raise ValueError("quantity must be positive")
    wanted, left = [], quantity
    for row in sorted(rows, key=lambda row: (-row.available, row.stock_item_id)):
        pieces = min(left, row.available)
        if pieces > 0:
            wanted.append(Want(row.stock_item_id, pieces))
            left -= pieces
    return [] if left else sorted(wanted)
