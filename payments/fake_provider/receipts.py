"""The arithmetic of fiscal receipts, as YooKassa and the register check it."""

from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST_NAME = 128
NEEDED = ("description", "vat_code", "payment_mode", "payment_subject")


def price_of(item: dict[str, Any]) -> Decimal:
    """Of one piece: `price`, or `amount.value` as YooKassa calls it."""
    return Decimal(str(item["price"] if "price" in item else item["amount"]["value"]))


def sum_of_items(items: list[dict[str, Any]]) -> Decimal:
    return sum((price_of(item) * Decimal(str(item["quantity"])) for item in items), Decimal(0))


def wrong_in_items(items: list[dict[str, Any]], needed: tuple[str, ...] = NEEDED) -> str:
    """What a register would refuse; "" for lines in order."""
    if not items:
        return "There are no items."
    for item in items:
        try:
            if price_of(item) < 0 or Decimal(str(item["quantity"])) <= 0:
                return "Price or quantity is not positive."
        except (InvalidOperation, KeyError, TypeError):
            return "Price or quantity is missing."
        missing = [name for name in needed if not item.get(name)]
        if missing:
            return f"Item without {missing[0]}."
        if len(item.get("description", "")) > LONGEST_NAME:
            return "Description is longer than 128 characters."
    return ""
