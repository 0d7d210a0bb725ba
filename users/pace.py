"""How fast one caller may ask for something that costs us, where there is no secret to guess.

Counted in the cache: a brake, not a guard like `users.limiter`. With the cache away everybody is hasty.
"""

from django.core.cache import cache
from django.http import HttpRequest

from .client_ip import client_ip, network_of

WINDOW_SECONDS = 60


def is_hasty(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether this caller has asked for `what` more than `most` times in a minute; yes without a cache."""
    key = f"pace:{what}:{network_of(client_ip(request))}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > most
    except ValueError:  # the cache is away, or has just forgotten
        return True
