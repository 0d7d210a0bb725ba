"""{% payment_panel %} on pages of orders, which belong to an app below; words for ways of payment."""

from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_currency
from django import template

from core.money import format_rub
from orders.models import Order

from ..links import pay_path
from ..models import Payment, Refund
from ..selectors.gateways import Way
from ..selectors.pages import is_returned, payment_status, preferred, ways_of

register = template.Library()


@register.inclusion_tag("payments/panel.html", takes_context=True)
def payment_panel(context, order: Order, back: str) -> dict:
    """Everything about the order's money, and the form that pays. back: path of this page."""
    money, request = payment_status(order), context["request"]
    ways = ways_of(order, money.amount, user=request.user) if money.asks else ()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "order": order,
        "money": money,
        "ways": ways,
        "chosen": preferred(ways),
        "action": pay_path(order) if ways else "",
        "back": back,
    }


@register.filter
def charged(thing: Way | Payment) -> str:
    """What the provider asks for in its own currency: `131,58 $`."""
    if isinstance(thing, Payment):
        return in_currency(thing.charged, thing.currency)
    return in_currency(thing.cost.charged, thing.gateway.currency)


def in_currency(amount: Decimal, currency: str) -> str:
    return format_currency(amount, currency, locale="ru")


@register.filter
def lacking(way: Way) -> Decimal:
    """How much a balance is short of, roubles."""
    return way.cost.total - way.balance


@register.filter
def any_fee(ways: Sequence[Way]) -> bool:
    """Whether what is paid depends on the way."""
    return any(way.has_fee for way in ways)


@register.filter
def minus(amount: Decimal) -> str:
    """`−1 200 ₽` of an amount below zero, with a minus as wide as a plus."""
    return f"−{format_rub(-amount)}"


@register.filter
def returned(refund: Refund) -> bool:
    return is_returned(refund)
