"""Addresses suggested while somebody types: for buyers, and not without end."""

import pytest

from tests.cart.scenes import goods
from users.pace import is_hasty

from .test_pages import put

pytestmark = pytest.mark.django_db


def test_addresses_are_suggested_only_to_buyers(client, settings):
    settings.DADATA_KEY = ""
    assert client.get("/checkout/addresses/").status_code == 405
    assert client.post("/checkout/addresses/", {"q": "Садовая"}).json() == {"suggestions": []}
    put(client, goods())
    for text in ("Садовая", "", "\0", "я" * 10_000):
        assert client.post("/checkout/addresses/", {"q": text}).json() == {"suggestions": []}


def test_nobody_asks_for_addresses_without_end(rf):
    request = rf.post("/checkout/addresses/", REMOTE_ADDR="192.0.2.77")
    answers = [is_hasty(request, "addresses", most=40) for _ in range(42)]

    assert answers == [False] * 40 + [True] * 2
    assert not is_hasty(rf.post("/", REMOTE_ADDR="192.0.2.78"), "addresses", most=40)
