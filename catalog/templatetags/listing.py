"""Cards of a listing, rendered once per content."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..selectors.cards import Card

register = template.Library()
# About 2 KB each.
KEPT = 2048


@register.simple_tag
def listed_card(card: Card, is_first: bool) -> SafeString:
    """`components/card.html` in a listing. A card is a value, so equal cards look the same, never stale."""
    render = _render.__wrapped__ if settings.DEBUG else _render
    return render(card, is_first, get_language())


@lru_cache(maxsize=KEPT)
def _render(card: Card, is_first: bool, language: str | None) -> SafeString:
    context = {"card": card, "level": 2, "priority": is_first, "sizes": "(width < 62rem) 50vw, 320px"}
    return render_to_string("components/card.html", context)
