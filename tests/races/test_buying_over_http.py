"""One product with a hundred pieces and 160 buyers, eight at a time, through the shop's own door."""

import http.client
import re
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from cart.delivery import DeliveryChoice
from cart.selectors.owner import SESSION_KEY
from cart.services.lines import add_line
from catalog.models import Variant
from checkout.services import read_checkout
from inventory.models import StockItem
from inventory.selectors import wrong_rows
from orders.models import Order
from orders.services import pieces
from tests.cart.scenes import goods, guest
from tests.checkout.scenes import contact_of
from users.enums import Purpose
from users.services.consents import current_text

pytestmark = pytest.mark.postgres  # SQLite lets one writer in at a time: there is nothing to race
BUYERS, AT_ONCE, PIECES = 160, 8, 100
TOKEN = "c" * 32


def ready_to_buy(chest: Variant, number: int) -> tuple[str, dict]:
    """The session of a guest with one chest in the cart, and the form as the page would have it."""
    owner, session = guest(), SessionStore()
    add_line(owner, chest.pk)
    session[SESSION_KEY] = owner.guest_key.hex
    session.save()
    door = DeliveryChoice(method="courier", zone="inside_kad", service="entrance")
    email = f"guest{number}@example.com"
    quote = read_checkout(owner, delivery=door, contact=contact_of(owner, email))[1].quote
    return session.session_key, {
        "phone": "8 921 000-00-00",
        "name": "Анна",
        "email": email,
        "handover": "entrance",
        "zone": "inside_kad",
        "address": "Санкт-Петербург, Садовая ул., 12, кв. 34",
        "consent_personal_data": "on",
        "personal_data_version": current_text(Purpose.PERSONAL_DATA).version,
        "mailing_version": current_text(Purpose.MAILING).version,
        "fingerprint": quote.fingerprint,
        "seen": quote.total,
        "key": uuid.uuid4().hex,
    }


def press(server: str, address: str, session: str, form: dict) -> tuple[int, str]:
    """Status and page of one press of the button. address: from which the guest comes."""
    browser = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": TOKEN,
        "X-Forwarded-For": address,
    }
    browser.request("POST", "/checkout/", urlencode(form), headers)
    answer = browser.getresponse()
    page = answer.read().decode()
    browser.close()
    return answer.status, page


def buy_all(server: str, chest: Variant, buyers: int) -> list[tuple[int, str]]:
    ready = [(f"198.51.100.{number}", *ready_to_buy(chest, number)) for number in range(buyers)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda each: press(server, *each), ready))


@pytest.fixture(autouse=True)
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1


def test_a_hundred_pieces_are_sold_once_each(transactional_db, live_server):
    chest = goods(sku="HOT-1", stock=PIECES)

    answers = buy_all(live_server.url, chest, BUYERS)

    assert Counter(status for status, _ in answers) == {303: PIECES, 409: BUYERS - PIECES}
    refusals = [page for status, page in answers if status == 409]
    assert all(re.search(r"role=\"alert\"|class=\"note", page) for page in refusals)
    assert Order.objects.count() == PIECES
    assert StockItem.objects.values_list("on_hand", "reserved").get(variant=chest) == (PIECES, PIECES)
    assert not wrong_rows().exists()


def test_control_without_the_guard_more_is_sold_than_there_is(transactional_db, live_server, monkeypatch):
    chest = goods(sku="HOT-1", stock=5)

    def careless(wanted, *, reference, actor=None):
        for stock_item_id, quantity in wanted:
            row = StockItem.objects.get(pk=stock_item_id)
            if row.on_hand - row.reserved < quantity:
                return [stock_item_id]
            time.sleep(0.05)
            row.reserved += quantity
            row.save(update_fields=["reserved"])
        return []

    monkeypatch.setattr(pieces, "take", careless)
    buy_all(live_server.url, chest, 24)

    assert Order.objects.count() > 5
