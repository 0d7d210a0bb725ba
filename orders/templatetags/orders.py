"""Words of an order on the pages of those who placed it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def as_number(number: str) -> SafeString:
    """An order's number inside a heading: in one line, and in letters that can be read out on the phone."""
    return format_html('<span class="order-number">{}</span>', number)
