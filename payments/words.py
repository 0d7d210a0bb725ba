"""Codes and sums of payments in words."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _

from .models import Payment


def review_words(code: str) -> str:
    """Why a payment has to be looked at; "" for none."""
    known = {
        "": "",
        "wrong_amount": _("Another sum or currency came in than was asked."),
        "another_payment": _("The provider says that this is another payment of ours."),
        "not_sent_back": _("It should go back by itself and cannot: give it back by hand."),
        "refund_failed": _("The provider would not give it back."),
        "refund_differs": _("The provider says another end of a refund than we have."),
        "refunded_at_provider": _("More was given back at the provider than we know of."),
        "differs_unknown_here": _("The provider has money that we know nothing of."),
        "differs_unknown_there": _("The provider does not know this payment."),
        "differs_captured": _("The provider received another sum."),
        "differs_refunded": _("The provider gave back another sum."),
    }
    return known.get(code, code)


def failure_words(code: str) -> str:
    """Why the provider would not give money back; "" for none. An unknown code stands for itself."""
    known = {
        "": "",
        "refused_later": _("The provider took the refund and refused it later."),
        "not_found": _("The provider knows this payment no more."),
    }
    return known.get(code, code)


def method_words(code: str) -> str:
    """What was paid with, as providers call it; "" for nothing. An unknown code stands for itself."""
    known = {
        "cash": _("cash"),
        "balance": _("balance"),
        "card": _("card"),
        "bank_card": _("card"),
        "sbp": _("fast payment system"),
        "paypal": "PayPal",
    }
    return known.get(code, code)


def in_currency(amount: Decimal, currency: str) -> str:
    """`131,58 $`."""
    return format_currency(amount, currency, locale="ru")


def charged_words(payment: Payment) -> str:
    """What was taken in the provider's currency: what came, where a person let another sum count."""
    amount, _space, currency = payment.metadata.get("captured", "").partition(" ")
    return in_currency(Decimal(amount or payment.charged), currency or payment.currency)


def rate_words(rate: Decimal) -> str:
    """`89,00`: roubles for one of a currency, with as many digits as it has."""
    return format_decimal(rate, format="#,##0.00##", locale="ru")


def error_words(text: str) -> str:
    """Why a webhook was given up; what a program said of itself stands as it is."""
    return _("There is no such payment.") if text == "no such payment" else text
