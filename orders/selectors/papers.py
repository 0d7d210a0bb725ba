"""The facts of a paper, collected from an order. Money that came in is told by the caller."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.money import ZERO

from ..documents import LANGUAGE
from ..enums import BuyerKind
from ..models import Order, OrderItem
from ..papers import EarlierPayment, PaperLine, ReceiptPaper
from .company import company_settings, seller_of, vat_words


def receipt_paper(
    order: Order,
    *,
    number: str,
    day: date,
    paid: Decimal,
    method: str,
    settlement: str,
    earlier: Sequence[EarlierPayment] = (),
    fiscal_to: str = "",
    is_offset: bool = False,
) -> ReceiptPaper:
    """For one payment of `order`; `ReceiptPaper` says what each argument means.

    fiscal_to: e-mail or phone, as it is; it is masked here.
    """
    company = company_settings()
    with translation.override(LANGUAGE):
        return ReceiptPaper(
            number=number,
            date=day,
            seller=seller_of(company),
            buyer_name=_buyer(order),
            order_number=order.order_id,
            order_date=timezone.localdate(order.order_date),
            lines=tuple(_line(item) for item in order.items.order_by("pk")),
            goods=order.goods,
            discount=order.discount,
            points=order.points,
            delivery=order.delivery,
            delivery_note=order.delivery_note,
            total=order.total,
            paid=paid,
            method=method,
            settlement=settlement,
            earlier=tuple(earlier),
            remaining=max(ZERO, order.total - paid - sum((each.amount for each in earlier), ZERO)),
            vat=vat_words(company, order.total),
            fiscal_to=masked(fiscal_to),
            is_offset=is_offset,
        )


def masked(address: str) -> str:
    """`a•••@example.com`, `•••0000`: to be recognised by the one whose it is, and useless to others."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    return f"•••{address[-4:]}" if address else ""


def _buyer(order: Order) -> str:
    """A company in full; of a person initials alone: whoever has the link of the order opens its receipt, the
    order's page tells him no name at all, and many write their surname first.
    """
    if order.buyer_kind == BuyerKind.COMPANY and order.buyer_name:
        inn = f"{_('INN')}\u00a0{order.buyer_inn}" if order.buyer_inn else ""
        return ", ".join(filter(None, [order.buyer_name, inn]))
    return "\u00a0".join(f"{word[0]}." for word in order.contact_name.split())


def _line(item: OrderItem) -> PaperLine:
    return PaperLine(
        name=item.name,
        details=" · ".join(filter(None, [item.label, item.sku])),
        quantity=item.quantity,
        unit=item.unit,
        price=item.price,
        total=item.line_total + item.discount,
        is_gift=item.is_gift,
    )
