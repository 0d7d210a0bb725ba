"""Builders of what papers need, and readers of what came out."""

from datetime import date
from decimal import Decimal
from itertools import count

import pypdfium2

from orders.enums import DocumentKind
from orders.models import Order, OrderDocument
from orders.papers import PaperLine, ReceiptPaper, Seller
from orders.services.documents import keep_document

_number = count(1)
SELLER = Seller(name="ООО «Исток-демо»", inn="7800000002", address="190000, Санкт-Петербург, Садовая ул., 1")


def make_paper(*, lines: int = 1, **facts) -> ReceiptPaper:
    """A receipt out of the head, without an order behind it."""
    goods = tuple(PaperLine("Комод «Север»", 1, "шт", Decimal(1000), Decimal(1000)) for _line in range(lines))
    given = {
        "number": "2026-000001",
        "date": date(2026, 11, 22),
        "seller": SELLER,
        "buyer_name": "А. Л.",
        "order_number": "ORD-40C97B21",
        "order_date": date(2026, 11, 20),
        "lines": goods,
        "goods": Decimal(1000) * lines,
        "total": Decimal(1000) * lines,
        "paid": Decimal(1000) * lines,
        "method": "банковской картой",
        "settlement": "полный расчёт",
    } | facts
    return ReceiptPaper(**given)


def make_document(order: Order, pdf: bytes = b"%PDF-1.7 a receipt", **facts) -> OrderDocument:
    """A paper of the order that nobody drew."""
    number = next(_number)
    given = {
        "kind": DocumentKind.RECEIPT,
        "key": f"receipt:{number}",
        "number": f"2026-{number:06}",
    } | facts
    return keep_document(order, pdf=pdf, **given)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with plain spaces, as a reader of PDF finds it."""
    paper = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in paper]
    paper.close()
    return [" ".join(text.split()) for text in texts]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))
