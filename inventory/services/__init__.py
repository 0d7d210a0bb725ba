"""The only code that changes stock: each change is one conditional UPDATE whose row count is the answer, with
a movement row beside it.
"""

from ..pieces import Want
from .counting import LOG_CORRECT, LOG_RECEIVE, correct, receive, stock_item
from .holding import consume, give_back, put_back, release, reserve, restock, sell, take
from .of_variant import confirm_pieces, release_pieces, reserve_pieces
from .visitors import tell_visitors

__all__ = [
    "LOG_CORRECT",
    "LOG_RECEIVE",
    "Want",
    "confirm_pieces",
    "consume",
    "correct",
    "give_back",
    "put_back",
    "receive",
    "release",
    "release_pieces",
    "reserve",
    "reserve_pieces",
    "restock",
    "sell",
    "stock_item",
    "take",
    "tell_visitors",
]
