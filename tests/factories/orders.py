"""Builders of orders, through the real cart and checkout."""

import uuid
from collections.abc import Mapping

from django.core.exceptions import ObjectDoesNotExist

from cart.delivery import DeliveryChoice
from cart.enums import OrderKind
from cart.models import Cart
from cart.selectors.owner import Owner
from cart.services.lines import add_line
from catalog.enums import SoldAs
from catalog.models import Variant
from checkout.services import Seen, place, read_checkout
from orders.enums import Action, CancelReason, OrderStatus, PaymentMethod, Role
from orders.models import Order, OrderEvent
from orders.services.moves import act, cancel_order
from orders.services.placing import Contact, Handover
from promotions.models import Voucher
from users.enums import Purpose
from users.services.consents import Ticked, current_text

from .catalog import make_product

PICKUP = DeliveryChoice(method="pickup")
# How an order gets to each status; cancelling has a way of its own.
WAY = {
    Action.ACCEPT: OrderStatus.PENDING,
    Action.CONFIRM: OrderStatus.PROCESSING,
    Action.SHIP: OrderStatus.SHIPPED,
    Action.DELIVER: OrderStatus.DELIVERED,
    Action.INSTALL: OrderStatus.INSTALLED,
}


def make_order(lines: Mapping[str, int] | None = None, **wishes) -> Order:
    """One order; of a mixed cart the ready-made one. Takes what `make_orders` takes."""
    return make_orders(lines, **wishes)[0]


def make_request(**wishes) -> Order:
    """A kitchen that somebody asks for."""
    return make_order({"KUH-1": 1}, kind=OrderKind.MADE_TO_ORDER, **wishes)


def make_orders(
    lines: Mapping[str, int] | None = None,
    *,
    kind: OrderKind = OrderKind.READY_MADE,
    user=None,
    name: str = "Анна Лебедева",
    phone: str = "+79210000000",
    email: str = "anna@example.com",
    address: str = "",
    notes: str = "",
    delivery: DeliveryChoice = PICKUP,
    method: PaymentMethod = PaymentMethod.CASH_ON_DELIVERY,
    voucher: Voucher | None = None,
) -> list[Order]:
    """Place a cart with `lines`, SKU → pieces. kind: of goods that do not exist yet and are made for it."""
    owner = Owner(user_id=user.pk) if user else Owner(guest_key=uuid.uuid4())
    for sku, quantity in (lines or {"KS-OAK": 1}).items():
        add_line(owner, _variant(sku, kind).pk, quantity=quantity)
    if voucher:
        Cart.objects.filter(user_id=owner.user_id, guest_key=owner.guest_key).update(voucher=voucher)
    contact = Contact(name=name, phone=phone, email=email, user_id=owner.user_id)
    quote = read_checkout(owner, delivery=delivery, contact=contact)[1].quote
    return place(
        owner,
        seen=Seen(quote.fingerprint, quote.total),
        contact=contact,
        handover=Handover(delivery=delivery, address=address, notes=notes),
        consents=Ticked({Purpose.PERSONAL_DATA: current_text(Purpose.PERSONAL_DATA).version}),
        method=method,
    )


def move_to(order: Order, status: OrderStatus, *, actor) -> Order:
    """Walk the order to `status` by what staff do; it comes back fresh."""
    order = Order.objects.get(pk=order.pk)
    if status == OrderStatus.CANCELLED:
        return cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.OTHER, actor=actor)
    reached = list(WAY.values())
    start = reached.index(order.status) + 1 if order.status in reached else 0
    for action in list(WAY)[start : reached.index(status) + 1]:
        order = act(order.pk, action, actor=actor)
    return order


def kinds(order: Order) -> list[str]:
    """What has happened to the order, oldest first."""
    return list(OrderEvent.objects.filter(order=order).order_by("pk").values_list("kind", flat=True))


def _variant(sku: str, kind: OrderKind) -> Variant:
    try:
        return Variant.objects.get(sku=sku)
    except ObjectDoesNotExist:
        if kind == OrderKind.MADE_TO_ORDER:
            fields = {"sold_as": SoldAs.MADE_TO_ORDER, "lead_days": 35, "price": 480000}
            return make_product("Кухня «Невская»", sku=sku, **fields).variants.get()
        return make_product("Комод «Север»", sku=sku, stock=10).variants.get()
