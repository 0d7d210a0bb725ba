"""Whose first order it is: the cart, the checkout and the counters of uses agree about it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart.orders_above import orders_above
from cart.selectors.quotes import quote_of
from cart.services.lines import add_line
from checkout.services import read_checkout
from orders.enums import CancelReason, Role
from orders.selectors.history import has_ordered
from orders.services.changes import change_contact
from orders.services.moves import cancel_order
from tests.cart.scenes import customer, goods, guest
from tests.factories.people import make_admin
from tests.factories.promotions import make_promotion
from tests.house.files import ROOT

from .scenes import PICKUP, contact_of, order

pytestmark = pytest.mark.django_db
OURS = "+79210000001"


def test_who_was_mistaken_for_somebody_pays_the_full_price_and_is_not_locked_out():
    """A stranger typed our phone, got the discount of the first order, and staff corrected his order."""
    chest, owner = goods(price=10000, stock=9), guest()
    make_promotion("Новосёлам", first_order_only=True)
    stranger = guest()
    add_line(stranger, chest.pk)
    [his] = order(stranger, contact=contact_of(stranger, "other@example.com", OURS))
    change_contact(
        his.pk, actor=make_admin(), version=his.version,
        name="Пётр", phone="+79210000009", email="other@example.com", address="",
    )  # fmt: skip
    add_line(owner, chest.pk)
    ours = contact_of(owner, "anna@example.com", OURS)

    quote = read_checkout(owner, delivery=PICKUP, contact=ours)[1].quote
    [placed] = order(owner, contact=ours)

    assert [(each.code, each.sentence) for each in quote.discounts.refused] == [
        ("used_by_you", "Вы уже воспользовались этой акцией.")
    ]
    assert (quote.total, placed.total) == (10000, 10000)


def test_a_cancelled_order_was_nobodys_first_in_the_cart_either():
    owner, chest = customer(), goods(price=10000, stock=9)
    add_line(owner, chest.pk)
    [first] = order(owner)
    make_promotion("Новосёлам", first_order_only=True)
    add_line(owner, chest.pk)

    def totals():
        checkout = read_checkout(owner, delivery=PICKUP, contact=contact_of(owner))[1].quote
        return quote_of(owner).total, checkout.total

    assert totals() == (10000, 10000)
    cancel_order(first.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
    assert totals() == (9000, 9000)


def test_the_cart_asks_orders_by_the_hook_alone(monkeypatch):
    owner, asked = customer(), []
    monkeypatch.setattr(orders_above, "has_ordered", lambda **who: asked.append(who) or True)
    make_promotion("Новосёлам", first_order_only=True)
    add_line(owner, goods(price=10000).pk)

    assert quote_of(owner).total == 10000
    assert asked == [{"user_id": owner.user_id, "email": "", "phone": ""}]
    upwards = re.compile(r"\border_items__\w+|\.orders\.\w+")
    sources = [path.read_text("utf-8") for path in (ROOT / "cart").rglob("*.py")]
    assert sources
    assert [found for text in sources for found in upwards.findall(text)] == []


def test_an_email_is_looked_for_as_it_is_kept_so_that_its_index_serves():
    owner, chest = guest(), goods(stock=9)
    add_line(owner, chest.pk)
    [placed] = order(owner, contact=contact_of(owner, " Anna@Example.com"))

    with CaptureQueriesContext(connection) as queries:
        found = has_ordered(user_id=None, email="ANNA@example.COM ", phone="")

    assert (found, placed.contact_email) == (True, "anna@example.com")
    assert re.search(r'"contact_email" = ', queries[0]["sql"]), queries[0]["sql"]
