"""Putting into the cart, changing, taking out, forgetting."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart.enums import CartStatus
from cart.errors import LineNotFound, NotOnSale, WrongQuantity
from cart.models import Cart, CartItem
from cart.selectors.owner import Owner, carts_of
from cart.services.lines import add_line, clear, expire_idle, remove_line, set_quantity
from core import clock
from inventory.errors import OutOfStock
from inventory.models import StockItem

from .scenes import cart_of, customer, goods, guest, held, kitchen

pytestmark = pytest.mark.django_db


def test_the_same_variant_stays_one_line():
    owner, chest, other = guest(), goods(sku="A-1"), kitchen(sku="B-1")

    add_line(owner, chest.pk)
    add_line(owner, chest.pk, quantity=2)
    add_line(owner, other.pk)

    assert held(owner) == {"A-1": 3, "B-1": 1}
    assert StockItem.objects.get(variant=chest).reserved == 0


def test_a_line_remembers_the_price_that_was_seen():
    owner, chest = guest(), goods(price=4200)

    item = add_line(owner, chest.pk)

    assert item.price_when_added == 4200
    assert (item.product.pk, item.size) == (chest.product_id, "")


def test_more_than_there_is_cannot_be_put_in():
    owner, chest = guest(), goods(sku="A-1", stock=2)
    add_line(owner, chest.pk, quantity=2)

    with pytest.raises(OutOfStock) as refused:
        add_line(owner, chest.pk)

    assert refused.value.shortages[0] == ("A-1", 3, 2)
    assert held(owner) == {"A-1": 2}


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**9, True, 1.5, "2", None])
def test_a_quantity_is_a_whole_number_from_1_to_99(quantity):
    owner, chest = guest(), kitchen()

    with pytest.raises(WrongQuantity):
        add_line(owner, chest.pk, quantity=quantity)

    assert held(owner) == {}


def test_what_visitors_may_not_see_cannot_be_put_in():
    owner, draft, withdrawn = guest(), goods(live=False), goods()
    withdrawn.product.unpublish()

    for variant_id in (draft.pk, withdrawn.pk, 10**9):
        with pytest.raises(NotOnSale):
            add_line(owner, variant_id)


def test_a_line_of_somebody_else_is_not_found():
    mine, chest, yours = guest(), goods(), guest()
    item = add_line(yours, chest.pk)
    add_line(mine, chest.pk)

    for act in (lambda: set_quantity(mine, item.pk, quantity=2), lambda: remove_line(mine, item.pk)):
        with pytest.raises(LineNotFound):
            act()

    assert CartItem.objects.get(pk=item.pk).quantity == 1


def test_quantity_is_changed_and_nothing_removes_the_line():
    owner = guest()
    item = add_line(owner, goods(sku="A-1", stock=3).pk, quantity=3)

    set_quantity(owner, item.pk, quantity=1)
    assert held(owner) == {"A-1": 1}
    with pytest.raises(OutOfStock):
        set_quantity(owner, item.pk, quantity=4)
    assert set_quantity(owner, item.pk, quantity=0) is None

    assert held(owner) == {}


def test_fewer_pieces_may_be_wanted_even_when_none_is_left():
    owner, chest = guest(), goods(sku="A-1", stock=3)
    item = add_line(owner, chest.pk, quantity=3)
    StockItem.objects.filter(variant=chest).update(reserved=3)

    set_quantity(owner, item.pk, quantity=2)

    assert held(owner) == {"A-1": 2}


def test_an_emptied_cart_holds_nothing():
    owner = guest()
    add_line(owner, goods().pk)

    assert clear(owner) == 1
    assert held(owner) == {}


def test_a_cart_is_forgotten_after_seven_idle_days():
    owner, chest = customer(), goods(sku="A-1")
    start = clock.now()
    with clock.hold(start):
        item = add_line(owner, chest.pk)

    with clock.hold(start + timedelta(days=6, hours=23)):
        assert expire_idle() == 0
        assert held(owner) == {"A-1": 1}
        set_quantity(owner, item.pk, quantity=2)
    with clock.hold(start + timedelta(days=12)):
        assert held(owner) == {"A-1": 2}
    with clock.hold(start + timedelta(days=13, hours=24)):
        assert held(owner) == {}
        assert Cart.cleanup_expired_carts() == 1
        assert Cart.objects.get().status == CartStatus.EXPIRED


def test_a_new_cart_begins_where_an_idle_one_was_left():
    owner, chest = customer(), goods(sku="A-1")
    start = clock.now()
    with clock.hold(start):
        add_line(owner, chest.pk, quantity=2)

    with clock.hold(start + timedelta(days=8)):
        add_line(owner, chest.pk)

        assert held(owner) == {"A-1": 1}
    assert set(Cart.objects.values_list("status", flat=True)) == {CartStatus.ACTIVE, CartStatus.EXPIRED}


def test_the_names_of_the_owner_answer():
    owner, chest = customer(), goods(price=300)
    add_line(owner, chest.pk)
    cart = cart_of(owner)

    cart.add_product(chest, 2)

    assert cart.recalculate_total() == 900
    assert cart.user.carts.current() == cart
    assert carts_of(Owner(guest_key=uuid.uuid4())).first() is None


def test_putting_into_the_cart_costs_the_same_however_much_lies_there():
    owner, chest = guest(), goods(stock=50)
    add_line(owner, chest.pk)
    few = cost(owner, chest)
    for number in range(3):
        add_line(owner, kitchen(f"Кухня {number}").pk)

    assert cost(owner, chest) == few == 5


def cost(owner: Owner, variant) -> int:
    with CaptureQueriesContext(connection) as queries:
        add_line(owner, variant.pk)
    return sum("SAVEPOINT" not in each["sql"] for each in queries)
