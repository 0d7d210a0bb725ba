"""What stands on the papers of an order. A template gets one of these and nothing else, so a paper cannot
read the database and the same facts give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import ZERO


@dataclass(frozen=True, slots=True)
class Seller:
    """The shop as it was when the paper was made. Empty: not printed."""

    name: str
    inn: str
    address: str
    kpp: str = ""
    ogrn: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the order. details: size, finish and SKU. price: of one piece, roubles; total: of the line,
    before discounts.
    """

    name: str
    quantity: int
    unit: str
    price: Decimal
    total: Decimal
    details: str = ""
    is_gift: bool = False


@dataclass(frozen=True, slots=True)
class EarlierPayment:
    """A payment of the same order before this one. amount: roubles, what was given back of it taken off."""

    date: date
    amount: Decimal
    method: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """A receipt for one payment. All amounts are roubles; all dates are days of the shop's own calendar.

    number: of the receipt (`2026-000001`). buyer_name: for everybody who has the order's link, so a
    person's initials (`orders.selectors.papers.receipt_paper`). total = goods - discount - points + delivery.
    delivery_note: the price of delivery is agreed by phone. paid: by this payment; earlier: by those before;
    remaining: what is still owed, never negative. method, settlement: in words («банковской картой»,
    «предоплата»). vat: a sentence, or "" to say nothing. fiscal_to: masked address that the fiscal receipt
    was sent to, "" when it is not known. is_offset: `paid` came before, and is counted now.
    """

    number: str
    date: date
    seller: Seller
    buyer_name: str
    order_number: str
    order_date: date
    lines: Sequence[PaperLine]
    goods: Decimal
    total: Decimal
    paid: Decimal
    method: str
    settlement: str
    discount: Decimal = ZERO
    points: Decimal = ZERO
    delivery: Decimal = ZERO
    delivery_note: str = ""
    earlier: Sequence[EarlierPayment] = ()
    remaining: Decimal = ZERO
    vat: str = ""
    fiscal_to: str = ""
    is_offset: bool = False
