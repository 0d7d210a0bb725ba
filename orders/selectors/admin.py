"""What the back office shows of orders, each screen in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cart.delivery import DeliveryMethod
from cart.enums import OrderKind
from core import clock
from core.money import ZERO, format_rub

from ..enums import Action, OrderStatus, PaymentState, Role
from ..models import Order, OrderItem, PromotionUse, Reservation
from ..transitions import allowed_actions

WAITING = (OrderStatus.DRAFT, OrderStatus.PENDING)
# The same two steps of an order that nobody drives to the customer.
PICKUP_LABELS = {
    Action.SHIP: gettext_lazy("Ready to be collected"),
    Action.DELIVER: gettext_lazy("The customer has taken it"),
}
# What the customer has, or is about to get.
GIVEN_AWAY = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.INSTALLED})
OWING = frozenset({PaymentState.UNPAID, PaymentState.DEPOSIT_PAID})
PICKUP_STEPS = {
    OrderStatus.PROCESSING: gettext_lazy("Get everything ready in the showroom, then say so."),
    OrderStatus.SHIPPED: gettext_lazy("The customer comes for it. Mark when he has taken everything."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the total. amount: roubles, negative for what is taken off."""

    label: str
    amount: Decimal

    @property
    def words(self) -> str:
        """With a minus sign and not a hyphen."""
        return format_rub(self.amount, get_language() or "ru").replace("-", "−")


def rows() -> QuerySet[Order]:
    """For the list."""
    return Order.objects.select_related("manager")


def order_screen() -> QuerySet[Order]:
    """With everything that one order's screen shows, except its timeline."""
    reservations = Reservation.objects.select_related("stock_item__store").order_by("pk")
    items = OrderItem.objects.prefetch_related(Prefetch("reservations", queryset=reservations))
    uses = PromotionUse.objects.select_related("promotion", "voucher")
    return Order.objects.select_related("manager", "user", "store").prefetch_related(
        Prefetch("items", queryset=items), Prefetch("promotion_uses", queryset=uses)
    )


def siblings(order: Order) -> list[Order]:
    """The other orders of the same cart."""
    return list(Order.objects.filter(batch=order.batch).exclude(pk=order.pk).order_by("pk"))


def parts_of_total(order: Order) -> list[Part]:
    """What adds up to the order's total; what is nothing is left out, except the goods."""
    parts = [
        Part(_("Goods"), order.goods),
        Part(_("Discount"), -order.discount),
        Part(_("Paid by points"), -order.points),
        Part(_("Delivery"), order.delivery),
    ]
    return [part for number, part in enumerate(parts) if part.amount or not number]


def actions_for_staff(order: Order) -> list[Action]:
    return allowed_actions(status=order.status, kind=order.kind, role=Role.STAFF)


def label_of(action: Action, order: Order) -> str:
    """What the button says."""
    if order.delivery_method == DeliveryMethod.PICKUP and action in PICKUP_LABELS:
        return str(PICKUP_LABELS[action])
    return Action(action).label


def next_step(order: Order) -> str:
    """What is to be done now, for somebody who works here since yesterday."""
    if order.status not in GIVEN_AWAY or order.payment_state not in OWING:
        return _step(order)
    money = _("Not all of it is paid: take the rest of the money.")
    return money if order.status == OrderStatus.INSTALLED else f"{_step(order)} {money}"


def _step(order: Order) -> str:
    status = OrderStatus(order.status)
    if status == OrderStatus.PENDING:
        return _pending_step(order)
    if order.delivery_method == DeliveryMethod.PICKUP and status in PICKUP_STEPS:
        return str(PICKUP_STEPS[status])
    steps = {
        OrderStatus.DRAFT: _("Call the customer, talk over sizes and materials, then accept the request."),
        OrderStatus.PROCESSING: _("Get everything ready, then hand the order over to delivery."),
        OrderStatus.SHIPPED: _("As soon as the customer has everything, mark the order as delivered."),
        OrderStatus.DELIVERED: _("If our fitters install it, mark the day when they are done."),
    }
    return steps.get(status, _("Nothing is left to do."))


def _pending_step(order: Order) -> str:
    if order.pay_until is not None and order.pay_until > clock.now():
        until = date_format(timezone.localtime(order.pay_until), "H:i")
        return _("The customer is paying: the pieces are held until %(time)s.") % {"time": until}
    if order.kind == OrderKind.MADE_TO_ORDER:
        return _("Agree on drawing, price and day with the customer, then confirm: work begins.")
    return _("Call the customer and agree on the day, then confirm: the pieces leave the shelf.")


def waiting_counts() -> dict[OrderStatus, int]:
    """How many orders wait for us, by status."""
    found = Order.objects.filter(status__in=WAITING).order_by().values_list("status").annotate(Count("pk"))
    return {status: dict(found).get(status, 0) for status in WAITING}


def line_discounts(items: Sequence[OrderItem]) -> bool:
    """Whether a column for discounts is worth its place."""
    return any(item.discount != ZERO for item in items)
