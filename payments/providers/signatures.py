"""Signatures of the kind `t=<unix>,v1=<hex>`: Stripe's, and our test gateway's after it.

The SDK's own check looks at old messages only; one from the future could be kept and sent later.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence

from core.clock import now

from .base import Forged

TOLERANCE_SECONDS = 300
MOST_PARTS = 20
MOMENT = re.compile(r"[0-9]{1,12}")


def check_signature(header: str, body: bytes, secrets: Sequence[str]) -> None:
    """Raise Forged unless one v1 of `header` signs `body` with one of `secrets`, within five minutes."""
    parts = [part.strip().partition("=") for part in header.split(",", MOST_PARTS)]
    moments = [value for name, _sign, value in parts if name == "t"]
    signatures = [value for name, _sign, value in parts if name == "v1"]
    if len(moments) != 1 or not MOMENT.fullmatch(moments[0]):
        raise Forged("no_moment")
    check_moment(float(moments[0]))
    expected = [sign(moments[0], body, secret) for secret in secrets if secret]
    # Every pair is compared: how long it takes tells nothing of which secret was near.
    matches = [same(one, other) for one in expected for other in signatures]
    if not any(matches):
        raise Forged("wrong_signature")


def check_moment(unix: float) -> None:
    """Raise Forged for a message too old, or from the future."""
    if abs(now().timestamp() - unix) > TOLERANCE_SECONDS:
        raise Forged("not_of_now")


def sign(moment: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """In constant time, whatever letters there are."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
