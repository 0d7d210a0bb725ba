"""How somebody comes to an order: as its owner in the account, or by a guest's link. Somebody else's order
and one that never was are the same page that is not there.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from .errors import OrderNotFound
from .links import order_by_token
from .models import Order
from .selectors.pages import for_page
from .services import guest_codes


@dataclass(frozen=True, slots=True)
class Way:
    """is_open: whether the person's own data are shown. token: "" in the account."""

    order: Order
    is_open: bool
    token: str = ""

    def url(self, name: str = "", *args: int) -> str:
        """name: "cancel", "repeat", "code", "open", "document" (with its pk), or "" for the page itself."""
        view = "order_by_link" if self.token else "account_order"
        known = self.token or self.order.order_id
        return reverse(f"{view}_{name}" if name else view, args=[known, *args])


def own_order(request: HttpRequest, number: str) -> Way:
    """An order of who is signed in; else Http404."""
    order = for_page(request.user.orders.filter(order_id=number)).first() if "\0" not in number else None
    if order is None:
        raise Http404
    return Way(order, is_open=True)


def linked_order(request: HttpRequest, token: str) -> Way:
    """The order that a link opens; else Http404."""
    try:
        order = order_by_token(token, for_page(Order.objects.all()))
    except OrderNotFound as error:
        raise Http404 from error
    is_owner = request.user.is_authenticated and order.user_id == request.user.pk
    return Way(order, is_open=is_owner or guest_codes.is_opened(request, order), token=token)
