"""Sums and days as papers write them: `{% load papers %}`."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from core.money import format_rub_exactly
from core.money_words import roubles_in_words
from core.templatetags.istok import icon

register = template.Library()
NBSP = "\u00a0"


@register.filter
def exact(amount: Decimal) -> str:
    """`64 200,00 ₽`, in one line."""
    return format_rub_exactly(amount).replace("-", "−")


@register.filter
def in_words(amount: Decimal) -> str:
    return roubles_in_words(amount)


@register.filter
def long_day(day: date) -> str:
    """`22 ноября 2026 г.`, in one line."""
    return f"{date_format(day, 'j E Y')} г.".replace(" ", NBSP)


@register.simple_tag
def coloured_icon(name: str, colour: str) -> SafeString:
    """`{% icon %}` for papers: what WeasyPrint draws does not see the colour of the text around it."""
    return mark_safe(icon(name).replace("currentColor", colour))  # noqa: S308 - our own files
