"""What orders do with pieces: numbers, journal, refusals, what visitors are told, and what it costs."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import ListedKey
from catalog.services.variants import update_variant
from core.models import Outbox
from inventory.errors import MoreThanReserved
from inventory.models import StockItem, StockMovement, Store
from inventory.services import Want, correct, put_back, restock, sell, take
from tests.factories.catalog import make_product
from tests.factories.people import make_user
from tests.inventory.scenes import availability, journal, make_item, numbers

pytestmark = pytest.mark.django_db

ORDER = "ORD-0A1B2C3D"


def movements(item: StockItem) -> list[tuple]:
    """Kind, change on hand, change reserved and reference of what followed the first delivery."""
    rows = item.movements.order_by("pk").values_list("kind", "on_hand_change", "reserved_change", "reference")
    return list(rows)[1:]


def test_pieces_are_held_let_go_sold_and_brought_back():
    item, seen = make_item(5), []

    take([Want(item.pk, 3)], reference=ORDER)
    seen.append(numbers(item))
    put_back([Want(item.pk, 1)], reference=ORDER)
    seen.append(numbers(item))
    sell([Want(item.pk, 2)], reference=ORDER)
    seen.append(numbers(item))
    restock([Want(item.pk, 1)], reference=ORDER)
    seen.append(numbers(item))

    assert seen == [(5, 3), (5, 2), (3, 0), (4, 0)]
    assert movements(item) == [
        ("reserve", 0, 3, ORDER),
        ("release", 0, -1, ORDER),
        ("consume", -2, -2, ORDER),
        ("return", 1, 0, ORDER),
    ]
    assert journal(item) == (4, 0)


def test_the_journal_knows_who_did_it():
    item, keeper = make_item(1), make_user()

    take([Want(item.pk, 1)], reference=ORDER, actor=keeper)

    assert item.movements.get(kind="reserve").actor == keeper


def test_more_than_is_free_is_not_held():
    item = make_item(2)
    assert take([Want(item.pk, 1)], reference=ORDER) == []

    assert take([Want(item.pk, 2)], reference=ORDER) == [item.pk]

    assert numbers(item) == (2, 1)
    assert len(movements(item)) == 1


@pytest.mark.parametrize("change", [put_back, sell])
def test_more_than_is_held_is_refused_and_nothing_changes(change):
    item = make_item(5)
    take([Want(item.pk, 2)], reference=ORDER)

    with pytest.raises(MoreThanReserved) as refused:
        change([Want(item.pk, 3)], reference=ORDER)

    assert refused.value.code == "more_than_reserved"
    assert item.variant.sku in refused.value.message
    assert "2" in refused.value.message
    assert numbers(item) == (5, 2)
    assert len(movements(item)) == 1


@pytest.mark.parametrize("change", [put_back, sell])
def test_one_refused_row_keeps_all_the_others(change):
    variant = make_product().variants.get()
    first, second = (make_item(3, variant=variant, store_name=name) for name in ("Склад", "Салон"))
    take([Want(first.pk, 2), Want(second.pk, 1)], reference=ORDER)

    with pytest.raises(MoreThanReserved):
        change([Want(first.pk, 2), Want(second.pk, 2)], reference=ORDER)

    assert (numbers(first), numbers(second)) == ((3, 2), (3, 1))
    assert (len(movements(first)), len(movements(second))) == (1, 1)


def test_the_rows_that_are_short_are_named_and_the_callers_transaction_undoes_the_rest():
    variant = make_product().variants.get()
    full, empty = (make_item(on_hand, variant=variant, store_name=str(on_hand)) for on_hand in (4, 1))

    with transaction.atomic():
        short = take([Want(empty.pk, 2), Want(full.pk, 2)], reference=ORDER)
        held = numbers(full), numbers(empty)
        transaction.set_rollback(True)

    assert short == [empty.pk]
    assert held == ((4, 2), (1, 0))
    assert numbers(full) == (4, 0)
    assert movements(full) == []


def test_a_row_that_is_named_twice_gives_both_or_none():
    item = make_item(3)

    assert take([Want(item.pk, 2), Want(item.pk, 2)], reference=ORDER) == [item.pk]
    assert take([Want(item.pk, 2), Want(item.pk, 1)], reference=ORDER) == []

    assert movements(item) == [("reserve", 0, 3, ORDER)]


@pytest.mark.parametrize("quantity", [0, -1])
@pytest.mark.parametrize("change", [take, put_back, sell, restock])
def test_a_quantity_that_is_no_quantity_is_a_mistake_of_the_caller(change, quantity):
    with pytest.raises(ValueError, match="positive"):
        change([Want(1, quantity)], reference=ORDER)


@pytest.mark.parametrize("lines", [1, 3])
def test_what_an_order_costs(lines, django_assert_num_queries):
    variant = make_product().variants.get()
    wanted = [Want(make_item(5, variant=variant, store_name=str(n)).pk, 1) for n in range(lines)]

    with transaction.atomic():
        with django_assert_num_queries(lines + 1):
            assert take(wanted, reference=ORDER) == []
        with django_assert_num_queries(lines + 3):  # and a savepoint, for the refusal
            sell(wanted, reference=ORDER)
        with django_assert_num_queries(lines + 3):
            restock(wanted, reference=ORDER)


def test_a_checkout_touches_neither_the_product_nor_the_variant(django_assert_num_queries):
    item = make_item(1)

    with django_assert_num_queries(4) as caught:  # the last piece: asked twice, and visitors are to be told
        take([Want(item.pk, 1)], reference=ORDER)

    tables = " ".join(query["sql"] for query in caught.captured_queries)
    assert "catalog_" not in tables
    assert "wagtailcore_" not in tables


def test_visitors_are_told_when_the_last_free_piece_goes_and_the_first_comes(
    django_capture_on_commit_callbacks,
):
    item, told = make_item(2), []
    before = set(ListedKey.objects.filter(variant=item.variant_id).values_list("key", flat=True))

    def after(change, quantity) -> int:
        """How many rows of the outbox a change wrote; the outbox has run then."""
        written = Outbox.objects.count()
        with django_capture_on_commit_callbacks(execute=True):
            change([Want(item.pk, quantity)], reference=ORDER)
        told.append(availability(item))
        return Outbox.objects.count() - written

    rows = [after(take, 1), after(take, 1)]
    gone = set(ListedKey.objects.filter(variant=item.variant_id).values_list("key", flat=True))
    rows += [after(put_back, 1), after(put_back, 1), after(take, 2), after(sell, 2), after(restock, 1)]

    assert rows == [0, 1, 1, 0, 1, 0, 1]
    assert told == [
        "in_stock", "out_of_stock", "in_stock", "in_stock", "out_of_stock", "out_of_stock", "in_stock",
    ]  # fmt: skip
    assert len(before ^ gone) == 2
    assert not Outbox.objects.filter(done_at=None).exists()


def test_pieces_in_another_store_keep_it_in_stock(django_capture_on_commit_callbacks):
    first = make_item(1)
    make_item(1, variant=first.variant, store_name="Салон")

    with django_capture_on_commit_callbacks(execute=True):
        take([Want(first.pk, 1)], reference=ORDER)

    assert Outbox.objects.get().done_at
    assert availability(first) == "in_stock"


def test_what_is_withdrawn_stays_withdrawn_when_a_sale_is_cancelled(django_capture_on_commit_callbacks):
    page = make_product(live=False)
    item = make_item(1, variant=page.variants.get())
    take([Want(item.pk, 1)], reference=ORDER)
    sell([Want(item.pk, 1)], reference=ORDER)
    update_variant(item.variant_id, version=1, is_active=False)

    with django_capture_on_commit_callbacks(execute=True):
        restock([Want(item.pk, 1)], reference=ORDER)

    assert availability(item) == "discontinued"


def test_a_closed_store_that_gets_pieces_back_is_in_use_again(django_capture_on_commit_callbacks):
    item = make_item(1)
    take([Want(item.pk, 1)], reference=ORDER)
    sell([Want(item.pk, 1)], reference=ORDER)
    Store.objects.update(is_active=False)

    with django_capture_on_commit_callbacks(execute=True):
        restock([Want(item.pk, 1)], reference=ORDER)

    assert Store.objects.get().is_active
    assert availability(item) == "in_stock"


def test_a_row_that_is_gone_meanwhile_is_no_error(django_capture_on_commit_callbacks):
    item = make_item(1)

    with django_capture_on_commit_callbacks(execute=True):
        take([Want(item.pk, 1)], reference=ORDER)
        StockMovement.objects.all().delete()
        StockItem.objects.all().delete()

    assert Outbox.objects.get().done_at


@pytest.fixture
def variant():
    return make_product().variants.get()


STEPS = st.lists(
    st.tuples(
        st.sampled_from([take, put_back, sell, restock, correct]), st.integers(0, 1), st.integers(1, 4)
    ),
    max_size=15,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_the_journal_adds_up_and_a_change_that_visitors_notice_is_noted(variant, steps):
    StockMovement.objects.all().delete()
    StockItem.objects.all().delete()
    items = [make_item(variant=variant, store_name=name) for name in ("Склад", "Салон")]

    for change, store, quantity in steps:
        item = items[store]
        free, noted = variant.is_in_stock(), Outbox.objects.count()
        on_hand, _reserved = numbers(item)
        try:
            if change is correct:
                correct(item.pk, on_hand=on_hand + quantity, seen=on_hand, reason="пересчёт")
                continue
            change([Want(item.pk, quantity)], reference=ORDER)
        except MoreThanReserved:
            pass
        if variant.is_in_stock() != free:
            assert Outbox.objects.count() == noted + 1
        assert 0 <= numbers(item)[1] <= numbers(item)[0]
        assert numbers(item) == journal(item)
