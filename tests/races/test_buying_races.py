"""What buying promises when many buy at once; each control shows what the guard prevents."""

import random
import time
import uuid
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F, Sum

from cart.enums import CartStatus
from cart.models import Cart, CartItem
from cart.selectors.owner import Owner
from cart.services.choices import enter_voucher
from cart.services.lines import add_line
from catalog.models import Variant
from checkout.errors import QuoteChanged, QuoteRefused
from checkout.services import Seen, place_once, read_checkout
from core.models import Outbox
from inventory.errors import OutOfStock
from inventory.models import StockItem
from inventory.selectors import wrong_rows
from orders.enums import Action, CancelReason, OrderStatus, PaymentMethod, ReservationState, Role
from orders.errors import TransitionRefused
from orders.models import Order, Reservation
from orders.services import pieces as held_pieces
from orders.services.moves import act, cancel_order, expire_order
from orders.services.placing import Handover
from promotions.models import Voucher
from tests.cart.scenes import goods, guest, held, kitchen
from tests.checkout.scenes import PICKUP, agreed, contact_of, order
from tests.factories.catalog import make_stock
from tests.factories.people import make_admin
from tests.factories.promotions import make_promotion, make_voucher


def fill(owner: Owner, *variants: Variant) -> Owner:
    for variant in variants:
        add_line(owner, variant.pk)
    return owner


def numbers(variant: Variant) -> tuple[int, int]:
    return StockItem.objects.values_list("on_hand", "reserved").get(variant=variant)


def only_refusals(results) -> list:
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, REFUSALS)]


REFUSALS = (OutOfStock, QuoteRefused, QuoteChanged)


def test_fifty_buyers_and_ten_pieces(together):
    chest = goods(stock=10)
    buyers = [fill(guest(), chest) for _ in range(50)]

    results = together(50, lambda number: order(buyers[number]))

    assert only_refusals(results) == []
    assert sum(isinstance(each, list) for each in results) == 10
    assert numbers(chest) == (10, 10)
    assert Order.objects.count() == 10
    assert Cart.objects.filter(status=CartStatus.ACTIVE).count() == 40
    assert Outbox.objects.filter(topic="mail.order_placed").count() == 10


def test_fifty_buyers_and_ten_pieces_in_three_stores(together, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    chest = goods(stock=4)
    for store in ("Салон", "Магазин"):
        make_stock(chest, on_hand=3, store_name=store)
    buyers = [fill(guest(), chest) for _ in range(50)]
    take = held_pieces.take

    def take_when_all_have_chosen_the_fullest_store(*args, **options):
        time.sleep(1)
        return take(*args, **options)

    monkeypatch.setattr(held_pieces, "take", take_when_all_have_chosen_the_fullest_store)

    def buy(number: int) -> list[str]:
        owner = buyers[number]
        contact = contact_of(owner)
        quote = read_checkout(owner, delivery=PICKUP, contact=contact)[1].quote
        wishes = {
            "seen": Seen(quote.fingerprint, quote.total),
            "contact": contact,
            "handover": Handover(delivery=PICKUP, address=""),
            "consents": agreed(),
        }
        return place_once("key-1", b"", owner, **wishes).body["orders"]

    results = together(50, buy)

    assert only_refusals(results) == []
    assert sum(isinstance(each, list) for each in results) == 10
    rows = StockItem.objects.filter(variant=chest).order_by("pk")
    assert list(rows.values_list("on_hand", "reserved")) == [(4, 4), (3, 3), (3, 3)]
    assert Order.objects.count() == 10


def test_control_read_then_write_sells_more_than_there_is(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")
    item = StockItem.objects.get(variant=goods(stock=10))

    @transaction.atomic
    def careless(number: int) -> bool:
        row = StockItem.objects.get(pk=item.pk)
        time.sleep(0.02)
        if row.on_hand - row.reserved < 1:
            return False
        row.reserved += 1
        row.save(update_fields=["reserved"])
        return True

    sold = sum(together(50, careless))

    assert sold > 10


def test_two_hundred_carts_in_opposite_order(together):
    chest, shelf = goods(stock=500), goods("Стеллаж", stock=500)
    carts = [fill(guest(), *((chest, shelf) if n % 2 else (shelf, chest))) for n in range(200)]

    def buy(worker: int) -> int:
        return len([order(owner) for owner in carts[worker::8]])

    results = together(8, buy)

    assert [repr(each) for each in results] == ["25"] * 8
    assert numbers(chest) == numbers(shelf) == (500, 200)
    assert len(set(Order.objects.values_list("order_id", flat=True))) == 200
    assert not wrong_rows().exists()


def test_fifty_presses_of_one_button_are_one_order(together):
    owner = fill(guest(), goods(stock=9))
    quote = read_checkout(owner, delivery=PICKUP, contact=contact_of(owner))[1].quote
    wishes = {
        "seen": Seen(quote.fingerprint, quote.total),
        "contact": contact_of(owner),
        "handover": Handover(delivery=PICKUP, address=""),
        "consents": agreed(),
    }

    def press(number: int):
        for _ in range(200):
            try:
                return place_once("key-1", b"the same", owner, **wishes).body
            except Exception as error:
                if getattr(error, "code", "") != "idempotency_running":
                    raise
                time.sleep(0.05)
        raise AssertionError("never answered")

    results = together(50, press)

    assert Order.objects.count() == 1
    assert results == [{"orders": [Order.objects.get().order_id]}] * 50


def test_twenty_hands_put_the_same_chest_into_one_cart(together):
    owner, chest = guest(), goods(stock=99)

    results = together(20, lambda number: add_line(owner, chest.pk))

    assert not [each for each in results if isinstance(each, Exception)], results
    assert CartItem.objects.values_list("quantity").get() == (20,)


def test_two_sweepers_and_the_customer_give_pieces_back_once(together):
    chest = goods(stock=20)
    for _round in range(4):
        owner = fill(guest(), chest)
        [placed] = order(owner, method=PaymentMethod.ONLINE)
        Order.objects.filter(pk=placed.pk).update(pay_until=F("order_date"))

        def end(number: int, pk=placed.pk):
            if number < 2:
                return expire_order(pk)
            cancel_order(pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
            return True

        results = together(3, end)

        assert sum(each is True for each in results) == 1, results
        assert numbers(chest) == (20, 0)
        assert placed.events.count() == 2
    assert not wrong_rows().exists()


def test_three_hundred_random_acts_keep_the_books(together):
    boss, variants = make_admin("boss"), [goods(f"Комод {n}", stock=30) for n in range(4)]
    start = {variant.pk: 30 for variant in variants}

    def live(worker: int) -> int:
        chance = random.Random(worker)
        done = 0
        for turn in range(8):
            try:
                done += step(chance, variants, boss, "buy" if turn < 2 else "")
            except (*REFUSALS, TransitionRefused):
                continue
            except OperationalError as error:  # forty at one row on a slow machine: told to come again
                if " timeout" not in str(error):  # of one lock, or of a statement that waits for several
                    raise
        return done

    results = together(40, live)

    assert not [each for each in results if isinstance(each, Exception)], results
    assert sum(results) > 100
    for variant in variants:
        on_hand, reserved = numbers(variant)
        mine = Reservation.objects.filter(stock_item__variant=variant)
        by_state = dict(mine.values_list("state").annotate(sum=Sum("quantity")))
        assert reserved == by_state.get(ReservationState.HELD, 0) >= 0
        assert on_hand == start[variant.pk] - by_state.get(ReservationState.CONSUMED, 0) >= 0
    assert not wrong_rows().exists()


def step(chance: random.Random, variants: list[Variant], boss, what: str) -> int:
    """Buy, confirm, expire or cancel something at random."""
    what = what or chance.choice(["buy", "buy", "buy", "confirm", "expire", "cancel"])
    if what == "buy":
        chosen = chance.sample(variants, chance.randint(1, 3))
        order(fill(Owner(guest_key=uuid.uuid4()), *chosen), method=chance.choice([*PaymentMethod][:2]))
        return 1
    pks = list(Order.objects.exclude(status=OrderStatus.CANCELLED).values_list("pk", flat=True))
    if not pks:
        return 0
    pk = chance.choice(pks)
    if what == "confirm":
        act(pk, Action.CONFIRM, actor=boss)
    elif what == "cancel":
        cancel_order(pk, role=Role.STAFF, reason=CancelReason.OTHER, actor=boss)
    else:
        Order.objects.filter(pk=pk, pay_until__isnull=False).update(pay_until=F("order_date"))
        expire_order(pk)
    return 1


def test_two_first_pieces_at_once_end_in_one_cart(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    chest, shelf, owner = goods(sku="A-1"), goods("Стеллаж", sku="B-1"), guest()
    rivals = []

    def rival_in_between(execute, sql, params, many, context):
        """The other request makes the cart after this one has found none."""
        if not rivals and sql.startswith('UPDATE "cart_cart"'):
            rivals.append(Thread(target=lambda: (add_line(owner, shelf.pk), connection.close())))
            rivals[0].start()
            rivals[0].join()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(rival_in_between):
        add_line(owner, chest.pk)

    assert rivals
    assert held(owner) == {"A-1": 1, "B-1": 1}


def test_orders_of_one_cart_cancelled_at_once_give_the_code_back_once(together):
    codes = make_promotion(needs_code=True)
    chest, cooking, carts = goods(stock=9), kitchen(), 6
    placed = []
    for number in range(carts):
        make_voucher(f"КОД{number}", promotion=codes, uses_limit=1)
        owner = fill(guest(), chest, cooking)
        enter_voucher(owner, code=f"КОД{number}")
        placed += order(owner)

    def call_off(number: int) -> Order:
        return cancel_order(placed[number].pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)

    results = together(len(placed), call_off)

    assert [each for each in results if not isinstance(each, Order)] == []
    assert set(Voucher.objects.values_list("used_count", flat=True)) == {0}
    assert numbers(chest) == (9, 0)
