"""Buying: what adding, looking and ordering cost, and how many orders a second two workers take."""

import http.client
import ipaddress
import itertools
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from cart.delivery import DeliveryChoice
from cart.models import CartItem
from cart.selectors.owner import SESSION_KEY, Owner
from cart.services.lines import add_line
from catalog.enums import Availability, SoldAs
from catalog.models import Variant
from catalog.selectors.visibility import listed_variants
from catalog.services.history import record
from checkout.services import read_checkout
from inventory.models import StockItem, Store
from orders.models import Order
from orders.services.placing import Contact
from users.enums import Purpose
from users.services.consents import current_text

from .wsgi import CSRF_TOKEN, Visitor

WORKERS, CLIENTS, ORDERS, GOODS, ROUNDS = 2, 8, 600, 40, 3
PLENTY = 1_000_000
_mine = threading.local()  # connections of each client
TO_THE_DOOR = DeliveryChoice(method="courier", zone="inside_kad", service="entrance")


class Buyer(NamedTuple):
    session: str
    address: str
    form: dict[str, object]


def acts(times: int) -> Iterator[tuple[str, Callable[[], int]]]:
    """Each measured act by name. Every order needs a guest who has filled a cart before."""
    goods = goods_with_plenty()
    owner, session = guest()
    add_line(owner, goods[-1].pk)
    visitor = Visitor(session)
    turn = itertools.count()

    def add() -> int:
        number = next(turn)
        if not number % 90:  # a line holds 99 pieces at most
            CartItem.objects.filter(cart__guest_key=owner.guest_key).update(quantity=1)
        return visitor.post("/cart/add/", {"v": goods[number % 2].sku, "quantity": 1})

    yield "Add to cart", add
    shopper, shopper_session = guest()
    for variant in goods[:3]:
        add_line(shopper, variant.pk)
    yield "Cart of 3 lines", lambda: Visitor(shopper_session).get("/cart/")
    yield "Checkout of 3 lines", lambda: Visitor(shopper_session).get("/checkout/")
    ready = iter([ready_guest(goods[number % GOODS]) for number in range(times + times // 10 + 10)])

    def place() -> int:
        buyer = next(ready)
        return Visitor(buyer.session, buyer.address).post("/checkout/", buyer.form)

    yield "Place an order", place


def goods_with_plenty() -> list[Variant]:
    """Variants that do not run out while they are measured."""
    on_sale = listed_variants().values("variant_id")
    ready = Variant.objects.filter(pk__in=on_sale, sold_as=SoldAs.READY_MADE).order_by("pk")
    goods = list(ready.select_related("product")[:GOODS])
    store, _ = Store.objects.get_or_create(name="Bench", defaults={"location": "-"})
    for variant in goods:
        record(variant)
        StockItem.objects.update_or_create(
            variant=variant, store=store, defaults={"on_hand": PLENTY, "reserved": 0}
        )
    Variant.objects.filter(pk__in=[each.pk for each in goods]).update(availability=Availability.IN_STOCK)
    return goods


def guest() -> tuple[Owner, str]:
    """Somebody new with the key of his session."""
    owner = Owner(guest_key=uuid.uuid4())
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = owner.guest_key.hex
    session.save()
    return owner, session.session_key


def ready_guest(variant: Variant) -> Buyer:
    """Somebody new, from an address of his own, with one piece in the cart and the form filled in."""
    owner, session = guest()
    add_line(owner, variant.pk)
    contact = Contact(name="Анна", phone="+79210000000", email=f"{owner.guest_key}@example.com")
    quote = read_checkout(owner, delivery=TO_THE_DOOR, contact=contact)[1].quote
    form = {
        "phone": contact.phone,
        "name": contact.name,
        "email": contact.email,
        "handover": TO_THE_DOOR.service,
        "zone": TO_THE_DOOR.zone,
        "address": "Санкт-Петербург, Садовая ул., 12, кв. 34",
        "consent_personal_data": "on",
        "personal_data_version": current_text(Purpose.PERSONAL_DATA).version,
        "mailing_version": current_text(Purpose.MAILING).version,
        "fingerprint": quote.fingerprint,
        "seen": quote.total,
        "key": uuid.uuid4().hex,
    }
    return Buyer(session, str(ipaddress.IPv4Address(owner.guest_key.int >> 96)), form)


def orders_per_second() -> dict[str, list[float]]:
    """Orders a second by what is bought, over HTTP, one number a round: two workers of gunicorn, eight
    clients at once, all on this machine.
    """
    goods = goods_with_plenty()
    found: dict[str, list[float]] = {"different products": [], "one product": []}
    for _ in range(ROUNDS):
        found["different products"] += [_throughput([ready_guest(goods[n % GOODS]) for n in range(ORDERS)])]
        found["one product"] += [_throughput([ready_guest(goods[0]) for _ in range(ORDERS)])]
    return found


def _throughput(buyers: list[Buyer]) -> float:
    port, before = _free_port(), Order.objects.count()
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "istok.wsgi:application", "--worker-class", "gthread",
            "--workers", str(WORKERS), "--threads", "4", "--bind", f"127.0.0.1:{port}",
        ],
        env={**os.environ, "ISTOK_TRUSTED_PROXIES": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda each: _order(port, each), buyers[: CLIENTS * 4]))  # both workers are warm
            started = time.perf_counter()
            answers = list(pool.map(lambda each: _order(port, each), buyers[CLIENTS * 4 :]))
            seconds = time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(20)
    placed = Order.objects.count() - before
    if set(answers) != {303} or placed != len(buyers):
        raise SystemExit(f"of {len(buyers)} orders {placed} were placed: {sorted(set(answers))}")
    return len(answers) / seconds


def _order(port: int, buyer: Buyer) -> int:
    """A connection stays open for the next order, as the proxy before the workers keeps its own."""
    connections = vars(_mine).setdefault("by_port", {})
    connection = connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=30))
    cookies = {settings.SESSION_COOKIE_NAME: buyer.session, settings.CSRF_COOKIE_NAME: CSRF_TOKEN}
    headers = {
        "Host": "localhost",
        "Referer": "https://localhost/",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": buyer.address,
        "X-CSRFToken": CSRF_TOKEN,
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", "/checkout/", urlencode(buyer.form), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
