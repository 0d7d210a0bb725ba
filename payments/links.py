"""The address where an order, or a part of it, is paid without login: a signed order number, number of the
part and the versions of both links. Nothing is stored. A new plan of parts makes the links of its parts
void, a new guest link of the order makes all of them void.

It leads to a sum and ways to pay, never to a person's data: it may be passed on to whoever pays.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from orders.errors import OrderNotFound
from orders.models import Order

from .models import PaymentSchedule

_signer = signing.Signer(salt="payments.links")
WHOLE = 0  # instead of a part's number: whatever is asked for now


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link asks to pay. part: None for whatever the shop asks for now."""

    order: Order
    part: PaymentSchedule | None


def token_of(order: Order, part: PaymentSchedule | None = None) -> str:
    number, version = (part.number, part.link_version) if part else (WHOLE, WHOLE)
    return _signer.sign_object([order.order_id, order.link_version, number, version], compress=False)


def pay_path(order: Order, part: PaymentSchedule | None = None) -> str:
    return reverse("pay", args=[token_of(order, part)])


def pay_address(order: Order, part: PaymentSchedule | None = None) -> str:
    """The same with scheme and host, for letters and QR codes."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + pay_path(order, part)


def linked(token: str) -> Linked:
    """What `token` asks to pay. Raises OrderNotFound for a forged, damaged or outdated one."""
    try:
        number, order_version, part_number, part_version = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise OrderNotFound from error
    order = Order.objects.filter(order_id=number, link_version=order_version).first()
    if order is None:
        raise OrderNotFound
    if part_number == WHOLE:
        return Linked(order, None)
    part = order.payment_parts.filter(number=part_number, link_version=part_version).first()
    if part is None:
        raise OrderNotFound
    return Linked(order, part)
