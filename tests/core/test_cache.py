"""A shop without Redis is slower, not broken."""

import logging
import os
import time

import pytest

from core.cache import DegradingRedisCache


@pytest.fixture(autouse=True)
def rested():
    DegradingRedisCache._resting_until, DegradingRedisCache._logged_at = 0.0, float("-inf")
    yield
    DegradingRedisCache._resting_until, DegradingRedisCache._logged_at = 0.0, float("-inf")


@pytest.fixture
def cache():
    """A cache whose Redis is not there."""
    return DegradingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.5}})


def test_every_operation_answers_as_if_nothing_were_stored(cache):
    def ask(operation):
        DegradingRedisCache._resting_until = 0.0  # each one really tries
        return operation()

    assert ask(lambda: cache.get("a")) is None
    assert ask(lambda: cache.get("a", "default")) == "default"
    assert ask(lambda: cache.get_many(["a", "b"])) == {}
    assert ask(lambda: cache.get_or_set("a", lambda: 42)) == 42
    assert ask(lambda: cache.has_key("a")) is False
    assert ask(lambda: "a" in cache) is False
    assert ask(lambda: cache.set("a", 1)) is None
    assert ask(lambda: cache.set_many({"a": 1, "b": 2})) == ["a", "b"]
    assert ask(lambda: cache.touch("a")) is False
    assert ask(lambda: cache.delete("a")) is False
    assert ask(lambda: cache.delete_many(["a"])) is None
    assert ask(lambda: cache.clear()) is False


def test_lock_built_on_the_cache_stays_closed(cache):
    assert cache.add("lock", 1) is False


def test_counter_built_on_the_cache_is_refused_as_for_a_missing_key(cache):
    with pytest.raises(ValueError, match="not found"):
        cache.incr("attempts")


def test_outage_is_logged_once_a_minute(cache, caplog):
    with caplog.at_level(logging.ERROR, logger="core.cache"):
        for _ in range(5):
            DegradingRedisCache._resting_until = 0.0
            cache.get("a")
        assert len(caplog.records) == 1

        DegradingRedisCache._resting_until = 0.0
        DegradingRedisCache._logged_at -= 60
        cache.get("a")
        assert len(caplog.records) == 2


def test_page_with_many_lookups_waits_once(cache, monkeypatch):
    tries = []
    connect = DegradingRedisCache._cache.func

    def slow(self):
        tries.append(time.monotonic())
        return connect(self)

    cache.get("first")
    monkeypatch.setattr(DegradingRedisCache, "_cache", property(slow))
    for number in range(50):
        cache.get(f"key {number}")

    assert tries == []


@pytest.mark.redis
@pytest.mark.skipif("REDIS_URL" not in os.environ, reason="needs Redis")
def test_with_redis_it_is_a_cache():
    cache = DegradingRedisCache(os.environ["REDIS_URL"], {"KEY_PREFIX": f"test{os.getpid()}"})

    cache.set("a", "б", timeout=30)
    assert cache.get("a") == "б"
    assert cache.add("a", 1) is False
    assert cache.add("n", 1) is True
    assert cache.incr("n") == 2
    assert cache.get_many(["a", "n", "x"]) == {"a": "б", "n": 2}
    cache.delete_many(["a", "n"])
    assert cache.get("a") is None
