"""Tags that every template has without loading: money, sizes, plurals."""

from django import template
from django.utils.translation import get_language

from core.money import format_rub

register = template.Library()
NBSP = "\u00a0"


@register.filter
def rub(amount) -> str:
    """`64 200 ₽`; empty for None."""
    return "" if amount is None else format_rub(amount, get_language() or "ru")


@register.filter
def grouped(number) -> str:
    """`1 160`: thousands apart by a non-breaking space."""
    return f"{int(number):,}".replace(",", NBSP)


@register.filter
def mm(thing) -> str:
    """`1 160 × 480 × 820 мм` of anything with width_mm, depth_mm and height_mm."""
    sizes = (thing.width_mm, thing.depth_mm, thing.height_mm)
    return f"{NBSP}×{NBSP}".join(grouped(size) for size in sizes) + f"{NBSP}мм"


@register.filter
def plural_ru(number, forms: str) -> str:
    """`{{ 21|plural_ru:"модель,модели,моделей" }}` → `модель`; for words that come from editors' data."""
    one, few, many = forms.split(",")
    tail, tens = abs(int(number)) % 10, abs(int(number)) % 100
    if 11 <= tens <= 14:
        return many
    return one if tail == 1 else few if 2 <= tail <= 4 else many
