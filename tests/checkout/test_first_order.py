"""Whose first order it is: the cart, the checkout and the counters of uses agree about it."""

import pytest

from cart.services.lines import add_line
from checkout.services import read_checkout
from orders.services.changes import change_contact
from tests.cart.scenes import goods, guest
from tests.factories.people import make_admin
from tests.factories.promotions import make_promotion

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
