"""Effects happen once, are retried with patience, and end in sight of staff."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock, outbox
from core.models import NumberCounter, Outbox

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def letters():
    """Keys of the letters that the handler of `test.letter` has sent; a payload with `fail` makes it fail."""
    sent: list[str] = []

    def send(row: Outbox) -> None:
        if "fail" in row.payload:
            raise ConnectionError(row.payload["fail"])
        sent.append(row.key)

    outbox.handles("test.letter")(send)
    yield sent
    del outbox._handlers["test.letter"]


@pytest.fixture
def counted():
    """A handler that writes to our database and then fails when told to."""

    def count(row: Outbox) -> None:
        NumberCounter.objects.create(series=row.key)
        if "steal" in row.payload:
            Outbox.objects.filter(pk=row.pk).update(leased_until=clock.now() + timedelta(hours=1))
        if "refuse" in row.payload:
            raise outbox.GiveUp("no price")

    outbox.handles("test.count", in_transaction=True)(count)
    yield
    del outbox._handlers["test.count"]


def test_effect_runs_once_and_only_after_commit(letters, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.enqueue("test.letter", "mail:1", {"order": 1})
        assert letters == []

    outbox.drain()

    assert letters == ["mail:1"]
    assert Outbox.objects.get().done_at is not None


def test_rollback_takes_the_effect_along(letters, django_capture_on_commit_callbacks):
    @transaction.atomic
    def cause_that_fails():
        outbox.enqueue("test.letter", "mail:1", {})
        raise IntegrityError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(IntegrityError):
        cause_that_fails()

    assert not Outbox.objects.exists()
    assert letters == []


def test_same_key_again_is_one_row_and_no_error_in_the_callers_transaction(letters):
    with transaction.atomic():
        outbox.enqueue("test.letter", "mail:1", {"order": 1})
        outbox.enqueue("test.letter", "mail:1", {"order": 2})
        NumberCounter.objects.create(series="still alive")

    assert [row.payload for row in Outbox.objects.all()] == [{"order": 1}]
    assert NumberCounter.objects.exists()


def test_future_effect_waits_for_its_time(letters):
    with clock.hold(START):
        outbox.enqueue("test.letter", "reminder", {}, available_at=START + timedelta(hours=3))
        assert outbox.drain() == 0
    with clock.hold(START + timedelta(hours=3)):
        assert outbox.drain() == 1

    assert letters == ["reminder"]


def test_failure_is_retried_with_growing_patience_then_given_up(letters):
    waits = []
    moment = START
    with clock.hold(moment):
        outbox.enqueue("test.letter", "mail:1", {"fail": "ivan@example.com refused"})
    while True:
        with clock.hold(moment):
            assert outbox.drain() == 1
        row = Outbox.objects.get()
        if row.dead_at:
            break
        waits.append(row.available_at - moment)
        with clock.hold(row.available_at - timedelta(seconds=1)):
            assert outbox.drain() == 0
        moment = row.available_at

    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 5, 30, 120, 720]
    assert row.attempts == 6
    assert row.error == "ConnectionError: [e-mail] refused"
    with clock.hold(moment + timedelta(days=30)):
        assert outbox.drain() == 0


def test_one_failure_does_not_stop_the_others(letters):
    outbox.enqueue("test.letter", "bad", {"fail": "x"})
    outbox.enqueue("test.letter", "good", {})

    outbox.drain()

    assert letters == ["good"]


def test_unknown_topic_is_a_failure_that_names_it():
    outbox.enqueue("test.nobody", "key", {})

    outbox.drain()

    row = Outbox.objects.get()
    assert "test.nobody" in row.error
    assert (row.state, row.attempts) == (Outbox.State.WAITING, 1)


def test_refusal_is_final_and_leaves_no_half_effect(counted):
    outbox.enqueue("test.count", "once", {"refuse": True})

    outbox.drain()

    assert Outbox.objects.get().error == "GiveUp: no price"
    assert Outbox.objects.get().state == Outbox.State.DEAD
    assert not NumberCounter.objects.exists()


def test_leased_row_is_left_alone_until_the_lease_ends(letters):
    with clock.hold(START):
        outbox.enqueue("test.letter", "mail:1", {})
        Outbox.objects.update(leased_until=START + outbox.LEASE, attempts=1)
        assert outbox.drain() == 0
    with clock.hold(START + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.drain() == 1

    assert letters == ["mail:1"]


def test_worker_that_lost_its_lease_undoes_its_effect(counted):
    outbox.enqueue("test.count", "once", {"steal": True})

    outbox.drain()

    assert not NumberCounter.objects.exists()
    assert Outbox.objects.get().state == Outbox.State.WAITING


def test_row_that_kills_every_worker_is_given_up_unrun(letters):
    outbox.enqueue("test.letter", "poison", {})
    Outbox.objects.update(attempts=outbox.MAX_ATTEMPTS)

    outbox.drain()

    assert letters == []
    assert Outbox.objects.get().state == Outbox.State.DEAD


def test_dead_row_sent_again_has_all_its_attempts(letters, django_capture_on_commit_callbacks):
    outbox.enqueue("test.letter", "mail:1", {})
    Outbox.objects.update(dead_at=START, attempts=6)

    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.send_again(Outbox.objects.get().pk)

    assert letters == ["mail:1"]
    assert Outbox.objects.get().attempts == 1


def test_row_that_is_not_dead_is_not_sent_again(letters):
    outbox.enqueue("test.letter", "mail:1", {})
    outbox.drain()

    assert not outbox.send_again(Outbox.objects.get().pk)
    outbox.drain()

    assert letters == ["mail:1"]


def test_drain_takes_the_oldest_first_and_no_more_than_asked(letters):
    with clock.hold(START):
        for number in (3, 1, 2):
            at = START - timedelta(minutes=10 - number)
            outbox.enqueue("test.letter", str(number), {}, available_at=at)
        assert outbox.drain(limit=2) == 2

    assert letters == ["1", "2"]


def test_lag_is_the_wait_of_the_oldest_due_row(letters):
    with clock.hold(START):
        assert outbox.lag() == timedelta()
        outbox.enqueue("test.letter", "later", {}, available_at=START + timedelta(hours=1))
        outbox.enqueue("test.letter", "dead", {}, available_at=START - timedelta(hours=9))
        Outbox.objects.filter(key="dead").update(dead_at=START)
        assert outbox.lag() == timedelta()
        outbox.enqueue("test.letter", "late", {}, available_at=START - timedelta(minutes=3))
        assert outbox.lag() == timedelta(minutes=3)


def test_topic_has_one_handler(letters):
    with pytest.raises(ValueError, match=r"test\.letter"):
        outbox.handles("test.letter")(print)
