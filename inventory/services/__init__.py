"""The only code that changes stock: each change is one conditional UPDATE whose row count is the answer, with
a movement row beside it.
"""

from ..pieces import Want
from .counting import LOG_CORRECT, LOG_RECEIVE, correct, receive, stock_item
from .holding import put_back, restock, sell, take
from .of_variant import confirm_pieces, release_pieces, reserve_pieces
from .visitors import tell_visitors

__all__ = [
    "LOG_CORRECT",
    "LOG_RECEIVE",
    "Want",
    "confirm_pieces",
    "correct",
    "put_back",
    "receive",
    "release_pieces",
    "reserve_pieces",
    "restock",
    "sell",
    "stock_item",
    "take",
    "tell_visitors",
]
