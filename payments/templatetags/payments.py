"""{% payment_panel %} on pages of orders, which belong to an app below; words for ways of payment."""

from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_decimal
from django import template
from django.utils.translation import gettext as _

from core.money import format_rub
from orders.models import Order

from ..enums import Currency, FeeBearer, RefundRoad
from ..links import pay_path
from ..models import Payment, Refund
from ..selectors.gateways import Way
from ..selectors.pages import OrderMoney, is_returned, payment_status, preferred, ways_of
from ..selectors.told import CASH, where_to
from ..words import charged_words, in_currency

register = template.Library()


@register.simple_tag
def money_of(order: Order) -> OrderMoney:
    """Asked once for a page: the panel and the totals tell of it."""
    return payment_status(order)


@register.inclusion_tag("payments/panel.html", takes_context=True)
def payment_panel(context, money: OrderMoney, back: str) -> dict:
    """Everything about the order's money, and the form that pays. back: path of this page."""
    order, request = money.order, context["request"]
    ways = ways_of(order, money.amount, user=request.user) if money.asks else ()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "order": order,
        "money": money,
        "ways": ways,
        "chosen": preferred(ways, money.way),
        "action": pay_path(order) if ways else "",
        "back": back,
    }


@register.filter
def charged(thing: Way | Payment) -> str:
    """What the provider asks for in its own currency: `131,58 $`."""
    if isinstance(thing, Payment):
        return charged_words(thing)
    return in_currency(thing.cost.charged, thing.gateway.currency)


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
def fee_within(payment: Payment) -> Decimal:
    """What the customer paid for the way of paying; zero where the shop bears it."""
    return payment.total_amount - payment.amount


@register.filter
def fee_terms(way: Way) -> str:
    """`20 ₽ + 2,5 %` that the customer bears, where the sum is not known yet; "" where nothing is added."""
    gateway = way.gateway
    if way.cost or gateway.fee_bearer != FeeBearer.CUSTOMER:
        return ""
    fixed = format_rub(gateway.fixed_fee) if gateway.fixed_fee else ""
    share = f"{format_decimal(gateway.percentage_fee, locale='ru')}\u00a0%" if gateway.percentage_fee else ""
    return " + ".join(filter(None, [fixed, share]))


@register.filter
def is_foreign(payment: Payment) -> bool:
    return payment.currency != Currency.RUB


@register.filter
def fate(refund: Refund) -> str:
    """What has become of the money, and where it goes."""
    road, is_over = where_to(refund), is_returned(refund)
    if road == RefundRoad.BALANCE:
        return _("Given back to your balance") if is_over else _("On its way back to your balance")
    if road == RefundRoad.OUTSIDE:
        return _("Given back in another way")
    if road == CASH:
        return _("Given back in person") if is_over else _("We agree with you how you get it back")
    return _("Given back the way it was paid") if is_over else _("On its way back the way it was paid")


@register.filter
def returned(refund: Refund) -> bool:
    return is_returned(refund)
