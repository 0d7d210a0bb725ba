"""The one limiter of all doors: login on the site and in the admin, one-time codes, reset and sign-up, the
API.

It stands on a table, so it holds with Redis down. More than 5 failures in 5 minutes for an account, or more
than 10 in a minute from one address, and nobody passes, not even with the right secret. The row is written
*before* the secret is looked at and taken back on success: of a hundred simultaneous guesses the seventh
already sees six rows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core import clock

from .client_ip import client_ip, network_of
from .enums import Door
from .errors import TooManyAttempts
from .models import Attempt, CustomUser

ACCOUNT_FAILURES, ACCOUNT_WINDOW = 5, timedelta(minutes=5)
IP_FAILURES, IP_WINDOW = 10, timedelta(minutes=1)
KEEP = max(ACCOUNT_WINDOW, IP_WINDOW)


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


def begin(request: HttpRequest, door: Door, login: str = "", *, user: CustomUser | None = None) -> Try:
    """Open a try at `door`. Raises TooManyAttempts, and then the try itself is not counted.

    login: what was typed; an account has one bucket whichever of its names is used, an unknown name has its
    own, so both behave alike. user: when the account is known already.
    """
    now = clock.now()
    user = user or find_account(login)
    who = f"user:{user.pk}" if user else f"login:{login.strip().casefold()[:254]}"
    attempt = Attempt.objects.create(
        door=door, account_key=_key(f"{door}/{who}"), ip_key=_key(network_of(client_ip(request))), at=now
    )
    account = _failures(attempt, now - ACCOUNT_WINDOW, account_key=attempt.account_key)
    address = _failures(attempt, now - IP_WINDOW, ip_key=attempt.ip_key)
    wait = max(
        _wait(account, ACCOUNT_FAILURES, ACCOUNT_WINDOW, now), _wait(address, IP_FAILURES, IP_WINDOW, now)
    )
    if wait:
        attempt.delete()
        raise TooManyAttempts(wait)
    return Try(attempt, is_last=len(account) == ACCOUNT_FAILURES)


def clear(door: Door, user: CustomUser) -> None:
    """Forget the failures of an account, because its owner has just proved to be himself by another road."""
    Attempt.objects.filter(account_key=_key(f"{door}/user:{user.pk}")).delete()


def forget_old() -> int:
    """Delete rows that no window reaches any more; returns how many."""
    return Attempt.objects.filter(at__lt=clock.now() - KEEP).delete()[0]


def _failures(own: Attempt, since: datetime, **key: Any) -> list[datetime]:
    """Moments of the other failures of this key, oldest first."""
    others = Attempt.objects.filter(Q(**key), at__gt=since).exclude(pk=own.pk)
    return list(others.order_by("at").values_list("at", flat=True))


def _wait(failures: list[datetime], allowed: int, window: timedelta, now: datetime) -> int:
    """Whole seconds until no more than `allowed` failures lie in the window; 0 when that is so already."""
    if len(failures) <= allowed:
        return 0
    return max(1, int((failures[-allowed - 1] + window - now).total_seconds()) + 1)


def _key(value: str) -> str:
    return salted_hmac("istok.limiter", value, algorithm="sha256").hexdigest()
