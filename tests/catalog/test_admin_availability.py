"""A new piece that no store ever had is not called sold out to the staff."""

import re

import pytest
from django.urls import reverse

from catalog.models import Variant
from inventory.models import StockItem
from inventory.services import correct
from tests.factories.catalog import make_product
from tests.factories.people import make_editor

pytestmark = pytest.mark.django_db
NEW, SOLD_OUT = "ещё не поступал", "распродано"


def shown(client, page) -> list[set[str]]:
    """Which of the two words stand in the lists and in the product's editor."""
    screens = [
        reverse("products:index"),
        reverse("variants:index"),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
    ]
    cells = [re.findall(r"<td.*?</td>", client.get(screen).content.decode(), re.S) for screen in screens]
    return [{word for word in (NEW, SOLD_OUT) if word in " ".join(found)} for found in cells]


def test_new_and_sold_out_are_told_apart(client):
    client.force_login(make_editor())
    page = make_product(stock=0)

    before = shown(client, page)
    other = make_product(stock=1)
    correct(StockItem.objects.get().pk, on_hand=0, seen=1, reason="продан в салоне")
    Variant.objects.filter(product=page).update(availability="discontinued")
    after = shown(client, other)

    assert before == [{NEW}] * 3
    assert after == [{SOLD_OUT}] * 3
