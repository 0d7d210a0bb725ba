"""What the warehouse promises when many move pieces at once; the control shows what the guard prevents."""

import time

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from catalog.models import Variant
from inventory.errors import StockMoved
from inventory.models import StockItem
from inventory.services import correct, receive
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
