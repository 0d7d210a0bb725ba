"""Pages of orders for those who placed them: the list, and one order with all that is to be told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cart.delivery import DeliveryMethod, DeliveryService
from cart.enums import OrderKind
from catalog.renditions import PictureSet
from catalog.selectors.thumbs import pictures_of
from core import clock
from users.models import CustomUser

from ..enums import Action, CancelReason, EventKind, OrderStatus, PaymentMethod, PaymentState, Role
from ..links import link_of
from ..models import Order, OrderItem
from ..transitions import allowed
from .timeline import Entry, public_timeline

S = OrderStatus
PER_PAGE = 10
PICTURES_IN_LIST = 4
GROUPS = {
    "open": (pgettext_lazy("orders", "Current"), (S.DRAFT, S.PENDING, S.PROCESSING, S.SHIPPED)),
    "done": (pgettext_lazy("orders", "Done"), (S.DELIVERED, S.INSTALLED)),
    "cancelled": (pgettext_lazy("orders", "Cancelled"), (S.CANCELLED,)),
}
REACHED = {
    EventKind.REQUESTED: S.DRAFT,
    EventKind.PLACED: S.PENDING,
    EventKind.ACCEPTED: S.PENDING,
    EventKind.CONFIRMED: S.PROCESSING,
    EventKind.SHIPPED: S.SHIPPED,
    EventKind.DELIVERED: S.DELIVERED,
    EventKind.INSTALLED: S.INSTALLED,
    EventKind.CANCELLED: S.CANCELLED,
    EventKind.EXPIRED: S.CANCELLED,
    EventKind.REVIVED: S.PROCESSING,
}


@dataclass(frozen=True, slots=True)
class ItemView:
    """A line from its own copies. url: "" when the page cannot be opened any more."""

    name: str
    label: str
    sku: str
    unit: str
    url: str
    picture: PictureSet | None
    quantity: int
    price: Decimal
    total: Decimal
    discount: Decimal
    due: Decimal
    is_gift: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the order's life. date: when it was reached, None for what is to come."""

    label: str
    is_done: bool
    is_now: bool
    date: datetime | None


@dataclass(frozen=True, slots=True)
class OrderView:
    """next_step: what happens now, in one sentence; "" when nothing is to come. others: of the same cart.
    because: why it was cancelled, in words.
    """

    order: Order
    items: Sequence[ItemView]
    steps: Sequence[Step]
    timeline: Sequence[Entry]
    others: Sequence[Order]
    discounts: Sequence[tuple[str, Decimal]]
    next_step: str
    because: str
    total_label: str
    handover: str
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A filter of the list. code: "" for all."""

    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    order: Order
    names: Sequence[str]
    pictures: Sequence[PictureSet]
    more: int


def orders_of_customer(user: CustomUser, *, group: str, number: str | None) -> tuple[Page, Sequence[Group]]:
    """A page of the customer's orders, newest first, as `OrderRow`s; an unknown group is all."""
    found = user.orders.order_by("-order_date", "-pk")
    chosen = group if group in GROUPS else ""
    if chosen:
        found = found.filter(status__in=GROUPS[chosen][1])
    items = OrderItem.objects.select_related("variant__product").order_by("pk")
    page = Paginator(found.prefetch_related(Prefetch("items", items)), PER_PAGE).get_page(number)
    page.object_list = _rows(list(page.object_list))
    groups = [Group("", str(pgettext_lazy("orders", "All")), not chosen)]
    groups += [Group(code, str(label), code == chosen) for code, (label, _statuses) in GROUPS.items()]
    return page, groups


def _rows(orders: Sequence[Order]) -> list[OrderRow]:
    pictures = pictures_of(item.variant for order in orders for item in order.items.all() if item.variant)
    return [_row(order, pictures) for order in orders]


def _row(order: Order, pictures: Mapping[int, PictureSet | None]) -> OrderRow:
    items = order.items.all()
    shown = [pictures[item.variant_id] for item in items if item.variant and pictures.get(item.variant_id)]
    names = list(dict.fromkeys(item.name for item in items))
    return OrderRow(order, names, shown[:PICTURES_IN_LIST], max(0, len(shown) - PICTURES_IN_LIST))


def for_page(orders: QuerySet[Order]) -> QuerySet[Order]:
    """`orders` with what `order_view` looks at."""
    return orders.select_related("manager")


def order_view(order: Order, request: HttpRequest) -> OrderView:
    """Everything that the page of an order shows, in a fixed number of queries."""
    timeline = public_timeline(order)
    others = Order.objects.filter(batch=order.batch).exclude(pk=order.pk).order_by("pk")
    uses = order.promotion_uses.filter(amount__gt=0).order_by("pk")
    return OrderView(
        order=order,
        items=_items(order, request),
        steps=_steps(order, {REACHED[entry.kind]: entry.date for entry in timeline if entry.kind in REACHED}),
        timeline=timeline,
        others=list(others),
        discounts=[(use.sentence, use.amount) for use in uses],
        next_step=_next_step(order),
        because=order.get_cancel_reason_display() if order.cancel_reason != CancelReason.OTHER else "",
        total_label=_total_label(order),
        handover=_handover(order),
        can_cancel=allowed(
            Action.CANCEL, status=S(order.status), kind=OrderKind(order.kind), role=Role.CUSTOMER
        ),
    )


def _items(order: Order, request: HttpRequest) -> list[ItemView]:
    items = list(order.items.select_related("variant__product").order_by("pk"))
    pictures = pictures_of(item.variant for item in items if item.variant)
    return [_item(item, pictures, request) for item in items]


def _item(item: OrderItem, pictures: Mapping[int, PictureSet | None], request: HttpRequest) -> ItemView:
    page = item.variant.product if item.variant else None
    return ItemView(
        name=item.name,
        label=item.label,
        sku=item.sku,
        unit=item.unit,
        url=(page.get_url(request) or "") if page and page.live else "",
        picture=pictures.get(item.variant_id),
        quantity=item.quantity,
        price=item.price,
        total=item.line_total + item.discount,
        discount=item.discount,
        due=item.line_total,
        is_gift=item.is_gift,
    )


def _steps(order: Order, reached: Mapping[OrderStatus, datetime]) -> list[Step]:
    """The road of this kind of order; a cancelled one ends where it was called off."""
    road = _road(order)
    if order.is_cancelled:
        passed = [status for status in road if status in reached]
        return [
            *(Step(_label(status, order), True, False, reached[status]) for status in passed),
            Step(_("Cancelled"), False, True, reached.get(S.CANCELLED)),
        ]
    place = road.index(order.status)
    return [
        Step(_label(status, order), number < place, number == place, reached.get(status))
        for number, status in enumerate(road)
    ]


def _road(order: Order) -> list[OrderStatus]:
    road = [S.PENDING, S.PROCESSING, S.SHIPPED, S.DELIVERED]
    if order.kind == OrderKind.MADE_TO_ORDER:
        return [S.DRAFT, *road, S.INSTALLED]
    assembled = order.delivery_service == DeliveryService.ASSEMBLY
    return [*road, S.INSTALLED] if assembled or order.status == S.INSTALLED else road


def _label(status: OrderStatus, order: Order) -> str:
    collected = order.delivery_method == DeliveryMethod.PICKUP
    return {
        S.DRAFT: _("We calculate it"),
        S.PENDING: _("Accepted"),
        S.PROCESSING: _("We prepare it"),
        S.SHIPPED: _("Waits for you in the showroom") if collected else _("On its way"),
        S.DELIVERED: _("Handed over") if collected else _("Delivered"),
        S.INSTALLED: _("Installed"),
    }[status]


def _next_step(order: Order) -> str:
    collected = order.delivery_method == DeliveryMethod.PICKUP
    if order.status == S.PENDING and order.payment_method == PaymentMethod.CASH_ON_DELIVERY:
        return _("We will call you to confirm the order and agree on the day. You pay when you get it.")
    if order.status == S.PENDING and order.pay_until is not None:
        if order.pay_until <= clock.now():
            return _("The time to pay is over.")
        time = date_format(timezone.localtime(order.pay_until), "H:i")
        return _("Pay until %(time)s, Moscow time: so long the pieces are held for you.") % {"time": time}
    return {
        S.DRAFT: _("A manager calculates the exact price and calls you. Nothing to pay now."),
        S.PENDING: _("We will call you to agree on what comes next."),
        S.PROCESSING: _("We prepare your order and will write to you when you can collect it.")
        if collected
        else _("We prepare your order and will write to you when it is on its way."),
        S.SHIPPED: _("Come and collect it when it suits you.")
        if collected
        else _("We will call you before we come."),
    }.get(order.status, "")


def _total_label(order: Order) -> str:
    if order.is_request:
        return _("Estimate")
    waits = order.payment_state == PaymentState.UNPAID and not order.is_cancelled
    return _("To pay") if waits else _("In all")


def _handover(order: Order) -> str:
    """How it is handed over, in one line."""
    if order.delivery_method == DeliveryMethod.PICKUP:
        return _("You collect it from the showroom")
    service = order.delivery_service
    told = DeliveryService(service).label if service in DeliveryService.values else ""
    where = ", ".join(filter(None, [str(told), order.get_delivery_zone_display()]))
    return _("We bring it: %(where)s") % {"where": where}


def links_of(orders: Sequence[Order]) -> dict[int, str]:
    """Paths of the pages without login, by pk."""
    return {order.pk: link_of(order) for order in orders}
