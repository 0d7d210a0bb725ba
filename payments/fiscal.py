"""Lines of fiscal receipts (54-FZ), to the kopeck. Pure.

Codes: yookassa.ru/developers/54fz/parameters-values, read 2026-11-22.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.money import KOPECK, ZERO

from .providers.base import ReceiptItem
from .splits import ADVANCE, Parts

FEE = "fee"  # beside what `splits` knows: what the customer pays for the way of paying
LONGEST_NAME = 128


class Mode(StrEnum):
    """How far a thing is settled by the payment (tag 1214)."""

    FULL_PREPAYMENT = "full_prepayment"
    PARTIAL_PREPAYMENT = "partial_prepayment"
    ADVANCE = "advance"
    FULL_PAYMENT = "full_payment"


class Subject(StrEnum):
    """What is paid for (tag 1212)."""

    COMMODITY = "commodity"
    SERVICE = "service"
    PAYMENT = "payment"


# VAT of money that came before the goods is counted by the rate of its own kind: 22/122 instead of 22 %
# (Tax Code of Russia, article 164, paragraph 4). What is not here stays as the owner has set it.
PREPAID_VAT = {3: 5, 4: 6, 7: 9, 8: 10, 11: 12}


@dataclass(frozen=True, slots=True)
class Named:
    """What a part of a sum is called on a receipt, and of how many pieces it consists."""

    name: str
    quantity: int = 1
    subject: Subject = Subject.COMMODITY


def items_of(
    parts: Parts, named: Mapping[str, Named], *, mode: Mode, vat_code: int | None
) -> list[ReceiptItem]:
    """The lines for a sum that was split into `parts`; price × quantity of all add up to it.

    named: by `what` of a part. vat_code: of a sale, None while the owner has not set it.
    """
    items = []
    for part in parts:
        thing, own = named[part["what"]], _mode_of(part["what"], mode)
        for quantity, price in by_pieces(Decimal(part["amount"]), thing.quantity):
            items.append(
                ReceiptItem(
                    description=shortened(thing.name),
                    quantity=quantity,
                    price=price,
                    vat_code=vat_of(vat_code, own),
                    subject=str(thing.subject),
                    mode=str(own),
                )
            )
    return items


def by_pieces(amount: Decimal, quantity: int) -> list[tuple[int, Decimal]]:
    """`amount` for `quantity` pieces as (pieces, price of one): two lines at most, whole kopecks each.

    A sum of fewer kopecks than pieces, as the rest of a refund may be, is one line of one.
    """
    cheap, dearer = divmod(int(amount / KOPECK), quantity)
    if cheap == 0:
        return [(1, amount)]
    lines = [(dearer, (cheap + 1) * KOPECK), (quantity - dearer, cheap * KOPECK)]
    return [line for line in lines if line[0]]


def shortened(name: str) -> str:
    """In one line, as long as a receipt takes it."""
    told = " ".join(name.split())
    return told if len(told) <= LONGEST_NAME else told[: LONGEST_NAME - 1] + "…"


def vat_of(vat_code: int | None, mode: str) -> int | None:
    is_prepaid = mode != Mode.FULL_PAYMENT
    return PREPAID_VAT.get(vat_code, vat_code) if is_prepaid and vat_code else vat_code


def sum_of(items: Iterable[ReceiptItem]) -> Decimal:
    return sum((item.price * item.quantity for item in items), ZERO)


def as_json(items: Sequence[ReceiptItem]) -> list[dict[str, Any]]:
    """As a row keeps them."""
    return [
        {
            "description": item.description,
            "quantity": item.quantity,
            "price": f"{item.price:.2f}",
            "vat_code": item.vat_code,
            "subject": item.subject,
            "mode": item.mode,
        }
        for item in items
    ]


def from_json(rows: Sequence[Mapping[str, Any]], *, vat_code: int | None = None) -> list[ReceiptItem]:
    """vat_code: for lines that were written before the owner had set it."""
    return [
        ReceiptItem(
            description=row["description"],
            quantity=row["quantity"],
            price=Decimal(row["price"]),
            vat_code=row["vat_code"] or vat_of(vat_code, row["mode"]),
            subject=row["subject"],
            mode=row["mode"],
        )
        for row in rows
    ]


def _mode_of(what: str, mode: Mode) -> Mode:
    """Money for nothing of the order is an advance; the service of paying is done with the payment."""
    return {ADVANCE: Mode.ADVANCE, FEE: Mode.FULL_PAYMENT}.get(what, mode)
