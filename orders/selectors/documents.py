"""Papers of an order for who may see them."""

from collections.abc import Sequence

from ..enums import DocumentKind
from ..models import Order, OrderDocument

# Kinds that whoever has the link of an order may open; the others need the code from a letter.
OPEN_BY_LINK = frozenset({DocumentKind.RECEIPT})


def find_document(key: str) -> OrderDocument | None:
    """The paper that was made under `key`."""
    return OrderDocument.objects.filter(key=key).first()


def documents_of(order: Order, *, is_open: bool) -> Sequence[OrderDocument]:
    """Oldest first. is_open: whether the order's own data are open to who looks."""
    found = order.documents.order_by("pk")
    return found if is_open else found.filter(kind__in=OPEN_BY_LINK)
