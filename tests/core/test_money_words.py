"""Sums in words: every ending right, whole and exact up to the largest sum there is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import MAX_AMOUNT, format_rub_exactly
from core.money_words import SCALES, roubles_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Ноль рублей 00 копеек"),
        ("0.01", "Ноль рублей 01 копейка"),
        ("1.02", "Один рубль 02 копейки"),
        ("2.11", "Два рубля 11 копеек"),
        ("5.21", "Пять рублей 21 копейка"),
        ("11", "Одиннадцать рублей 00 копеек"),
        ("21", "Двадцать один рубль 00 копеек"),
        ("112", "Сто двенадцать рублей 00 копеек"),
        ("1000", "Одна тысяча рублей 00 копеек"),
        ("2001.50", "Две тысячи один рубль 50 копеек"),
        ("11000", "Одиннадцать тысяч рублей 00 копеек"),
        ("64200", "Шестьдесят четыре тысячи двести рублей 00 копеек"),
        ("1000000", "Один миллион рублей 00 копеек"),
        ("2022000.02", "Два миллиона двадцать две тысячи рублей 02 копейки"),
        (
            "9999999999.99",
            "Девять миллиардов девятьсот девяносто девять миллионов девятьсот девяносто девять тысяч "
            "девятьсот девяносто девять рублей 99 копеек",
        ),
    ],
)
def test_a_sum_is_told_in_words(amount, words):
    assert roubles_in_words(Decimal(amount)).replace("\u00a0", " ") == words


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000"])
def test_a_sum_that_no_paper_has_is_refused(amount):
    with pytest.raises(ValueError, match="no words"):
        roubles_in_words(Decimal(amount))


@given(st.integers(0, int(MAX_AMOUNT)), st.integers(0, int(MAX_AMOUNT)))
def test_different_sums_have_different_words(one, other):
    assert (roubles_in_words(Decimal(one)) == roubles_in_words(Decimal(other))) is (one == other)


@given(st.integers(0, int(MAX_AMOUNT)))
def test_roubles_are_named_once(amount):
    told = roubles_in_words(Decimal(amount)).split()

    assert sum(word in SCALES[0] for word in told) == 1


def test_papers_write_kopecks_always():
    assert format_rub_exactly(Decimal(64200)) == "64\u00a0200,00\u00a0₽"
    assert format_rub_exactly(Decimal("1234.5"), "en") == "₽1,234.50"
