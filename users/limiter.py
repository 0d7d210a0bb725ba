"""The one limiter of all doors: login on the site and in the admin, one-time codes, reset and sign-up,
orders, payments, the API.

It stands on a table, so it holds with Redis down. More than 5 failures in 5 minutes for an account, or more
than 10 in a minute from one address, and nobody passes, not even with the right secret. The row is written
*before* the secret is looked at and taken back on success: of a hundred simultaneous guesses the seventh
already sees six rows. An order counts because it was placed: it holds pieces and sends a letter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core import clock

from .client_ip import client_ip, network_of
from .enums import Door
from .errors import TooManyAttempts
from .models import Attempt, CustomUser


class Limit(NamedTuple):
    """No more than `most` rows within `window`."""

    most: int
    window: timedelta


class Limits(NamedTuple):
    account: Limit
    address: Limit


GUESSES = Limits(account=Limit(5, timedelta(minutes=5)), address=Limit(10, timedelta(minutes=1)))
# A family, or an office behind one address, buys more than once; a script that empties the shop is stopped.
ORDERS = Limits(account=Limit(10, timedelta(hours=1)), address=Limit(30, timedelta(hours=1)))
# Each start makes an object at the provider; a card that is refused is followed by another one.
PAYMENTS = Limits(account=Limit(10, timedelta(minutes=10)), address=Limit(60, timedelta(hours=1)))
KEEP = max(limit.window for limits in (GUESSES, ORDERS, PAYMENTS) for limit in limits)


@dataclass
class Try:
    """One try in progress. It counts as a failure unless `forgive` is called."""

    attempt: Attempt
    is_last: bool  # one more failure of this account and the door is shut

    def forgive(self) -> None:
        Attempt.objects.filter(pk=self.attempt.pk).delete()


def find_account(login: str) -> CustomUser | None:
    """The account that an e-mail or a login name opens, disabled ones too; None for a stranger's."""
    login = login.strip()
    if not login or "\0" in login or len(login) > 254:
        return None
    field = "email" if "@" in login else "username"
    return CustomUser.objects.filter(**{field: login}).first()


def begin(
    request: HttpRequest, door: Door, login: str = "", *, user: CustomUser | None = None, about: str = ""
) -> Try:
    """Open a try at `door`. Raises TooManyAttempts, and then the try itself is not counted.

    login: what was typed; an account has one bucket whichever of its names is used, an unknown name has its
    own, so both behave alike. user: when the account is known already. about: what is tried where that is no
    account, as a page or an order.
    """
    now = clock.now()
    user = user or (None if about else find_account(login))
    who = f"user:{user.pk}" if user else f"login:{(about or login).strip().casefold()[:254]}"
    network = network_of(client_ip(request))
    # Guesses at all doors of one address add up; orders and payments are no guesses.
    limits = {Door.ORDER: ORDERS, Door.PAYMENT: PAYMENTS}.get(door, GUESSES)
    address = network if limits is GUESSES else f"{door}/{network}"
    attempt = Attempt.objects.create(
        door=door, account_key=_key(f"{door}/{who}"), ip_key=_key(address), at=now
    )
    account, others = _before(attempt, limits)
    wait = max(_wait(account, limits.account, now), _wait(others, limits.address, now))
    if wait:
        attempt.delete()
        raise TooManyAttempts(wait)
    return Try(attempt, is_last=len(account) == limits.account.most)


def clear(door: Door, user: CustomUser) -> None:
    """Forget the failures of an account, because its owner has just proved to be himself by another road."""
    Attempt.objects.filter(account_key=_key(f"{door}/user:{user.pk}")).delete()


def forget_old() -> int:
    """Delete rows that no window reaches any more; returns how many."""
    return Attempt.objects.filter(at__lt=clock.now() - KEEP).delete()[0]


def _before(own: Attempt, limits: Limits) -> tuple[list[datetime], list[datetime]]:
    """Moments of the other tries of this account and of this address within their windows, oldest first."""
    of_account = Q(account_key=own.account_key, at__gt=own.at - limits.account.window)
    of_address = Q(ip_key=own.ip_key, at__gt=own.at - limits.address.window)
    rows = Attempt.objects.filter(of_account | of_address).exclude(pk=own.pk).order_by("at")
    found = list(rows.values_list("account_key", "ip_key", "at"))
    return (
        [at for key, _, at in found if key == own.account_key and at > own.at - limits.account.window],
        [at for _, key, at in found if key == own.ip_key and at > own.at - limits.address.window],
    )


def _wait(tries: list[datetime], limit: Limit, now: datetime) -> int:
    """Whole seconds until no more than the limit lie in the window; 0 when that is so already."""
    if len(tries) <= limit.most:
        return 0
    return max(1, int((tries[-limit.most - 1] + limit.window - now).total_seconds()) + 1)


def _key(value: str) -> str:
    return salted_hmac("istok.limiter", value, algorithm="sha256").hexdigest()
