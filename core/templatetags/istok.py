"""Tags that every template has without loading: money, sizes, plurals, icons, typography, styles."""

import json
import re
from functools import cache

from django import template
from django.conf import settings
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core.money import format_rub

register = template.Library()
NBSP = "\u00a0"
SHORT_WORD = re.compile(
    r"(?<![\w-])(а|без|в|во|до|за|и|из|или|к|как|ко|на|над|не|ни|но|о|об|от|по|под|при|про|с|со|у)[ \t]+",
    re.IGNORECASE,
)
DASH = re.compile(r"[ \t]+—")
# Characters that could end a <script> element or start a tag inside it.
JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


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


@register.filter
def nbsp(text) -> str:
    """Keep short prepositions with the next word and a dash with the previous one; for headings and leads."""
    joined = DASH.sub(f"{NBSP}—", str(text))
    for _pass in range(2):  # neighbours: «и в доме» needs the second look
        joined = SHORT_WORD.sub(rf"\1{NBSP}", joined)
    return mark_safe(joined) if isinstance(text, SafeString) else joined  # noqa: S308


@register.filter
def phone_uri(phone: str) -> str:
    """`+78120000000` of `+7 (812) 000-00-00`."""
    return "".join(char for char in phone if char.isdigit() or char == "+")


@cache
def _icon_source(name: str) -> str:
    path = settings.BASE_DIR / "static" / "icons" / f"{name}.svg"
    if not path.is_file():
        raise TemplateSyntaxError(f"There is no icon {name!r}: static/icons/{name}.svg")
    return path.read_text(encoding="utf-8").strip()


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "search" %}`: the drawing of static/icons/search.svg, hidden from screen readers."""
    source = _icon_source(name).replace("<svg ", '<svg class="icon" aria-hidden="true" ', 1)
    return mark_safe(source)  # noqa: S308 - our own files


@register.simple_tag
def stylesheets(*names: str) -> SafeString:
    """`{% stylesheets "card" "field" %}`: links to static/css/components/<name>.css, for head_extra."""
    links = ((static(f"css/components/{name}.css"),) for name in names)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag(takes_context=True)
def absolute(context, url: str) -> str:
    """`url` with scheme and host, for social networks and structured data."""
    request = context.get("request")
    return request.build_absolute_uri(url) if request else url


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """Structured data of a page in its script element; no text in it can close the element."""
    source = json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{source}</script>')  # noqa: S308
