"""The owner's methods of stock on variants and products, as somebody from outside would call them."""

import pytest
from django.core.exceptions import ValidationError

from catalog.models import ProductPage
from catalog.services.variants import create_variant
from inventory.errors import Shortage
from tests.factories.catalog import make_product
from tests.inventory.scenes import journal, make_item, numbers

pytestmark = pytest.mark.django_db


def seen(variant) -> tuple[int, int, int]:
    """Available, reserved, total."""
    return variant.available_quantity, variant.reserved_quantity, variant.get_total_stock()


@pytest.fixture
def item():
    return make_item(5)


def test_reserve_unreserve_confirm(item):
    variant, told = item.variant, []

    variant.reserve_stock(3)
    told.append(seen(variant))
    variant.unreserve_stock(1)
    told.append(seen(variant))
    variant.confirm_sale(2)
    told.append(seen(variant))

    assert told == [(2, 3, 5), (3, 2, 5), (3, 0, 3)]
    assert journal(item) == (3, 0)


def test_more_than_available_is_a_validation_error_and_changes_nothing(item):
    with pytest.raises(ValidationError) as refused:
        item.variant.reserve_stock(6)

    assert refused.value.code == "out_of_stock"
    assert refused.value.__cause__.shortages == (Shortage(item.variant.sku, 6, 5),)
    assert refused.value.messages == [f"{item.variant.sku}: нужно 6, осталось 5."]
    assert numbers(item) == journal(item) == (5, 0)


@pytest.mark.parametrize("method", ["unreserve_stock", "confirm_sale"])
def test_more_than_reserved_is_a_validation_error_and_changes_nothing(item, method):
    item.variant.reserve_stock(2)

    with pytest.raises(ValidationError) as refused:
        getattr(item.variant, method)(3)

    assert refused.value.code == "more_than_reserved"
    assert refused.value.messages == [f"{item.variant.sku}: в резерве только 2."]
    assert numbers(item) == journal(item) == (5, 2)


def test_pieces_of_several_stores_are_one_number(item):
    other = make_item(2, variant=item.variant, store_name="Салон")

    item.variant.reserve_stock(6)
    item.variant.unreserve_stock(2)
    item.variant.confirm_sale(4)

    assert seen(item.variant) == (3, 0, 3)
    assert sum(numbers(each)[0] for each in (item, other)) == 3
    assert (journal(item), journal(other)) == (numbers(item), numbers(other))


def test_numbers_that_were_fetched_before_are_not_believed(item):
    page = ProductPage.objects.prefetch_related("variants__stock_items").get()
    variant = page.variants.all()[0]
    item.variant.reserve_stock(5)

    with pytest.raises(ValidationError):
        variant.reserve_stock(1)


def test_by_size():
    page = make_product(size_label="90 см")
    item = make_item(4, variant=page.variants.get())
    wide = create_variant(
        page.pk,
        sku="W-120",
        list_price=70000,
        size_label="120 см",
        width_mm=1200,
        height_mm=820,
        depth_mm=480,
    )
    make_item(1, variant=wide)

    page.reserve_size_stock("90 см", 3)
    page.unreserve_size_stock("90 см", 1)
    page.confirm_size_sale("90 см", 2)
    with pytest.raises(ValidationError) as refused:
        page.reserve_size_stock("120 см", 2)

    assert refused.value.code == "out_of_stock"
    assert numbers(item) == (2, 0)
    assert seen(wide) == (1, 0, 1)


def test_a_size_that_is_missing_or_comes_in_two_finishes_is_refused():
    page = make_product(size_label="90 см", finish_label="дуб")
    sizes = {"width_mm": 900, "height_mm": 820, "depth_mm": 480}
    create_variant(page.pk, sku="W-1", list_price=1, size_label="90 см", finish_label="орех", **sizes)
    codes = []

    for size in ("90 см", "91 см"):
        with pytest.raises(ValidationError) as refused:
            page.reserve_size_stock(size, 1)
        codes.append((refused.value.code, size in refused.value.messages[0]))

    assert codes == [("ambiguous_size", True), ("unknown_size", True)]
