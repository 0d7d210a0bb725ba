"""From a cart to an order: all of it or nothing."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart.enums import CartStatus
from cart.models import Cart
from cart.services.choices import choose_promotion, enter_voucher
from cart.services.lines import add_line
from catalog.models import ProductHistory, ProductPage, Variant
from checkout.errors import CartEmpty, QuoteChanged, QuoteRefused
from checkout.services import Seen, read_checkout
from core.models import Outbox
from inventory.errors import OutOfStock
from inventory.models import StockItem, StockMovement
from orders.enums import EventKind, OrderStatus, PaymentMethod, ReservationState
from orders.models import Order, OrderEvent, PromotionUse, Reservation
from orders.services import pieces as held_pieces
from promotions.enums import Benefit
from promotions.services import create_promotion, create_voucher
from tests.cart.lines import DAY
from tests.cart.scenes import cart_of, customer, goods, guest, held, kitchen

from .scenes import PICKUP, agreed, contact_of, order

pytestmark = pytest.mark.django_db


def pieces(variant: Variant) -> tuple[int, int]:
    """On hand and reserved."""
    return StockItem.objects.values_list("on_hand", "reserved").get(variant=variant)


def test_an_order_keeps_its_own_copies_and_holds_its_pieces():
    owner, chest = customer(), goods("Комод «Север»", sku="A-1", stock=5, price=10000)
    add_line(owner, chest.pk, quantity=2)

    [placed] = order(owner)

    assert re.fullmatch(r"ORD-[0-9A-F]{8}", placed.order_id)
    assert (placed.status, placed.kind, placed.payment_state) == ("pending", "ready_made", "unpaid")
    assert (placed.goods, placed.discount, placed.delivery, placed.total) == (20000, 0, 0, 20000)
    assert (placed.user_id, placed.contact_phone, placed.pay_until) == (owner.user_id, "+79210000000", None)
    item = placed.items.get()
    assert (item.sku, item.name, item.quantity, item.price, item.line_total) == (
        "A-1", "Комод «Север»", 2, 10000, 20000,
    )  # fmt: skip
    assert item.product_snapshot.product_price == 10000
    assert pieces(chest) == (5, 2)
    hold = Reservation.objects.get(order_item=item)
    assert (hold.quantity, hold.state, hold.expires_at) == (2, ReservationState.HELD, None)
    movement = StockMovement.objects.latest("pk")
    assert (movement.kind, movement.reserved_change, movement.reference) == ("reserve", 2, placed.order_id)
    assert [event.kind for event in placed.events.all()] == [EventKind.PLACED]
    letter = Outbox.objects.get(topic="mail.order_placed")
    assert letter.payload == {"event": placed.events.get().pk}
    assert Cart.objects.get().status == CartStatus.CONVERTED
    assert held(owner) == {}


def test_an_order_does_not_change_with_the_shop():
    owner, chest = guest(), goods("Комод «Север»", price=10000)
    add_line(owner, chest.pk)
    [placed] = order(owner)

    ProductPage.objects.filter(pk=chest.product_id).update(title="Комод «Юг»")
    Variant.objects.filter(pk=chest.pk).update(current_price=1, list_price=1, sku="NEW")

    item = Order.objects.get(pk=placed.pk).items.get()
    assert (item.name, item.price, item.sku) == ("Комод «Север»", 10000, chest.sku)


def test_what_was_loaded_in_bulk_gets_its_snapshot_with_the_first_order():
    owner, chest = guest(), goods(price=10000)
    add_line(owner, chest.pk)
    ProductHistory.objects.all().delete()

    [placed] = order(owner)

    assert placed.items.get().product_snapshot.product_price == 10000


def test_one_line_short_of_pieces_and_nothing_happens():
    owner, chest, shelf = guest(), goods(sku="A-1", stock=5), goods("Стеллаж", sku="B-1", stock=2)
    add_line(owner, chest.pk, quantity=2)
    add_line(owner, shelf.pk, quantity=2)
    StockItem.objects.filter(variant=shelf).update(reserved=1)

    with pytest.raises(QuoteRefused) as refused:
        order(owner)

    assert [problem.code for problem in refused.value.problems] == ["fewer"]
    assert pieces(chest) == (5, 0)
    assert held(owner) == {"A-1": 2, "B-1": 2}
    assert not Order.objects.exists()
    assert not Outbox.objects.filter(topic__startswith="mail.").exists()


def test_a_buyer_who_was_quicker_in_the_last_moment_undoes_everything(monkeypatch):
    owner, chest, shelf = guest(), goods(sku="A-1"), goods("Стеллаж", sku="B-1", stock=1)
    add_line(owner, chest.pk)
    add_line(owner, shelf.pk)
    seen_by_quote = StockItem.objects.filter(variant=shelf)

    take = held_pieces.take

    def rival_first(*args, **options):
        seen_by_quote.update(reserved=1)
        return take(*args, **options)

    monkeypatch.setattr(held_pieces, "take", rival_first)
    with pytest.raises(OutOfStock) as refused:
        order(owner)

    assert refused.value.shortages == (("B-1", 1, 0),)
    assert pieces(chest) == (5, 0)
    assert not Order.objects.exists()


def test_a_total_that_moved_is_told_and_takes_nothing():
    owner, chest = guest(), goods(price=1000)
    add_line(owner, chest.pk)

    with pytest.raises(QuoteChanged) as refused:
        order(owner, seen=Seen("0" * 64, Decimal("900.00")))

    assert refused.value.code == "price_changed"
    assert (refused.value.seen, refused.value.quote.total) == (900, 1000)
    assert not Order.objects.exists()


def test_a_rise_must_be_accepted_first():
    owner, chest = guest(), goods(price=1000)
    add_line(owner, chest.pk)
    Variant.objects.filter(pk=chest.pk).update(current_price=1100)

    with pytest.raises(QuoteRefused):
        order(owner)

    assert not Order.objects.exists()


def test_an_empty_cart_cannot_be_ordered():
    with pytest.raises(CartEmpty):
        order(guest(), seen=Seen("", None))


def test_a_mixed_cart_becomes_two_linked_orders():
    owner, cooking = customer(), kitchen(price=90000)
    chest = goods(price=10000, stock=3, lead_days=20)
    add_line(owner, chest.pk)
    add_line(owner, cooking.pk)

    bought, asked = order(owner)

    assert bought.batch == asked.batch
    assert (bought.kind, bought.status, bought.total) == ("ready_made", OrderStatus.PENDING, 10000)
    assert (asked.kind, asked.status, asked.total) == ("made_to_order", OrderStatus.DRAFT, 90000)
    assert (asked.payment_method, asked.pay_until) == (PaymentMethod.LATER, None)
    assert [event.kind for event in asked.events.all()] == [EventKind.REQUESTED]
    assert not Reservation.objects.filter(order_item__order=asked).exists()
    assert [each.items.get().lead_days for each in (bought, asked)] == [0, 35]
    assert Outbox.objects.filter(topic="mail.order_placed").count() == 2


def test_a_kitchen_takes_no_stock():
    owner, cooking = guest(), kitchen()
    add_line(owner, cooking.pk)

    [asked] = order(owner)

    assert asked.status == OrderStatus.DRAFT
    assert not StockMovement.objects.exists()


def test_one_line_is_ordered_and_the_others_stay():
    owner, chest, shelf = guest(), goods(sku="A-1"), goods("Стеллаж", sku="B-1")
    item = add_line(owner, chest.pk)
    add_line(owner, shelf.pk, quantity=2)

    [placed] = order(owner, only=[item.pk])

    assert [line.sku for line in placed.items.all()] == ["A-1"]
    assert held(owner) == {"B-1": 2}


def test_a_code_that_one_line_had_no_use_for_stays_in_the_cart():
    chest, shelf = goods(sku="A-1"), goods("Стеллаж", sku="B-1")
    off_shelves = {"value": Decimal(10), "needs_code": True, "products": [shelf.product]}
    create_voucher(promotion("Полки", **off_shelves).pk, code="ПОЛКА")
    owner = guest()
    first, second = add_line(owner, chest.pk), add_line(owner, shelf.pk)
    enter_voucher(owner, code="ПОЛКА")

    order(owner, only=[first.pk])
    kept = cart_of(owner).voucher
    [placed] = order(owner, only=[second.pk])

    assert (kept.code, placed.discount, cart_of(owner).voucher) == ("ПОЛКА", 1000, None)


def test_an_online_order_holds_its_pieces_for_fifteen_minutes():
    owner = guest()
    add_line(owner, goods().pk)

    [placed] = order(owner, method=PaymentMethod.ONLINE)

    assert (placed.pay_until - placed.order_date).total_seconds() == 15 * 60
    assert Reservation.objects.get().expires_at == placed.pay_until


def promotion(title: str, **fields):
    return create_promotion(title=title, start_date=DAY.replace(year=2020), **fields)


def test_a_voucher_and_its_use_stand_on_the_order():
    ten = promotion(
        "Весна", benefit=Benefit.PERCENT, value=Decimal(10), needs_code=True, stacking="combinable"
    )
    voucher = create_voucher(ten.pk, code="ВЕСНА10", uses_limit=1, per_customer_limit=1)
    owner = guest()
    add_line(owner, goods(price=10000).pk)
    enter_voucher(owner, code=" весна-10 ")

    [placed] = order(owner)

    assert (placed.goods, placed.discount, placed.total) == (10000, 1000, 9000)
    use = PromotionUse.objects.get()
    assert (use.order, use.promotion, use.voucher, use.amount) == (placed, ten, voucher, 1000)
    voucher.refresh_from_db()
    assert voucher.used_count == 1
    assert placed.items.get().discount == 1000


def test_a_gift_of_the_pool_is_held_and_costs_nothing():
    pouffe = goods("Пуф", sku="P-1", stock=1, price=5000)
    gift = promotion("Пуф в подарок", benefit=Benefit.GIFT, gift_variant=pouffe, is_choosable=True)
    owner, chest = guest(), goods(sku="A-1", price=10000)
    add_line(owner, chest.pk)
    choose_promotion(owner, promotion_id=gift.pk)

    [placed] = order(owner)

    assert placed.total == 10000
    assert [(item.sku, item.price, item.is_gift) for item in placed.items.all()] == [
        ("A-1", 10000, False),
        ("P-1", 0, True),
    ]
    assert pieces(pouffe) == (1, 1)
    assert PromotionUse.objects.get().amount == 0


def test_the_contact_tells_a_first_order_from_a_second():
    promotion("Новосёлам", benefit=Benefit.PERCENT, value=Decimal(10), first_order_only=True)
    chest = goods(price=10000, stock=9)
    totals = []
    for email, phone in (("a@b.ru", "+79210000001"), ("A@b.ru", "+79210000002"), ("c@b.ru", "+79210000002")):
        owner = guest()
        add_line(owner, chest.pk)
        [placed] = order(owner, contact=contact_of(owner, email, phone))
        totals.append(placed.total)

    assert totals == [9000, 10000, 10000]


@pytest.mark.parametrize("lines", [1, 3])
def test_placing_an_order_costs_few_statements(lines):
    owner = guest()
    for number in range(lines):
        add_line(owner, goods(f"Комод {number}", stock=9).pk)
    contact = contact_of(owner)
    quote = read_checkout(owner, delivery=PICKUP, contact=contact)[1].quote
    seen, consents = Seen(quote.fingerprint, quote.total), agreed()
    with CaptureQueriesContext(connection) as queries:
        order(owner, seen=seen, contact=contact, consents=consents)

    asked = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) == 13 + lines, "\n".join(sql[:120] for sql in asked)
    assert OrderEvent.objects.count() == 1
