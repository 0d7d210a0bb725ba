"""What somebody has ordered before."""

from django.db.models import Q

from core.money import ZERO
from users.fields import fold_email
from users.models import CustomUser

from ..enums import OrderStatus
from ..models import Order, OrderItem


def has_ordered(*, user_id: int | None, email: str, phone: str) -> bool:
    """Whether an order that was not cancelled stands under this account, e-mail or phone (E.164)."""
    known = Q(user_id=user_id) if user_id else Q(pk=None)
    if email:
        known |= Q(contact_email=fold_email(email))  # an exact match, or no index serves it
    if phone:
        known |= Q(contact_phone=phone)
    return Order.objects.filter(known).exclude(status=OrderStatus.CANCELLED).exists()


def goods_of_order(number: str) -> list[tuple[str, int]]:
    """SKU and pieces of an order's lines, gifts left out; empty when there is no such order."""
    lines = OrderItem.objects.filter(order__order_id=number.upper(), is_gift=False, variant__isnull=False)
    return list(lines.order_by("pk").values_list("variant__sku", "quantity"))


def unpaid_orders(user: CustomUser) -> tuple[list[Order], object]:
    """Placed orders that wait for money, oldest first, and their sum in roubles."""
    waiting = list(user.orders.unpaid().order_by("order_date", "pk"))
    return waiting, sum((order.total for order in waiting), ZERO)
