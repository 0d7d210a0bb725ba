"""{% order_money %} on an order's screen in the back office, which belongs to an app below."""

from decimal import Decimal

from django import template

from core.money import format_rub
from orders.models import Order

from ..permissions import PLAN, RECORD_CASH, REFUND, VIEW
from ..selectors.desk_money import desk_money
from ..services.refunds import can_be_refunded
from ..words import failure_words, method_words, review_words

register = template.Library()
register.filter("review_words", review_words)
register.filter("failure_words", failure_words)
register.filter("method_words", method_words)


@register.inclusion_tag("payments/admin/order_money.html", takes_context=True)
def order_money(context, order: Order) -> dict:
    """Nothing for who may not see payments."""
    user = context["request"].user
    if not user.has_perm(VIEW):
        return {}
    money = desk_money(order)
    return {
        "order": order,
        "money": money,
        "due_part": money.due.part if money.due else None,
        "may_record": bool(money.left) and user.has_perm(RECORD_CASH),
        "may_plan": bool(money.left) and user.has_perm(PLAN),
        "givable": [payment for payment in money.payments if can_be_refunded(payment)]
        if user.has_perm(REFUND)
        else [],
    }


@register.filter
def signed_rub(amount: Decimal) -> str:
    """`+1 000 ₽`, `−500 ₽` with a minus sign."""
    words = format_rub(abs(amount))
    return f"−{words}" if amount < 0 else f"+{words}"


@register.filter
def written_rub(amount: str) -> str:
    """Roubles that JSON keeps as text."""
    return format_rub(Decimal(amount))
