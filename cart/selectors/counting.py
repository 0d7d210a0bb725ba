"""The number on the bag in the header."""

from django.db.models import Sum
from django.http import HttpRequest

from ..models import CartItem
from .owner import carts_of, owner_of


def pieces_of(request: HttpRequest) -> int:
    """Pieces in the visitor's cart, read once a request; no query for a guest who never had one."""
    if not hasattr(request, "_cart_pieces"):
        request._cart_pieces = _count(request)
    return request._cart_pieces


def remember(request: HttpRequest, pieces: int) -> None:
    """Whoever has read the lines anyway tells the number, and the header need not ask."""
    request._cart_pieces = pieces


def forget(request: HttpRequest) -> None:
    """After a change."""
    if hasattr(request, "_cart_pieces"):
        del request._cart_pieces


def _count(request: HttpRequest) -> int:
    if not (hasattr(request, "user") and hasattr(request, "session")):  # a preview in the admin
        return 0
    owner = owner_of(request)
    if owner is None:
        return 0
    lines = CartItem.objects.filter(cart__in=carts_of(owner))
    return lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0
