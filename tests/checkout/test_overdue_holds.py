"""Pieces of orders that nobody paid in time, with the schedule standing still: no buyer waits for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart.errors import TooFewLeft
from cart.services.lines import add_line, set_quantity
from catalog.models import Variant
from core import clock
from inventory.models import StockItem
from orders.enums import OrderStatus, PaymentMethod
from orders.models import Order
from orders.services.repeating import put_into_cart_again
from tests.cart.scenes import goods, guest, held
from tests.factories.promotions import make_gift

from .scenes import order

pytestmark = pytest.mark.django_db


def held_by_a_rival(variant: Variant, *, quantity: int = 1, overdue: bool = True) -> Order:
    """An unpaid order of `quantity` pieces; its window is over unless told otherwise."""
    rival = guest()
    add_line(rival, variant.pk, quantity=quantity)
    [placed] = order(rival, method=PaymentMethod.ONLINE)
    if overdue:
        Order.objects.filter(pk=placed.pk).update(pay_until=clock.now())
    return placed


def reserved(variant: Variant) -> int:
    return StockItem.objects.get(variant=variant).reserved


def test_the_last_piece_goes_into_the_cart():
    pouffe, owner = goods(sku="P-1", stock=1), guest()
    overdue = held_by_a_rival(pouffe)

    add_line(owner, pouffe.pk)

    assert held(owner) == {"P-1": 1}
    assert reserved(pouffe) == 0
    overdue.refresh_from_db()
    assert overdue.status == OrderStatus.CANCELLED


def test_a_line_grows_by_them():
    pouffe, owner = goods(sku="P-1", stock=3), guest()
    item = add_line(owner, pouffe.pk)
    held_by_a_rival(pouffe, quantity=2)

    set_quantity(owner, item.pk, quantity=3)

    assert held(owner) == {"P-1": 3}


def test_an_order_is_repeated_with_them():
    pouffe, owner = goods(sku="P-1", stock=1), guest()
    overdue = held_by_a_rival(pouffe)

    assert put_into_cart_again(overdue, owner).missing == ()
    assert held(owner) == {"P-1": 1}


def test_pieces_whose_window_is_open_stay_held():
    pouffe, owner = goods(sku="P-1", stock=1), guest()
    held_by_a_rival(pouffe, overdue=False)

    with pytest.raises(TooFewLeft):
        add_line(owner, pouffe.pk)

    assert held(owner) == {}
    assert reserved(pouffe) == 1


def test_more_than_there_is_stays_refused_after_them():
    pouffe, owner = goods(sku="P-1", stock=1), guest()
    held_by_a_rival(pouffe)

    with pytest.raises(TooFewLeft) as refused:
        add_line(owner, pouffe.pk, quantity=2)

    assert refused.value.shortages == (("P-1", 2, 1),)


def test_the_cart_page_neither_calls_them_sold_out_nor_keeps_a_gift_back(client):
    pouffe, vase = goods("Пуф", sku="P-1", stock=1), goods("Ваза", sku="V-1", stock=1)
    for variant in (pouffe, goods("Комод", sku="A-1")):
        client.post("/cart/add/", {"v": variant.sku, "quantity": "1"})
    held_by_a_rival(pouffe)
    held_by_a_rival(vase)
    make_gift(vase)

    page = client.get("/cart/").content.decode()

    assert "всё продано" not in page
    assert "Подарок закончился" not in page
    assert (reserved(pouffe), reserved(vase)) == (0, 0)


@pytest.mark.parametrize("lines", [1, 3])
def test_a_cart_that_lacks_nothing_asks_nobody_about_them(client, lines):
    make_gift(goods("Пуф", stock=1))
    for number in range(lines):
        client.post("/cart/add/", {"v": goods(f"Комод {number}", sku=f"A-{number}").sku, "quantity": "1"})
    client.get("/cart/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/cart/")

    asked = [each["sql"] for each in queries]
    assert not [sql for sql in asked if "orders_order" in sql]
    assert len(asked) <= 12, "\n".join(sql[:120] for sql in asked)
