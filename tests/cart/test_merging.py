"""A guest's cart and a customer's become one by the stated rule."""

import pytest

from cart.enums import CartStatus
from cart.models import Cart
from cart.services.lines import add_line
from cart.services.merging import merge_guest_cart
from catalog.models import Variant

from .scenes import cart_of, customer, goods, guest, held

pytestmark = pytest.mark.django_db


def test_the_larger_quantity_wins_and_other_lines_come_along():
    visitor, anna = guest(), customer()
    chest, shelf, bed = goods(sku="A-1"), goods("Стеллаж", sku="B-1"), goods("Кровать", sku="C-1")
    add_line(visitor, chest.pk, quantity=2)
    add_line(visitor, shelf.pk)
    add_line(anna, chest.pk)
    add_line(anna, bed.pk, quantity=3)

    merge_guest_cart(visitor.guest_key, user_id=anna.user_id)

    assert held(anna) == {"A-1": 2, "B-1": 1, "C-1": 3}
    assert held(visitor) == {}
    assert Cart.objects.get(guest_key=visitor.guest_key).status == CartStatus.MERGED


def test_merging_twice_changes_nothing():
    visitor, anna = guest(), customer()
    add_line(visitor, goods(sku="A-1").pk, quantity=2)

    assert merge_guest_cart(visitor.guest_key, user_id=anna.user_id) == cart_of(anna)
    assert merge_guest_cart(visitor.guest_key, user_id=anna.user_id) is None

    assert held(anna) == {"A-1": 2}


def test_the_price_that_the_guest_saw_is_the_one_agreed():
    visitor, anna = guest(), customer()
    chest = goods(price=1000)
    add_line(anna, chest.pk)
    Variant.objects.filter(pk=chest.pk).update(current_price=1200)
    add_line(visitor, chest.pk)

    merge_guest_cart(visitor.guest_key, user_id=anna.user_id)

    assert cart_of(anna).items.get().price_when_added == 1200
