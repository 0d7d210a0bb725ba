"""Redis as a cache that the shop can live without."""

import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

logger = logging.getLogger(__name__)
REST_SECONDS = 5
LOG_EVERY_SECONDS = 60


class DegradingRedisCache(RedisCache):
    """While Redis cannot be reached every key is missing and nothing is stored: slower pages, no error.

    After a failure Redis is left alone for 5 s, so that a page with twenty lookups does not wait twenty
    times. `add` and `incr` answer as for a refusal, hence a lock built on the cache stays closed.
    """

    _resting_until = 0.0
    _logged_at = float("-inf")

    def get(self, key, default=None, version=None):
        return self._try(super().get, key, default, version, lost=default)

    def get_many(self, keys, version=None):
        return self._try(super().get_many, keys, version, lost={})

    def has_key(self, key, version=None):
        return self._try(super().has_key, key, version, lost=False)

    def add(self, key, value, *args, **kwargs):
        return self._try(super().add, key, value, *args, lost=False, **kwargs)

    def set(self, key, value, *args, **kwargs):
        return self._try(super().set, key, value, *args, lost=None, **kwargs)

    def set_many(self, data, *args, **kwargs):
        return self._try(super().set_many, data, *args, lost=list(data), **kwargs)

    def touch(self, key, *args, **kwargs):
        return self._try(super().touch, key, *args, lost=False, **kwargs)

    def delete(self, key, version=None):
        return self._try(super().delete, key, version, lost=False)

    def delete_many(self, keys, version=None):
        return self._try(super().delete_many, keys, version, lost=None)

    def clear(self):
        return self._try(super().clear, lost=False)

    def incr(self, key, delta=1, version=None):
        missing = object()
        value = self._try(super().incr, key, delta, version, lost=missing)
        if value is missing:
            raise ValueError(f"Key {key!r} not found.")
        return value

    @classmethod
    def _try(cls, operation, *args, lost, **kwargs):
        moment = time.monotonic()
        if moment < cls._resting_until:
            return lost
        try:
            return operation(*args, **kwargs)
        except (ConnectionError, TimeoutError) as error:
            cls._resting_until = moment + REST_SECONDS
            if moment - cls._logged_at >= LOG_EVERY_SECONDS:
                cls._logged_at = moment
                logger.error("cache unreachable, going on without it: %s", type(error).__name__)
            return lost
