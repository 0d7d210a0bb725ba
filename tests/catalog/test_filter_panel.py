"""The filter panel and its chips, without a database."""

import pytest

from catalog.facets.dictionary import Axis, Category, Dictionary, Value
from catalog.facets.filters import Filters
from catalog.facets.listing import Listing
from catalog.facets.panel import chips, facet_groups

CODES = [f"v{number:02d}" for number in range(14)]


def dictionary(*axes: Axis) -> Dictionary:
    return Dictionary(axes, (Category(1, "0001", "detskaya", "Детская", "/detskaya/"),))


def axis(code: str, name: str, *values: str) -> Axis:
    return Axis(
        code, name, tuple(Value(number, f"v{number:02d}", value) for number, value in enumerate(values))
    )


def group(counts: dict[str, int], chosen: tuple[str, ...] = ()):
    """The group of a facet of 14 values; `counts` of those that are not 0."""
    known = dictionary(axis("facade", "Материал фасадов", *CODES))
    listing = Listing((), 0, 0, 1, {"facade": dict.fromkeys(CODES, 0) | counts})
    filters = Filters(facets=(("facade", chosen),)) if chosen else Filters()
    return next(facet_groups(known, filters, listing))


def codes(options) -> list[str]:
    return [option.value for option in options]


def test_values_with_goods_are_seen_at_once_in_the_owners_order():
    shown = group(dict.fromkeys(CODES[4:], 2))

    assert codes(shown.options) == CODES[4:]
    assert codes(shown.rest) == CODES[:4]
    assert shown.total == 14


def test_chosen_value_is_seen_at_once_even_without_goods():
    shown = group(dict.fromkeys(CODES[:12], 1), chosen=("v13",))

    assert codes(shown.options) == [*CODES[:9], "v13"]
    assert not shown.is_rest_open


def test_a_few_values_are_all_seen():
    known = dictionary(axis("facade", "Материал фасадов", *CODES[:11]))
    listing = Listing((), 0, 0, 1, {"facade": dict.fromkeys(CODES, 0)})

    shown = next(facet_groups(known, Filters(), listing))

    assert codes(shown.options) == CODES[:11]
    assert shown.rest == ()


@pytest.mark.parametrize(
    ("filters", "name", "full_name"),
    [
        (Filters(facets=(("facade", ("v00",)),)), "Материал фасадов: Дуб", "Материал фасадов: Дуб"),
        (Filters(facets=(("worktop", ("v00",)),)), "Материал столешницы: Дуб", "Материал столешницы: Дуб"),
        (Filters(facets=(("facade", ("v01",)),)), "Орех", "Материал фасадов: Орех"),
        (Filters(facets=(("purpose", ("v00",)),)), "Назначение: Детская", "Назначение: Детская"),
        (Filters(categories=("detskaya",)), "Категория: Детская", "Категория: Детская"),
        (Filters(availability=("in_stock",)), "В наличии", "Наличие: В наличии"),
        (Filters(has_3d=True), "Есть 3D-модель", "Есть 3D-модель"),
    ],
)
def test_chip_names_its_dimension_where_the_value_could_be_two(filters, name, full_name):
    known = dictionary(
        axis("purpose", "Назначение", "Детская"),
        axis("facade", "Материал фасадов", "Дуб", "Орех"),
        axis("worktop", "Материал столешницы", "Дуб"),
    )

    (chip,) = chips(known, filters)

    assert (chip.name, chip.full_name) == (name, full_name)
