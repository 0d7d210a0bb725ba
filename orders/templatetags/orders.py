"""Words of an order on the pages of those who placed it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cart.delivery import DeliveryMethod, DeliveryService
from users.enums import Zone

from ..selectors.pages import OrderView

register = template.Library()


@register.filter
def as_number(number: str) -> SafeString:
    """An order's number inside a heading: in one line, and in letters that can be read out on the phone."""
    return format_html('<span class="order-number">{}</span>', number)


@register.filter
def has_free_delivery(view: OrderView) -> bool:
    """Whether a delivery of 0 ₽ costs nothing; all others are 0 until their price is agreed by phone."""
    order = view.order
    if order.delivery_method == DeliveryMethod.PICKUP:
        return True
    if order.delivery_service != DeliveryService.ENTRANCE:
        return False
    off_delivery = sum(amount for _sentence, amount in view.discounts) - order.discount
    return order.delivery_zone == Zone.INSIDE_KAD or off_delivery > 0
