"""The link of a guest: a signed pair of number and link version. Nothing is stored; raising the order's
`link_version` makes every older link void.
"""

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from .errors import OrderNotFound
from .models import Order

_signer = signing.Signer(salt="orders.links")


def token_of(order: Order) -> str:
    return _signer.sign_object([order.order_id, order.link_version], compress=False)


def link_of(order: Order) -> str:
    """The path of the order's page without login."""
    return reverse("order_by_link", args=(token_of(order),))


def address_of(order: Order) -> str:
    """The same with scheme and host, for letters."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + link_of(order)


def order_by_token(token: str, orders: QuerySet[Order] | None = None) -> Order:
    """The order that `token` opens. Raises OrderNotFound for a forged, damaged or revoked one."""
    try:
        number, version = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise OrderNotFound from error
    found = (Order.objects.all() if orders is None else orders).filter(order_id=number, link_version=version)
    order = found.first()
    if order is None:
        raise OrderNotFound
    return order
