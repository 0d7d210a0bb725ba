"""Gifts and codes of a cart that becomes two orders, or whose pieces are the last ones."""

from decimal import Decimal

import pytest
from wagtail.models import Site

from cart.delivery import DeliveryChoice
from cart.models import DeliverySettings
from cart.services.choices import enter_voucher
from cart.services.lines import add_line
from catalog.models import Variant
from inventory.errors import OutOfStock
from inventory.models import StockItem
from orders.enums import Action, CancelReason, EventKind, OrderStatus, Role
from orders.models import Order, Reservation
from orders.services import pieces as held_pieces
from orders.services.moves import act, cancel_order
from promotions.enums import Benefit
from promotions.models import Voucher
from tests.cart.scenes import goods, guest, kitchen
from tests.factories.catalog import make_stock
from tests.factories.orders import kinds
from tests.factories.people import make_admin
from tests.factories.promotions import make_gift, make_promotion, make_voucher

from .scenes import order

pytestmark = pytest.mark.django_db


def pieces(variant: Variant) -> tuple[int, int]:
    """On hand and reserved."""
    return StockItem.objects.values_list("on_hand", "reserved").get(variant=variant)


def asked_with_gift(pouffe: Variant) -> Order:
    make_gift(pouffe)
    owner = guest()
    add_line(owner, kitchen().pk)
    [asked] = order(owner)
    return asked


def test_a_gift_with_a_request_is_held_when_the_request_is_accepted():
    pouffe, manager = goods("Пуф", sku="P-1", stock=2), make_admin()
    asked = asked_with_gift(pouffe)
    held = [pieces(pouffe)]

    for action in (Action.ACCEPT, Action.CONFIRM):
        act(asked.pk, action, actor=manager)
        held.append(pieces(pouffe))

    assert [(item.is_gift, item.price) for item in asked.items.all()] == [(False, 90000), (True, 0)]
    assert held == [(2, 0), (2, 1), (1, 0)]
    assert EventKind.NOTE not in kinds(asked)


def test_a_gift_that_ran_out_stops_no_kitchen_and_is_told_to_the_staff():
    pouffe, manager = goods("Пуф", sku="P-1", stock=1), make_admin()
    asked = asked_with_gift(pouffe)
    StockItem.objects.filter(variant=pouffe).update(on_hand=0)

    act(asked.pk, Action.ACCEPT, actor=manager)

    note = asked.events.get(kind=EventKind.NOTE)
    assert (note.note.startswith("P-1"), note.is_public, note.role) == (True, False, Role.SYSTEM)
    assert Order.objects.get().status == OrderStatus.PENDING
    StockItem.objects.filter(variant=pouffe).update(on_hand=1)
    act(asked.pk, Action.CONFIRM, actor=manager)
    assert pieces(pouffe) == (0, 0)


def test_a_gift_of_the_kitchen_holds_nothing_with_the_chest():
    cooking, pouffe = kitchen(), goods("Пуф", stock=2)
    make_gift(pouffe, products=[cooking.product])
    owner = guest()
    for variant in (cooking, goods(sku="A-1")):
        add_line(owner, variant.pk)

    _bought, asked = order(owner)

    assert asked.items.filter(is_gift=True).exists()
    assert [hold.order_item.sku for hold in Reservation.objects.all()] == ["A-1"]


@pytest.mark.parametrize(("stock", "count"), [(1, 1), (2, 2)])
def test_who_buys_the_last_piece_is_not_given_it_as_well(stock, count):
    pouffe = goods("Пуф", stock=stock)
    make_gift(pouffe)
    owner = guest()
    add_line(owner, pouffe.pk)

    [placed] = order(owner)

    assert placed.items.count() == count
    assert pieces(pouffe) == (stock, stock)


def test_a_code_used_by_two_orders_is_free_when_both_are_cancelled():
    make_voucher("ВЕСНА10", uses_limit=1, per_customer_limit=1)
    owner = guest()
    for variant in (goods(), kitchen()):
        add_line(owner, variant.pk)
    enter_voucher(owner, code="ВЕСНА10")
    placed = order(owner)

    used = []
    for each in placed:
        cancel_order(each.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
        used.append((Voucher.objects.get().used_count, Voucher.objects.get().customer_uses.first().used))

    assert used == [(1, 1), (0, 0)]
    assert not any(use.is_counted for each in placed for use in each.promotion_uses.all())


def test_both_orders_tell_their_share_of_cheaper_delivery():
    settings = DeliverySettings.for_site(Site.objects.get(is_default_site=True))
    settings.per_km = Decimal(50)
    owner = guest()
    for variant in (goods(price=10000), kitchen(price=90000)):
        add_line(owner, variant.pk)
    settings.save()
    make_promotion(value=None, benefit=Benefit.FREE_DELIVERY, max_discount=Decimal(100))

    placed = order(owner, delivery=DeliveryChoice(method="courier", zone="beyond_kad", km=10))

    shares = [(each.delivery, each.promotion_uses.get().amount) for each in placed]
    assert shares == [(40, 10), (360, 90)]


def test_a_shortage_tells_what_was_free_before_this_order_took_some(monkeypatch):
    chest = goods(sku="A-1", stock=3)
    rest = make_stock(chest, on_hand=2, store_name="Салон")
    owner = guest()
    add_line(owner, chest.pk, quantity=5)
    take = held_pieces.take

    def rival_first(*args, **options):
        StockItem.objects.filter(pk=rest.pk).update(reserved=1)
        return take(*args, **options)

    monkeypatch.setattr(held_pieces, "take", rival_first)
    with pytest.raises(OutOfStock) as refused:
        order(owner)

    assert refused.value.shortages == (("A-1", 5, 4),)
