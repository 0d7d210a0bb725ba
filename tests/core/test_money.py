"""Roubles are rounded, split, printed and read in one place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import MAX_AMOUNT, allocate, format_rub, parse_rub, to_kopecks

amounts = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2)
weights = st.lists(st.one_of(st.integers(0, 10**9), st.decimals(0, 10**7, places=2)), min_size=1, max_size=30)
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("0.025", "0.03"),
        ("1.004999", "1.00"),
        ("-0.005", "-0.01"),
        ("99.995", "100.00"),
        ("7", "7.00"),
    ],
)
def test_half_a_kopeck_goes_up(exact, rounded):
    assert str(to_kopecks(Decimal(exact))) == rounded


@pytest.mark.parametrize(
    ("amount", "parts", "expected"),
    [
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.02", [1, 1, 1], ["0.01", "0.01", "0.00"]),
        ("10", [3, 1], ["7.50", "2.50"]),
        ("1000", [64200, 35800], ["642.00", "358.00"]),
        ("1", [0, 0, 0], ["0.34", "0.33", "0.33"]),
        ("-100", [1, 2], ["-33.33", "-66.67"]),
        ("5", [0, 7], ["0.00", "5.00"]),
        ("0", [1, 2], ["0.00", "0.00"]),
        ("0.01", [1, 2], ["0.00", "0.01"]),
    ],
)
def test_split_follows_the_weights_and_the_largest_remainder(amount, parts, expected):
    assert allocate(Decimal(amount), parts) == [Decimal(part) for part in expected]


@given(amounts, weights)
def test_parts_add_up_to_the_whole_and_stay_within_a_kopeck_of_their_share(amount, parts):
    shares = allocate(amount, parts)

    assert sum(shares) == amount
    assert len(shares) == len(parts)
    total = sum(Decimal(part) for part in parts)
    for share, part in zip(shares, parts, strict=True):
        fair = amount * Decimal(part) / total if total else amount / len(parts)
        assert abs(share - fair) < Decimal("0.01000001")
        assert share == to_kopecks(share)


@pytest.mark.parametrize("parts", [[], [1, -1]])
def test_split_without_sense_is_refused(parts):
    with pytest.raises(ValueError, match="weights"):
        allocate(Decimal(1), parts)


@pytest.mark.parametrize(
    ("amount", "russian", "english"),
    [
        ("0", "0 ₽", "₽0"),
        ("990", "990 ₽", "₽990"),
        ("64200", "64 200 ₽", "₽64,200"),
        ("64200.00", "64 200 ₽", "₽64,200"),
        ("64200.5", "64 200,50 ₽", "₽64,200.50"),
        ("1234567.89", "1 234 567,89 ₽", "₽1,234,567.89"),
        ("-1500", "-1 500 ₽", "-₽1,500"),
    ],
)
def test_amount_is_printed_as_people_write_it(amount, russian, english):
    assert format_rub(Decimal(amount)) == russian.replace(" ", NBSP)
    assert format_rub(Decimal(amount), "en") == english
    assert format_rub(Decimal(amount), "en-gb") == english


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("40000", "40000"),
        ("40 000", "40000"),
        ("40\u00a0000 ₽", "40000"),
        ("40к", "40000"),
        ("40 К", "40000"),
        ("40k", "40000"),
        ("40 тыс", "40000"),
        ("40 тыс.", "40000"),
        ("1,5 млн", "1500000"),
        ("1.5млн", "1500000"),
        ("64 200,50 руб.", "64200.50"),
        ("0", "0"),
        ("9999999999.99", str(MAX_AMOUNT)),
    ],
)
def test_typed_amounts_are_understood(typed, amount):
    assert parse_rub(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "дорого",
        "-5",
        "1e9",
        "0x10",
        "NaN",
        "Infinity",
        "١٢",
        "1.2.3",
        ".",
        "10000000000",
        "9" * 400,
        "к",
        "5 %",
    ],
)
def test_what_is_no_amount_is_none(typed):
    assert parse_rub(typed) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(typed):
    amount = parse_rub(typed)

    assert amount is None or 0 <= amount <= MAX_AMOUNT


@given(st.decimals(min_value=0, max_value=MAX_AMOUNT, places=2))
def test_printed_amount_reads_back(amount):
    assert parse_rub(format_rub(amount)) == amount
