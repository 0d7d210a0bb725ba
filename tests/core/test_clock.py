from datetime import UTC, date, datetime, timedelta
from threading import Thread

from core import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_held_clock_stands_still_and_goes_on_afterwards():
    moment = datetime(2020, 2, 29, 12, 0, tzinfo=UTC)

    with clock.hold(moment):
        assert clock.now() == moment
        with clock.hold(moment + timedelta(days=1)):
            assert clock.now() == moment + timedelta(days=1)
        assert clock.now() == moment

    assert clock.now().year > 2020


def test_day_changes_at_midnight_in_moscow():
    with clock.hold(datetime(2026, 11, 21, 20, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 21)
    with clock.hold(datetime(2026, 11, 21, 21, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 22)


def test_held_clock_holds_for_its_own_thread_only():
    seen = []
    with clock.hold(datetime(2020, 1, 1, tzinfo=UTC)):
        thread = Thread(target=lambda: seen.append(clock.now().year))
        thread.start()
        thread.join()

    assert seen[0] > 2020
