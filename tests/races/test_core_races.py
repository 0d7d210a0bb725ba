"""What core promises when many do the same at once; each promise has a control without the guard."""

import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from core import idempotency, outbox
from core.idempotency import Answer, KeyRunning, run_once
from core.models import IdempotencyKey, NumberCounter, Outbox
from core.numbers import next_number

FAR = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def runs():
    """Keys of the effects that were run, one entry per run; each takes a moment, as a letter does."""
    seen: list[str] = []

    def effect(row: Outbox) -> None:
        time.sleep(0.02)
        seen.append(row.key)

    outbox.handles("test.race")(effect)
    yield seen
    del outbox._handlers["test.race"]


def test_many_workers_run_each_effect_once(together, runs):
    for number in range(20):
        outbox.enqueue("test.race", f"effect:{number}", {})
    runs.clear()  # without a broker each enqueue was drained at once
    Outbox.objects.update(done_at=None, attempts=0)

    results = together(6, lambda number: outbox.drain())

    assert sum(results) == 20
    assert Counter(runs) == {f"effect:{number}": 1 for number in range(20)}
    assert not Outbox.objects.filter(done_at=None).exists()


def test_control_without_the_lease_effects_run_more_than_once(together, runs):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")
    for number in range(20):
        outbox.enqueue("test.race", f"effect:{number}", {})
    runs.clear()
    Outbox.objects.update(done_at=None, attempts=0)

    def careless(number):
        for pk in list(outbox.due().values_list("pk", flat=True)):
            outbox._attempt(Outbox.objects.get(pk=pk))

    together(6, careless)

    assert max(Counter(runs).values()) > 1


def test_same_key_enqueued_by_many_is_one_row_and_no_error(together):
    def cause(number):
        with transaction.atomic():
            outbox.enqueue("test.nobody", "the only one", {})
            NumberCounter.objects.create(series=f"cause {number}")

    results = together(20, cause)

    assert results == [None] * 20
    assert Outbox.objects.count() == 1
    assert NumberCounter.objects.count() == 20


def test_numbers_have_neither_gaps_nor_twins_though_some_roll_back(together):
    def take(number):
        with transaction.atomic():
            taken = next_number("contract:2026")
            if number % 4 == 0:
                raise ArithmeticError("this contract was not signed after all")
            return taken

    results = together(20, take)

    taken = sorted(result for result in results if isinstance(result, int))
    assert taken == list(range(1, 16))
    assert sum(isinstance(result, ArithmeticError) for result in results) == 5


def test_control_without_the_lock_numbers_have_twins(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")
    NumberCounter.objects.create(series="careless")

    def careless(number):
        with transaction.atomic():
            counter = NumberCounter.objects.get(pk="careless")
            time.sleep(0.01)
            counter.last += 1
            counter.save()
            return counter.last

    results = together(20, careless)

    assert len(set(results)) < 20


def test_fifty_clicks_with_one_key_take_effect_once(together):
    def effect():
        number = NumberCounter.objects.create(series=f"order {NumberCounter.objects.count()}")
        time.sleep(0.05)
        return Answer(201, {"order": number.series})

    waits = []

    def click(number):
        while True:
            try:
                return run_once("user:1", "key-1", b"{}", effect)
            except KeyRunning as running:
                waits.append(running.retry_after)
                time.sleep(0.05)

    results = together(50, click)

    assert results == [Answer(201, {"order": "order 0"})] * 50
    assert all(1 <= wait <= 60 for wait in waits)
    assert NumberCounter.objects.count() == 1
    assert IdempotencyKey.objects.count() == 1


def test_abandoned_key_is_taken_over_by_one(together, monkeypatch):
    monkeypatch.setattr(idempotency, "LEASE", -idempotency.LEASE)
    row = idempotency._claim("user:1", "key-1", "0" * 64)
    monkeypatch.undo()

    def claim(number):
        return idempotency._claim("user:1", "key-1", "0" * 64).pk

    results = together(10, claim)

    assert results.count(row.pk) == 1
    assert sum(isinstance(result, KeyRunning) for result in results) == 9


def test_twenty_writers_wait_for_each_other_without_an_error(together):
    """Goal 45: no "database is locked" on SQLite, no deadlock on PostgreSQL."""

    def write(number):
        for turn in range(50):
            with transaction.atomic():
                outbox.enqueue("test.nobody", f"{number}:{turn}", {}, available_at=FAR)
                next_number("busy")
        return "done"

    started = time.monotonic()
    results = together(20, write)

    assert results == ["done"] * 20
    assert NumberCounter.objects.get(pk="busy").last == 1000
    assert Outbox.objects.count() == 1000
    assert time.monotonic() - started < 120
