"""One effect for one key, however often a client sends the request."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from .clock import now
from .errors import DomainError
from .models import IdempotencyKey

LEASE = timedelta(seconds=60)
LIFETIME = timedelta(hours=48)
MAX_KEY_LENGTH = IdempotencyKey._meta.get_field("key").max_length


@dataclass(frozen=True)
class Answer:
    """code: HTTP status; body: whatever JSON can carry, money as strings. is_repeat: given before already."""

    code: int
    body: object
    is_repeat: bool = field(default=False, compare=False)

    @property
    def is_final(self) -> bool:
        """Whether asking again must give the same answer: not for "try later" and our own failures."""
        return self.code not in {409, 429} and self.code < 500


class KeyMissing(DomainError):
    code = "idempotency_key_required"

    def __init__(self) -> None:
        super().__init__(_("The request needs an Idempotency-Key of 1 to 100 characters."))


class KeyReused(DomainError):
    code = "idempotency_mismatch"

    def __init__(self) -> None:
        super().__init__(_("This key was used for another request. Reload the page and try again."))


class KeyRunning(DomainError):
    """retry_after: seconds."""

    code = "idempotency_running"

    def __init__(self, retry_after: int) -> None:
        super().__init__(_("We are already working on this request. Wait a moment."))
        self.retry_after = retry_after


def run_once(scope: str, key: str, body: bytes, effect: Callable[[], Answer]) -> Answer:
    """Run `effect` in a transaction of its own, or repeat the answer that it gave before.

    scope: `user:<id>` or `session:<hash>`, never a token. Must not be called inside a transaction. What
    `effect` raises frees the key and goes on to the caller. A process that dies holding the key blocks it
    for 60 s at most. Raises KeyMissing, KeyReused (other body), KeyRunning.
    """
    if not 0 < len(key) <= MAX_KEY_LENGTH or not key.isprintable():
        raise KeyMissing
    claim = _claim(scope, key, hashlib.sha256(body).hexdigest())
    if claim.state == IdempotencyKey.State.DONE:
        return Answer(claim.code, claim.body, is_repeat=True)
    try:
        with transaction.atomic(durable=True):
            answer = effect()
            _keep(claim, answer)
    except BaseException:
        _mine(claim).delete()
        raise
    return answer


def cleanup() -> int:
    """Forget the answers of more than 48 hours ago; how many."""
    return IdempotencyKey.objects.filter(expires_at__lt=now()).delete()[0]


def _claim(scope: str, key: str, body_sha256: str) -> IdempotencyKey:
    """The row, either done or leased to us; committed before the effect, so that a rival sees it."""
    moment = now()
    fresh = {
        "body_sha256": body_sha256,
        "state": IdempotencyKey.State.RUNNING,
        "leased_until": moment + LEASE,
        "expires_at": moment + LIFETIME,
    }
    try:  # asked first time, nearly always: one statement, where looking for the row first would cost two
        with transaction.atomic(durable=True):
            return IdempotencyKey.objects.create(scope=scope, key=key, **fresh)
    except IntegrityError:
        return _claim_again(scope, key, fresh, moment)


@transaction.atomic(durable=True)
def _claim_again(scope: str, key: str, fresh: dict, moment: datetime) -> IdempotencyKey:
    """The same for a key that has a row: it is done, abandoned, or somebody is at it."""
    row = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if row is None:  # its owner failed and gave it back in this very moment
        raise KeyRunning(1)
    if row.expires_at > moment:
        if row.body_sha256 != fresh["body_sha256"]:
            raise KeyReused
        if row.state == IdempotencyKey.State.DONE:
            return row
    abandoned = Q(expires_at__lte=moment) | Q(state=IdempotencyKey.State.RUNNING, leased_until__lte=moment)
    if not IdempotencyKey.objects.filter(abandoned, pk=row.pk).update(**fresh):
        raise KeyRunning(max(1, math.ceil((row.leased_until - now()).total_seconds())))
    row.refresh_from_db()
    return row


def _keep(claim: IdempotencyKey, answer: Answer) -> None:
    """Store a final answer beside its effect; give the key back for any other one.

    Raises KeyRunning, which undoes the effect, when the lease ran out and a rival has the key.
    """
    if answer.is_final:
        kept = _mine(claim).update(state=IdempotencyKey.State.DONE, code=answer.code, body=answer.body)
    else:
        kept = _mine(claim).delete()[0]
    if not kept:
        raise KeyRunning(int(LEASE.total_seconds()))


def _mine(claim: IdempotencyKey) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(
        pk=claim.pk, state=IdempotencyKey.State.RUNNING, leased_until=claim.leased_until
    )
