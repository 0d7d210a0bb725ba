"""What forms of the cart send, read strictly: a number is figures, a choice is a key."""

import re

from .errors import WrongQuantity
from .models.carts import MAX_QUANTITY

FIGURES = re.compile(r"[0-9]{1,9}", re.ASCII)


def read_quantity(text: str) -> int:
    """`2` of ` 2 `. Raises WrongQuantity for anything that is not a whole number in plain figures."""
    text = text.strip()
    if not FIGURES.fullmatch(text):
        raise WrongQuantity(MAX_QUANTITY)
    return int(text)


def read_key(text: str) -> int | None:
    """The key of a row, or None for what no row has."""
    return int(text) if FIGURES.fullmatch(text) else None
