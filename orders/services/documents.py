"""Papers are handed out once: the same key is the same file for ever."""

import hashlib

from django.db import transaction

from core import clock
from core.private_storage import private_storage

from ..documents import render_pdf
from ..enums import DocumentKind
from ..errors import DocumentIncomplete
from ..models import Order, OrderDocument
from ..papers import ReceiptPaper
from ..selectors.company import missing_for
from ..selectors.documents import find_document
from .moves import lock_order


def make_receipt(order: Order, *, key: str, paper: ReceiptPaper) -> OrderDocument:
    """The receipt under `key`, drawn only when there is none yet. Call it outside a transaction.

    Raises DocumentIncomplete while the company's data that it needs are empty.
    """
    if found := find_document(key):
        return found
    if missing := missing_for(DocumentKind.RECEIPT):
        raise DocumentIncomplete(missing)
    pdf = render_pdf("pdf/receipt.html", {"paper": paper})
    return keep_document(order, kind=DocumentKind.RECEIPT, key=key, number=paper.number, pdf=pdf)


def keep_document(order: Order, *, kind: DocumentKind, key: str, number: str, pdf: bytes) -> OrderDocument:
    """Write the file, then its row. What was kept under `key` before stays, and is the answer.

    The order's row is locked, so of two at once the second finds what the first has kept. A process that
    dies between file and row leaves a file that the repetition writes again: it is named by its content.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    name = f"{kind}/{sha256[:2]}/{sha256}.pdf"
    if found := find_document(key):
        return found
    private_storage().keep(name, pdf)
    document = _write_row(order, kind=kind, key=key, number=number, sha256=sha256, size=len(pdf), name=name)
    if document.storage_name != name and not OrderDocument.objects.filter(storage_name=name).exists():
        private_storage().delete(name)
    return document


@transaction.atomic
def _write_row(order: Order, *, key: str, name: str, **facts) -> OrderDocument:
    """facts: the columns that tell what the paper is."""
    lock_order(order.pk)
    if found := find_document(key):
        return found
    same = OrderDocument.objects.filter(order=order, kind=facts["kind"], number=facts["number"])
    latest = same.order_by("-version").first()
    return OrderDocument.objects.create(
        order=order,
        key=key,
        version=latest.version + 1 if latest else 1,
        storage_name=name,
        created_at=clock.now(),
        **facts,
    )
