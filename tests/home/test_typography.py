"""Filters and tags that every template has."""

import pytest
from django.template import Context, Template, TemplateSyntaxError

from core.templatetags.istok import nbsp, phone_uri

GAP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("начинается с эскиза", f"начинается с{GAP}эскиза"),
        ("И в доме, и на даче", f"И{GAP}в{GAP}доме, и{GAP}на{GAP}даче"),
        ("Стол — это вещь", f"Стол{GAP}— это вещь"),
        ("Кухня под окном", f"Кухня под{GAP}окном"),
        ("Ко-дизайн дома", "Ко-дизайн дома"),
        ("подарок другу", "подарок другу"),
    ],
)
def test_short_words_stay_with_the_next_one(text, expected):
    assert nbsp(text) == expected


def test_typography_does_not_trust_markup():
    shown = Template("{{ text|nbsp }}").render(Context({"text": "<b> с нами"}))

    assert shown == f"&lt;b&gt; с{GAP}нами"


def test_phone_becomes_an_address():
    assert phone_uri("+7 (812) 000-00-00") == "+78120000000"


def test_icon_is_drawn_in_place_and_hidden_from_screen_readers():
    shown = Template('{% icon "search" %}').render(Context())

    assert shown.startswith('<svg class="icon" aria-hidden="true"')
    assert shown.endswith("</svg>")


def test_unknown_icon_is_a_mistake_that_is_told():
    with pytest.raises(TemplateSyntaxError, match=r"static/icons/unicorn\.svg"):
        Template('{% icon "unicorn" %}').render(Context())
