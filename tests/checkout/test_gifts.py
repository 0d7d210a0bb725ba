"""Gifts and codes of a cart that becomes two orders, or whose pieces are the last ones."""

from decimal import Decimal

import pytest
from wagtail.models import Site

from cart.delivery import DeliveryChoice
from cart.models import DeliverySettings
from cart.services.choices import enter_voucher
from cart.services.lines import add_line
from catalog.models import Variant
from checkout import services
from checkout.errors import QuoteChanged
from checkout.services import Seen, place_once, read_checkout
from core import clock
from inventory.errors import OutOfStock
from inventory.models import StockItem
from orders.enums import Action, CancelReason, EventKind, OrderStatus, PaymentMethod, Role
from orders.models import Order, Reservation
from orders.services import pieces as held_pieces
from orders.services.moves import act, cancel_order
from orders.services.placing import Handover
from promotions.enums import Benefit
from promotions.models import Voucher
from tests.cart.scenes import goods, guest, kitchen
from tests.factories.catalog import make_stock
from tests.factories.orders import kinds
from tests.factories.people import make_admin
from tests.factories.promotions import make_gift, make_promotion, make_voucher

from .scenes import PICKUP, agreed, contact_of, order

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


def quote_of(owner):
    return read_checkout(owner, delivery=PICKUP, contact=contact_of(owner))[1].quote


def place_as_seen(owner, quote, *, key: str) -> list[str]:
    """The button under what `quote` showed."""
    wishes = {
        "seen": Seen(quote.fingerprint, quote.total),
        "contact": contact_of(owner),
        "handover": Handover(delivery=PICKUP, address=""),
        "consents": agreed(),
    }
    return place_once(key, key.encode(), owner, **wishes).body["orders"]


def test_a_gift_that_a_rival_holds_is_not_promised_however_late_visitors_are_told():
    pouffe = goods("Пуф", stock=1)
    make_gift(pouffe)
    StockItem.objects.filter(variant=pouffe).update(reserved=1)  # `availability` follows later, by the outbox
    owner = guest()
    add_line(owner, goods(sku="A-1").pk)

    quote = quote_of(owner)
    [placed] = order(owner)

    assert [each.code for each in quote.discounts.refused] == ["gift_sold_out"]
    assert [item.sku for item in placed.items.all()] == ["A-1"]


def test_a_gift_that_came_back_is_given_however_late_visitors_are_told():
    pouffe = goods("Пуф", sku="P-1", stock=1)
    make_gift(pouffe)
    Variant.objects.filter(pk=pouffe.pk).update(availability="out_of_stock")
    owner = guest()
    add_line(owner, goods(sku="A-1").pk)

    [placed] = order(owner)

    assert [item.sku for item in placed.items.all()] == ["A-1", "P-1"]


def test_a_gift_made_to_order_is_given_without_pieces():
    make_gift(kitchen("Полка на заказ", sku="K-1"))
    owner = guest()
    add_line(owner, goods(sku="A-1").pk)

    [placed] = order(owner)

    assert [item.sku for item in placed.items.all()] == ["A-1", "K-1"]


def test_a_gift_held_by_who_did_not_pay_in_time_is_free_for_the_next():
    pouffe = goods("Пуф", sku="P-1", stock=1)
    rival, owner = guest(), guest()
    add_line(rival, pouffe.pk)
    [overdue] = order(rival, method=PaymentMethod.ONLINE)
    Order.objects.filter(pk=overdue.pk).update(pay_until=clock.now())
    make_gift(pouffe)
    add_line(owner, goods(sku="A-1").pk)

    [placed] = order(owner)

    assert [item.sku for item in placed.items.all()] == ["A-1", "P-1"]
    assert pieces(pouffe) == (1, 1)


@pytest.mark.parametrize("gifts", [1, 3])
def test_counting_gifts_costs_one_statement(django_assert_num_queries, gifts):
    owner, given = guest(), [goods(f"Пуф {number}", stock=1) for number in range(gifts)]
    add_line(owner, goods(sku="A-1").pk)
    with django_assert_num_queries(4):
        quote_of(owner)
    for each in given:
        make_gift(each)

    with django_assert_num_queries(5):
        quote = quote_of(owner)

    assert sum(len(part.gifts) for part in quote.parts) == gifts


def test_a_gift_lost_in_the_last_moment_is_told_and_the_order_goes_on_without_it(monkeypatch):
    pouffe = goods("Пуф", sku="P-1", stock=1)
    make_gift(pouffe)
    owner, row = guest(), StockItem.objects.filter(variant=pouffe)
    add_line(owner, goods(sku="A-1", price=10000).pk)
    seen, take, read = quote_of(owner), held_pieces.take, services.read_checkout

    def refused_once(wanted, **options):
        return take(wanted, **options) if row.get().reserved else [row.get().pk]

    def read_when_the_rival_has_committed(*args, **options):
        if not options.get("lock"):
            row.update(reserved=1)
        return read(*args, **options)

    monkeypatch.setattr(held_pieces, "take", refused_once)
    monkeypatch.setattr(services, "read_checkout", read_when_the_rival_has_committed)
    with pytest.raises(QuoteChanged) as refused:
        place_as_seen(owner, seen, key="key-1")
    [number] = place_as_seen(owner, quote_of(owner), key="key-2")

    assert [gift.name for part in seen.parts for gift in part.gifts] == ["Пуф"]
    assert (refused.value.seen, refused.value.quote.total) == (10000, 10000)
    assert [item.sku for item in Order.objects.get(order_id=number).items.all()] == ["A-1"]


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
