"""Numbers and benefits of promotions in people's words."""

from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.money import format_rub

from .enums import Benefit


def promise(benefit: str, *, value: Decimal | None, cap: Decimal | None, gift: str) -> str:
    """What a promotion gives in general. value: per cent or roubles; cap: the discount at most."""
    words = {
        Benefit.PERCENT: _("%(percent)s off.") if cap is None else _("%(percent)s off, %(cap)s at most."),
        Benefit.AMOUNT: _("%(amount)s off."),
        Benefit.FREE_DELIVERY: _("Free delivery.") if cap is None else _("Delivery for up to %(cap)s less."),
        Benefit.GIFT: _("Your gift: %(gift)s."),
        Benefit.PRICE: _("Prices lower by %(percent)s."),
    }[Benefit(benefit)]
    return words % {
        "percent": "" if value is None else per_cent(value),
        "amount": "" if value is None else roubles(value),
        "cap": "" if cap is None else roubles(cap),
        "gift": gift,
    }


def roubles(amount: Decimal) -> str:
    return format_rub(amount, language())


def per_cent(value: Decimal) -> str:
    """`10 %` or `7,5 %` with a non-breaking space; English: `7.5%`."""
    number = format_decimal(value, format="#,##0.##", locale=language())
    return f"{number}%" if language() == "en" else f"{number}\u00a0%"


def day(when: date) -> str:
    return date_format(when, "j E Y")


def language() -> str:
    return "en" if (get_language() or "ru").startswith("en") else "ru"
