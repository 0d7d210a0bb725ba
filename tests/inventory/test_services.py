"""Stock changes by named actions, and the journal always adds up to the numbers."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from catalog.enums import SoldAs
from catalog.models import ListedKey, Variant
from catalog.services.variants import update_variant
from inventory.errors import BelowReserved, NotCounted, NothingToCorrect, StockMoved
from inventory.models import StockItem, Store
from inventory.services import Want, correct, receive, stock_item, take
from tests.factories.catalog import make_product
from tests.factories.people import make_user
from tests.inventory.scenes import availability, journal, make_item, numbers

pytestmark = pytest.mark.django_db


def test_received_pieces_are_in_the_journal_with_who_and_why():
    item, keeper = make_item(), make_user()

    receive(item.pk, quantity=4, reason="поставка", reference="УПД-7", actor=keeper)

    movement = item.movements.get()
    assert numbers(item) == (4, 0)
    assert (movement.kind, movement.on_hand_change, movement.reason, movement.reference, movement.actor) == (
        "receive",
        4,
        "поставка",
        "УПД-7",
        keeper,
    )
    entry = ModelLogEntry.objects.get(action="inventory.receive")
    assert (entry.user, entry.data, entry.object_id) == (keeper, {"change": 4}, str(item.pk))


def test_visitors_are_told_at_once_when_the_first_piece_comes_and_the_last_goes():
    item = make_item()
    told = [availability(item)]

    receive(item.pk, quantity=1, reason="поставка")
    told.append(availability(item))
    correct(item.pk, on_hand=0, seen=1, reason="разбит")
    told.append(availability(item))

    assert told == ["out_of_stock", "in_stock", "out_of_stock"]


def test_the_listing_follows():
    item = make_item()
    before = set(ListedKey.objects.filter(variant=item.variant_id).values_list("key", flat=True))

    receive(item.pk, quantity=1, reason="поставка")

    after = set(ListedKey.objects.filter(variant=item.variant_id).values_list("key", flat=True))
    assert len(before ^ after) == 2


def test_pieces_in_another_store_keep_it_in_stock():
    first = make_item(1)
    second = make_item(2, store_name="Салон", variant=first.variant)

    correct(first.pk, on_hand=0, seen=1, reason="разбит")

    assert availability(second) == "in_stock"
    assert first.variant.available_quantity == 2


def test_reserved_pieces_are_not_free():
    item = make_item(3)
    take([Want(item.pk, 3)], reference="ORD-1")

    receive(item.pk, quantity=1, reason="поставка")
    variant = Variant.objects.get(pk=item.variant_id)

    assert (variant.available_quantity, variant.reserved_quantity, variant.get_total_stock()) == (1, 3, 4)
    assert (variant.get_reserved_stock(), variant.is_in_stock()) == (3, True)


def test_correction_below_reserved_is_refused_and_writes_nothing():
    item = make_item(5)
    take([Want(item.pk, 3)], reference="ORD-1")
    before = item.movements.count()

    with pytest.raises(BelowReserved) as refused:
        correct(item.pk, on_hand=2, seen=5, reason="пересчёт")

    assert refused.value.code == "below_reserved"
    assert "3" in refused.value.message
    assert (numbers(item), item.movements.count()) == ((5, 3), before)


def test_correction_down_to_the_reserved_is_allowed():
    item = make_item(5)
    take([Want(item.pk, 3)], reference="ORD-1")

    correct(item.pk, on_hand=3, seen=5, reason="пересчёт")

    assert numbers(item) == journal(item) == (3, 3)
    assert availability(item) == "out_of_stock"


def test_correction_of_a_number_that_moved_meanwhile_is_refused():
    item = make_item(5)
    receive(item.pk, quantity=2, reason="поставка")

    with pytest.raises(StockMoved) as refused:
        correct(item.pk, on_hand=4, seen=5, reason="пересчёт")

    assert "7" in refused.value.message
    assert numbers(item) == journal(item) == (7, 0)


def test_a_count_equal_to_numbers_that_moved_meanwhile_is_not_lost():
    item = make_item(7)
    correct(item.pk, on_hand=5, seen=7, reason="витрина")

    with pytest.raises(StockMoved):
        correct(item.pk, on_hand=7, seen=7, reason="пересчёт")


def test_a_store_is_put_out_of_use_only_empty():
    item = make_item(2)
    store = item.store
    store.is_active = False
    with pytest.raises(ValidationError) as refused:
        store.full_clean()
    assert list(refused.value.error_dict) == ["is_active"]

    correct(item.pk, on_hand=0, seen=2, reason="переезд")
    store.full_clean()


def test_correction_to_the_same_number_is_refused():
    item = make_item(5)

    with pytest.raises(NothingToCorrect):
        correct(item.pk, on_hand=5, seen=5, reason="пересчёт")

    assert item.movements.count() == 1


@pytest.mark.parametrize("quantity", [0, -1])
def test_receiving_nothing_is_a_mistake_of_the_caller(quantity):
    item = make_item()

    with pytest.raises(ValueError, match="positive"):
        receive(item.pk, quantity=quantity, reason="поставка")

    assert numbers(item) == (0, 0)


def test_made_to_order_takes_no_stock():
    kitchen = make_product("Кухня", sold_as=SoldAs.MADE_TO_ORDER).variants.get()
    store = Store.objects.create(name="Склад", location="Санкт-Петербург")

    with pytest.raises(NotCounted):
        stock_item(kitchen, store)

    assert not StockItem.objects.exists()
    assert kitchen.availability == "made_to_order"


def test_what_became_made_to_order_is_not_received_any_more():
    item = make_item()
    update_variant(item.variant_id, version=1, sold_as=SoldAs.MADE_TO_ORDER)

    with pytest.raises(NotCounted):
        receive(item.pk, quantity=1, reason="поставка")
    with pytest.raises(NotCounted):
        correct(item.pk, on_hand=1, seen=0, reason="пересчёт")

    assert numbers(item) == (0, 0)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(1, 9)),
        st.tuples(st.just("correct"), st.integers(0, 12)),
        st.tuples(st.just("reserve"), st.integers(0, 4)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_sum_of_the_movements_is_the_number_whatever_happens(steps):
    item = make_item()

    for action, number in steps:
        on_hand, reserved = numbers(item)
        if action == "receive":
            receive(item.pk, quantity=number, reason="поставка")
        elif action == "reserve" and not reserved and 0 < number <= on_hand:
            take([Want(item.pk, number)], reference="ORD-1")
        elif action == "correct":
            try:
                correct(item.pk, on_hand=number, seen=on_hand, reason="пересчёт")
            except (BelowReserved, NothingToCorrect):
                assert numbers(item) == (on_hand, reserved)
        assert numbers(item) == journal(item)
