"""docs/money.md, row by row."""

import random
import re
from dataclasses import replace
from decimal import Decimal

from cart.delivery import DeliveryChoice, DeliveryTerms
from cart.enums import OrderKind
from core.money import allocate, to_kopecks
from promotions.enums import Benefit
from tests.house.files import ROOT

from .lines import line, offer, outside, per_km, quote

MADE = OrderKind.MADE_TO_ORDER


def rub(text: str) -> Decimal:
    return Decimal(text)


def test_every_rule_of_the_document_has_its_test():
    rows = re.findall(r"^\| (M\d+) \|.*\| `(\w+)` \|$", (ROOT / "docs/money.md").read_text("utf-8"), re.M)

    assert [number for number, _ in rows] == [f"M{n}" for n in range(1, 12)]
    assert [name for _, name in rows if name not in globals()] == []
    assert all(name.startswith(f"test_{number.lower()}_") for number, name in rows)


def test_m1_half_a_kopeck_goes_up():
    assert to_kopecks(rub("0.005")) == rub("0.01")
    assert quote(line("0.05"), offers=[offer(value="10")]).discount == rub("0.01")


def test_m2_a_line_is_pieces_times_price():
    assert quote(line("33.33", 3)).goods == rub("99.99")


def test_m3_the_total_is_made_of_its_four_parts():
    found = quote(line("10000"), offers=[offer(value="7")], delivery=outside(10), terms=per_km("50"))

    assert (found.goods, found.discount, found.points, found.delivery) == (10000, 700, 0, 500)
    assert found.total == rub("9800.00")


def test_m4_kopecks_that_do_not_divide_go_to_the_largest_remainder():
    assert allocate(rub("100.00"), [1, 1, 1]) == [rub("33.34"), rub("33.33"), rub("33.33")]
    assert allocate(rub("0.05"), [rub("10"), rub("20"), rub("70")]) == [rub("0.01"), rub("0.01"), rub("0.03")]


def test_m5_a_discount_stays_with_its_lines():
    ready, kitchen = line("10000", key=1), line("90000", key=2, kind=MADE)
    found = quote(ready, kitchen, offers=[offer(value="10", products=frozenset({kitchen.product_id}))])

    assert [part.discount for part in found.parts] == [0, 9000]
    assert [part.total for part in found.parts] == [10000, 81000]


def test_m6_delivery_is_split_by_the_value_of_goods():
    off = offer(value="50", products=frozenset({1001}))
    found = quote(
        line("10000", key=1), line("30000", key=2, kind=MADE),
        offers=[off], delivery=outside(10), terms=per_km("100"),
    )  # fmt: skip

    assert found.discount == 5000
    assert [part.delivery for part in found.parts] == [250, 750]


def test_m7_a_gift_goes_with_the_lines_that_earned_it():
    ready, kitchen = line("10000", key=1), line("90000", key=2, kind=MADE)
    gift = offer(
        5, Benefit.GIFT, None, gift_variant_id=77, gift_name="Пуф", gift_available=True,
        is_choosable=True, products=frozenset({kitchen.product_id}),
    )  # fmt: skip
    found = quote(ready, kitchen, offers=[gift], chosen_id=5)

    assert [[each.variant_id for each in part.gifts] for part in found.parts] == [[], [77]]
    assert found.total == 100000


def test_m8_what_cannot_be_had_costs_nothing():
    found = quote(
        line("1000", 5, key=1, available=2),
        line("700", key=2, available=0),
        line("900", key=3, is_on_sale=False),
    )

    assert found.total == 2000
    assert [change.code for change in found.changes] == ["fewer", "sold_out", "gone"]
    assert [problem.code for problem in found.problems] == ["fewer", "sold_out", "gone"]


def test_m9_a_rise_waits_and_a_fall_applies():
    rose = quote(line("1200", agreed_price=rub("1000")))
    fell = quote(line("800", agreed_price=rub("1000")))

    assert (rose.total, rose.needs_consent_to_changes) == (1200, True)
    assert [problem.code for problem in rose.problems] == ["price_up"]
    assert (fell.total, fell.needs_consent_to_changes, fell.problems) == (800, False, ())
    assert [change.code for change in fell.changes] == ["price_down"]


def test_m10_parts_of_a_thousand_carts_add_up():
    chance = random.Random(20261122)
    mixed = 0
    for _ in range(1000):
        lines = [
            line(
                str(Decimal(chance.randint(1, 9_999_999)) / 100),
                chance.randint(1, 9),
                key=number,
                kind=chance.choice([OrderKind.READY_MADE, MADE]),
                available=chance.choice([None, 0, 3, 99]),
            )
            for number in range(1, chance.randint(2, 9))
        ]
        offers = [
            offer(
                number,
                chance.choice([Benefit.PERCENT, Benefit.AMOUNT]),
                str(Decimal(chance.randint(1, 9900)) / 100),
                is_exclusive=chance.random() < 0.3,
                products=frozenset(each.product_id for each in lines if chance.random() < 0.7),
            )
            for number in range(1, chance.randint(1, 5))
        ]
        found = quote(*lines, offers=offers, delivery=outside(chance.randint(1, 60)), terms=per_km("33.33"))
        parts = found.parts
        mixed += found.is_mixed
        assert sum(part.total for part in parts) == found.total
        for name in ("goods", "discount", "points", "delivery"):
            assert sum(getattr(part, name) for part in parts) == getattr(found, name)
        assert sum(each.total for each in found.lines) == found.goods
        assert sum(each.discount for each in found.lines) == found.discount
        assert all(0 <= each.discount <= each.total for each in found.lines)
        assert all(part.total == part.goods - part.discount - part.points + part.delivery for part in parts)
        assert all(part.total >= 0 and part.total == to_kopecks(part.total) for part in parts)
    assert mixed > 300


def test_m11_the_fingerprint_tells_carts_apart():
    cart = [line("1000", 2, key=1), line("500", key=2, kind=MADE)]
    same = quote(*cart).fingerprint

    assert quote(*reversed(cart)).fingerprint == same
    assert quote(line("1000", 3, key=1), cart[1]).fingerprint != same
    assert quote(line("1001", 2, key=1), cart[1]).fingerprint != same
    assert quote(*cart, offers=[offer(value="1")]).fingerprint != same
    assert quote(*cart, delivery=outside(3), terms=per_km("10")).fingerprint != same
    # What is agreed by phone is 0 in the total, as what is free, and must be told all the same.
    inside = DeliveryChoice(method="courier", zone="inside_kad")
    carried = replace(inside, service="room", floor=9, has_lift=False)
    ways = [inside, outside(0), carried, replace(carried, service="assembly")]
    found = [quote(*cart, delivery=way, terms=DeliveryTerms()) for way in ways]
    assert {each.total for each in found} == {quote(*cart).total}
    assert found[0].fingerprint == same
    assert len({each.fingerprint for each in found}) == 4


def test_a_chosen_gift_of_the_pool_stays_there_while_it_gives_nothing_yet():
    free = offer(7, Benefit.FREE_DELIVERY, None, is_choosable=True, is_exclusive=True)

    [choice] = quote(line("10000"), offers=[free], chosen_id=7).pool

    assert (choice.promotion_id, choice.is_chosen) == (7, True)


def test_more_than_the_books_can_hold_is_a_problem():
    found = quote(line("9000000000", 99, kind=MADE))

    assert [problem.code for problem in found.problems] == ["too_much"]
    assert quote(line("9000000000", kind=MADE)).problems == ()
