"""What the warehouse promises when many move pieces at once; the control shows what the guard prevents."""

import time
from contextlib import suppress
from decimal import Decimal
from random import Random
from threading import Barrier, Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Sum

from catalog.enums import Availability
from catalog.errors import VariantChanged
from catalog.models import ProductHistory, Variant
from catalog.services.history import snapshot_of
from catalog.services.variants import update_variant
from core import clock, outbox
from core.models import Outbox
from inventory.errors import BelowReserved, MoreThanReserved, NothingToCorrect, StockMoved
from inventory.models import StockItem, StockMovement
from inventory.selectors import wrong_rows
from inventory.services import Want, correct, put_back, receive, restock, sell, take
from tests.factories.catalog import make_product, make_stock


def make_row() -> StockItem:
    return make_stock(make_product().variants.get(), on_hand=10)


def seen(item: StockItem) -> int:
    return StockItem.objects.get(pk=item.pk).on_hand


def test_pieces_of_eight_hands_add_up(together):
    item = make_row()

    def work(number: int) -> int:
        done = 0
        for step in range(5):
            if number % 2:
                receive(item.pk, quantity=1 + step, reason="поставка")
                done += 1 + step
                continue
            while True:
                found = seen(item)
                try:
                    correct(item.pk, on_hand=found + 1, seen=found, reason="пересчёт")
                except StockMoved:
                    continue
                done += 1
                break
        return done

    results = together(8, work)

    assert all(isinstance(result, int) for result in results), results
    assert seen(item) == 10 + sum(results)
    assert item.movements.aggregate(sum=Sum("on_hand_change"))["sum"] == seen(item)


def test_the_last_pieces_leave_two_stores_at_once(together):
    for _ in range(5):
        variant = make_product().variants.get()
        rows = [make_stock(variant, on_hand=1, store_name=name) for name in ("Склад", "Салон")]

        results = together(2, lambda n, rows=rows: correct(rows[n].pk, on_hand=0, seen=1, reason="разбит"))

        assert not [result for result in results if isinstance(result, Exception)]
        assert Variant.objects.get(pk=variant.pk).availability == "out_of_stock"


def test_control_read_add_save_loses_pieces(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")
    item = make_row()

    @transaction.atomic
    def careless(number: int) -> None:
        row = StockItem.objects.get(pk=item.pk)
        time.sleep(0.05)
        row.on_hand += 1
        row.save(update_fields=["on_hand"])

    together(8, careless)

    assert seen(item) < 18


def settled(*variants: Variant) -> bool:
    """Whether visitors are told the truth once the outbox has run."""
    outbox.drain()
    assert not Outbox.objects.filter(done_at=None).exists()
    return all(
        Variant.objects.get(pk=variant.pk).availability
        == (Availability.IN_STOCK if variant.available_quantity else Availability.OUT_OF_STOCK)
        for variant in variants
    )


def errors(results: list) -> list:
    return [result for result in results if isinstance(result, BaseException)]


def test_fifty_buyers_of_ten_pieces(together):
    item = make_row()

    results = together(50, lambda number: take([Want(item.pk, 1)], reference=f"ORD-{number}"))

    assert (results.count([]), results.count([item.pk])) == (10, 40)
    row = StockItem.objects.get(pk=item.pk)
    assert (row.on_hand, row.reserved) == (10, 10)
    assert item.movements.filter(kind="reserve").values("reference").distinct().count() == 10
    assert settled(item.variant)
    assert not wrong_rows().exists()


def test_control_read_add_save_sells_a_piece_twice(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")
    item = make_row()

    @transaction.atomic
    def careless(number: int) -> bool:
        row = StockItem.objects.get(pk=item.pk)
        if row.available < 1:
            return False
        time.sleep(0.02)
        row.reserved += 1
        row.save(update_fields=["reserved"])
        return True

    assert together(50, careless).count(True) > 10


def test_buyers_by_variant_empty_two_stores_and_no_more(together):
    variant = make_product().variants.get()
    for name in ("Склад", "Салон"):
        make_stock(variant, on_hand=5, store_name=name)

    results = together(15, lambda number: variant.reserve_stock(2 if number % 3 == 0 else 1))

    refused = [error for error in errors(results) if isinstance(error, ValidationError)]
    assert errors(results) == refused
    assert variant.available_quantity <= 1  # a piece may stay when only those who want two are left
    assert settled(variant)
    assert not wrong_rows().exists()


def test_orders_of_two_rows_in_opposite_directions_do_not_deadlock(together):
    variants = [make_product().variants.get() for _ in range(2)]
    rows = [make_stock(variant, on_hand=200) for variant in variants]

    def buy(number: int) -> list[int]:
        short = []
        for turn in range(5):
            wanted = [Want(row.pk, 1) for row in (rows if number % 2 else reversed(rows))]
            with transaction.atomic():
                short += take(wanted, reference=f"ORD-{number}-{turn}")
        return short

    assert together(40, buy) == [[]] * 40
    assert [StockItem.objects.get(pk=row.pk).reserved for row in rows] == [200, 200]
    assert settled(*variants)


def test_control_rows_in_the_order_of_the_cart_deadlock(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")
    variant = make_product().variants.get()
    rows = [make_stock(variant, on_hand=5, store_name=name) for name in ("Склад", "Салон")]
    both_hold_one = Barrier(2)

    @transaction.atomic
    def careless(number: int) -> None:
        first, second = rows if number else reversed(rows)
        StockItem.objects.filter(pk=first.pk).update(reserved=F("reserved") + 1)
        both_hold_one.wait(timeout=10)
        StockItem.objects.filter(pk=second.pk).update(reserved=F("reserved") + 1)

    assert ["deadlock" in str(error) for error in errors(together(2, careless))] == [True]


def test_three_hundred_changes_add_up(together):
    variants = [make_product().variants.get() for _ in range(2)]
    rows = [
        make_stock(variants[0], on_hand=4),
        make_stock(variants[0], on_hand=2, store_name="Салон"),
        make_stock(variants[1], on_hand=3),
    ]
    changes = [take, take, put_back, sell, restock]

    def work(number: int) -> int:
        chance, done = Random(number), 0
        for _ in range(8):
            change, row = chance.choice(changes), chance.choice(rows)
            with suppress(MoreThanReserved):
                done += not change([Want(row.pk, chance.randint(1, 2))], reference=f"ORD-{number}")
        return done

    results = together(40, work)

    assert errors(results) == []
    assert sum(results) == StockMovement.objects.count() - len(rows)
    assert all(0 <= row.reserved <= row.on_hand for row in StockItem.objects.all())
    assert not wrong_rows().exists()
    assert settled(*variants)


def test_the_last_piece_goes_and_comes_back_while_editors_write(together):
    variant = make_product().variants.get()
    item = make_stock(variant, on_hand=1)

    def work(number: int) -> None:
        for turn in range(6):
            if number == 0:
                with suppress(VariantChanged):
                    version = Variant.objects.get(pk=variant.pk).version
                    update_variant(variant.pk, version=version, list_price=Decimal(1000 + turn))
            elif number == 1:
                receive(item.pk, quantity=1, reason="поставка")
            elif number == 2:
                found = seen(item)
                with suppress(StockMoved, BelowReserved, NothingToCorrect):
                    correct(item.pk, on_hand=found - 1, seen=found, reason="пересчёт")
            else:
                order(item, take([Want(item.pk, 1)], reference="ORD-1"))

    def order(item: StockItem, short: list[int]) -> None:
        if not short:
            put_back([Want(item.pk, 1)], reference="ORD-1")

    assert errors(together(6, work)) == []
    assert not wrong_rows().exists()
    assert settled(variant)


class Meeting:
    """A checkout holds the last piece and then writes its order line, which points at the variant, while
    another one, who holds the variant, waits for the piece. The history's row stands for the order line.
    """

    def __init__(self, together, other):
        self.variant = make_product().variants.get()
        self.item = make_stock(self.variant, on_hand=1)
        self.line = snapshot_of(self.variant)
        self.held = Event()
        self.other = other
        self.results = together(2, self.play)

    def play(self, number: int) -> None:
        if number:
            self.held.wait(timeout=10)
            return self.other(self.item)
        with transaction.atomic():
            assert take([Want(self.item.pk, 1)], reference="ORD-1") == []
            self.held.set()
            if connection.vendor == "postgresql":
                time.sleep(0.3)  # the other one has come as far as the piece; SQLite would not let it begin
            ProductHistory.objects.create(variant=self.variant, snapshot_taken_at=clock.now(), **self.line)


def test_a_checkout_and_a_delivery_do_not_wait_for_each_other(together):
    meeting = Meeting(together, lambda item: receive(item.pk, quantity=1, reason="поставка"))

    assert errors(meeting.results) == []
    assert seen(meeting.item) == 2
    assert settled(meeting.variant)


def test_a_checkout_and_an_editor_do_not_wait_for_each_other(together):
    def edit(item: StockItem) -> None:
        with transaction.atomic():
            update_variant(item.variant_id, version=1, list_price=Decimal(77000))
            receive(item.pk, quantity=1, reason="поставка")

    meeting = Meeting(together, edit)

    assert errors(meeting.results) == []
    assert Variant.objects.get(pk=meeting.variant.pk).current_price == 77000
    assert settled(meeting.variant)


def test_control_locking_the_variants_key_deadlocks(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")

    @transaction.atomic
    def careless(item: StockItem) -> None:
        Variant.objects.select_for_update().get(pk=item.variant_id)
        StockItem.objects.filter(pk=item.pk).update(on_hand=F("on_hand") + 1)

    meeting = Meeting(together, careless)

    assert ["deadlock" in str(error) for error in errors(meeting.results)] == [True]
