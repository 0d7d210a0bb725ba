"""The code that opens a guest's own data on the page of an order: six figures, sent to the order's e-mail.

The code itself is kept nowhere. The session keeps a random nonce, its time and the tries; the letter and the
check make the code of order and nonce. The limiter counts tries and letters of an order over all sessions.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from core import clock, outbox
from users import limiter
from users.enums import Door

from ..errors import WrongCode
from ..models import Order

TOPIC = "mail.order_code"
LIFETIME = timedelta(minutes=10)
TRIES = 5
CODES, OPENED = "order_codes", "orders_opened"  # keys of the session


def code_of(order: Order, nonce: str) -> str:
    """Six figures."""
    digest = salted_hmac("orders.guest_codes", f"{order.pk}:{nonce}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**6:06d}"


def send_code(request: HttpRequest, order: Order) -> None:
    """Send a new code; the one before is void. Raises TooManyAttempts."""
    limiter.begin(request, Door.ORDER_CODE, about=f"letters of order {order.pk}")
    nonce = secrets.token_urlsafe(16)
    until = (clock.now() + LIFETIME).timestamp()
    kept = request.session.get(CODES, {})
    request.session[CODES] = {**kept, str(order.pk): {"nonce": nonce, "until": until, "tries": 0}}
    outbox.enqueue(TOPIC, f"{TOPIC}:{order.pk}:{nonce}", {"order": order.pk, "nonce": nonce})


def is_sent(request: HttpRequest, order: Order) -> bool:
    """Whether a code of this session can still be entered."""
    kept = request.session.get(CODES, {}).get(str(order.pk))
    return bool(kept) and kept["tries"] < TRIES and clock.now().timestamp() < kept["until"]


def check_code(request: HttpRequest, order: Order, code: str) -> None:
    """Open the order's data to this session. Raises WrongCode, TooManyAttempts."""
    if not is_sent(request, order):
        raise WrongCode
    current = limiter.begin(request, Door.ORDER_CODE, about=f"order {order.pk}")
    kept = request.session[CODES]
    mine = kept[str(order.pk)]
    # Figures of other alphabets and whatever else is typed are as wrong as any other code.
    typed = "".join(code.split())[:12].encode("utf-8", "replace")
    if not constant_time_compare(typed, code_of(order, mine["nonce"])):
        mine["tries"] += 1
        request.session[CODES] = kept
        raise WrongCode
    current.forgive()
    request.session[CODES] = {pk: each for pk, each in kept.items() if pk != str(order.pk)}
    open_to(request, [order])


def open_to(request: HttpRequest, orders: Iterable[Order]) -> None:
    """Show the orders' own data to this session: it has entered the code, or has placed them itself. It ends
    with the link: a new one is given where the letters came into strange hands.
    """
    request.session[OPENED] = [*request.session.get(OPENED, ()), *map(_opened, orders)]


def _opened(order: Order) -> list[int]:
    return [order.pk, order.link_version]


def is_opened(request: HttpRequest, order: Order) -> bool:
    """Whether this session has entered the code of the order, or placed it."""
    return _opened(order) in request.session.get(OPENED, ())
