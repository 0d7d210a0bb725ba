"""Roubles: the only place that rounds, splits and prints them.

Amounts are `Decimal` with two places. SQLite computes decimals in floating point, so nothing here is ever
done in SQL.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import format_currency
from django.db import models

KOPECK = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal("9999999999.99")


def money_field(verbose_name: str, **options) -> models.DecimalField:
    """A column of roubles with kopecks."""
    return models.DecimalField(verbose_name, max_digits=12, decimal_places=2, **options)


def to_kopecks(amount: Decimal) -> Decimal:
    """`amount` rounded half-up to whole kopecks."""
    return amount.quantize(KOPECK, rounding=ROUND_HALF_UP)


def allocate(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Split `amount` in proportion to `weights`; the parts add up to it to the kopeck.

    Kopecks that do not divide go to the largest remainders, earlier part first. All-zero weights share
    equally. Raises ValueError for no weights or a negative one.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("weights must be present and not negative")
    total = int((to_kopecks(amount) / KOPECK).to_integral_value())
    sign, total = (-1, -total) if total < 0 else (1, total)
    scale = [Decimal(weight) for weight in weights]
    if not any(scale):
        scale = [Decimal(1)] * len(scale)
    exact = [total * weight / sum(scale) for weight in scale]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return [sign * part * KOPECK for part in parts]


def format_rub(amount: Decimal | int, locale: str = "ru") -> str:
    """`64 200 ₽` with non-breaking spaces; kopecks only when there are some. English: `₽64,200`."""
    value = to_kopecks(Decimal(amount))
    return _format(value, "" if value == value.to_integral_value() else ".00", locale)


def format_rub_exactly(amount: Decimal | int, locale: str = "ru") -> str:
    """`64 200,00 ₽`: with kopecks always, as papers name sums."""
    return _format(to_kopecks(Decimal(amount)), ".00", locale)


def _format(value: Decimal, digits: str, locale: str) -> str:
    pattern = f"¤#,##0{digits}" if locale.startswith("en") else f"#,##0{digits}\u00a0¤"
    return format_currency(
        value, "RUB", format=pattern, locale="en" if locale.startswith("en") else "ru", currency_digits=False
    ).replace("RUB", "₽")


def parse_rub(text: str) -> Decimal | None:
    """Roubles as people type them: `40 000`, `40000`, `40к`, `40 тыс`, `1,5 млн`, `64 200 ₽`; else None."""
    cleaned = (
        "".join(text.lower().split())
        .replace("₽", "")
        .replace("руб.", "")
        .replace("руб", "")
        .replace(",", ".")
    )
    factor = 1
    for suffix, value in (("тыс.", 1000), ("тыс", 1000), ("млн", 1_000_000), ("к", 1000), ("k", 1000)):
        if cleaned.endswith(suffix):
            cleaned, factor = cleaned[: -len(suffix)], value
            break
    if not cleaned or not all(char in "0123456789." for char in cleaned):
        return None
    try:
        amount = to_kopecks(Decimal(cleaned) * factor)
    except InvalidOperation:
        return None
    return amount if amount <= MAX_AMOUNT else None
