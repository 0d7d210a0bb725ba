"""The words and signs that templates put beside numbers."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

NBSP = "\u00a0"


def rendered(template: str, **context) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "моделей"),
        (1, "модель"),
        (2, "модели"),
        (4, "модели"),
        (5, "моделей"),
        (11, "моделей"),
        (12, "моделей"),
        (14, "моделей"),
        (20, "моделей"),
        (21, "модель"),
        (22, "модели"),
        (25, "моделей"),
        (101, "модель"),
        (111, "моделей"),
        (112, "моделей"),
        (1002, "модели"),
        (1011, "моделей"),
        (-1, "модель"),
        ("21", "модель"),
    ],
)
def test_noun_follows_the_number(number, word):
    assert rendered('{{ number|plural_ru:"модель,модели,моделей" }}', number=number) == word


@pytest.mark.parametrize(
    ("sizes", "printed"),
    [
        ((1160, 480, 820), "1 160 × 480 × 820 мм"),
        ((600, 600, 2400), "600 × 600 × 2 400 мм"),
        ((90, 18, 10), "90 × 18 × 10 мм"),
    ],
)
def test_size_is_width_depth_height(sizes, printed):
    width, depth, height = sizes
    thing = SimpleNamespace(width_mm=width, depth_mm=depth, height_mm=height)

    assert rendered("{{ thing|mm }}", thing=thing) == printed.replace(" ", NBSP)


def test_price_follows_the_language_of_the_page():
    assert rendered("{{ price|rub }}", price=Decimal("64200")) == f"64{NBSP}200{NBSP}₽"
    with translation.override("en"):
        assert rendered("{{ price|rub }}", price=Decimal("64200")) == "₽64,200"


def test_no_price_is_printed_as_nothing():
    assert rendered("{{ price|rub }}", price=None) == ""


@pytest.mark.parametrize(
    ("number", "printed"), [(0, "0"), (999, "999"), (1160, "1 160"), (1234567, "1 234 567")]
)
def test_thousands_stand_apart(number, printed):
    assert rendered("{{ number|grouped }}", number=number) == printed.replace(" ", NBSP)
