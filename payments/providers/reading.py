"""Careful readers of what providers answer and tell: it is foreign, and may look otherwise tomorrow."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from core.money import KOPECK

from ..errors import Malformed
from .base import Hint, Money, OutcomeUnknown, Receipt, Refused

MOST_KEY, MOST_KIND, MOST_REFERENCE = 200, 100, 255


@contextmanager
def answer_read() -> Iterator[None]:
    """An answer in which something is missing is as good as none."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        raise OutcomeUnknown("unreadable_answer", type(error).__name__) from error


def at(data: Any, *names: str) -> Any:
    """What lies under these names, None where one of them is missing."""
    for name in names:
        if not isinstance(data, Mapping):
            return None
        data = data.get(name)
    return data


def text_at(data: Any, *names: str) -> str:
    """A text, or "" when there is none."""
    value = at(data, *names)
    return value if isinstance(value, str) else ""


def uuid_at(data: Any, *names: str) -> str:
    """One of our own numbers in its one spelling, or "" for anything else."""
    try:
        return str(uuid.UUID(text_at(data, *names)))
    except ValueError:
        return ""


def hint(*, key: str, kind: str, reference: str = "", payment_id: str = "") -> Hint:
    """Of an event that fits into the inbox; Malformed for one without a number or with endless ones."""
    too_long = len(key) > MOST_KEY or len(kind) > MOST_KIND or len(reference) > MOST_REFERENCE
    if not key or not kind or too_long:
        raise Malformed("no_event")
    return Hint(key=key, kind=kind, reference=reference, payment_id=payment_id)


def decimal_text(amount: Decimal) -> str:
    """`100.00`. More than two places is our own mistake, and is never rounded away silently."""
    if amount != amount.quantize(KOPECK, rounding=ROUND_DOWN):
        raise Refused("amount_not_exact")
    return f"{amount:.2f}"


def money_of(value: Any, currency: Any) -> Money:
    """From a provider's text of an amount."""
    amount = Decimal(value)
    if not isinstance(value, str) or not amount.is_finite():
        raise ValueError("no amount")
    return Money(amount.quantize(KOPECK, rounding=ROUND_DOWN) if _exact(amount) else amount, currency.upper())


def _exact(amount: Decimal) -> bool:
    return amount == amount.quantize(KOPECK, rounding=ROUND_DOWN)


def check_receipt(receipt: Receipt | None, money: Money) -> None:
    """Refuse before any call what the tax office would refuse after it."""
    if receipt is None:
        return
    if not receipt.email and not receipt.phone:
        raise Refused("receipt_without_contact")
    if any(item.vat_code is None for item in receipt.items):
        raise Refused("receipt_without_vat")
    if not receipt.items or sum(item.price * item.quantity for item in receipt.items) != money.amount:
        raise Refused("receipt_sum_differs")
