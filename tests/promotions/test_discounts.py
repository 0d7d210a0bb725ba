"""Promotions side by side: the table of docs/money.md, and what holds for any cart."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from promotions.discounts import Buyer, Discounts, Goods, Offer, discounts, split
from promotions.enums import Benefit, Programme

TODAY = date(2027, 3, 8)
CHESTS, SHELVES = frozenset({1}), frozenset({2})
OAK, ASH, STRAIGHT = 71, 72, 81
CHEST = Goods(1, 11, 101, CHESTS | {9}, frozenset({OAK, STRAIGHT}), Decimal(10000), 1)
SHELF = Goods(2, 12, 102, SHELVES | {9}, frozenset({ASH, STRAIGHT}), Decimal(5000), 2)
DELIVERY = Decimal(1500)
STRANGER = Buyer()
MONEY_PAGE = Path(__file__).parents[2] / "docs" / "money.md"


def offer(pk: int, benefit: Benefit, value: int | str | None = None, **conditions) -> Offer:
    return Offer(
        id=pk,
        title=f"Акция {pk}",
        benefit=benefit,
        value=None if value is None else Decimal(value),
        **{"start_date": date(2027, 3, 1), "end_date": date(2027, 3, 31), **conditions},
    )


def percent(pk: int, value: int | str = 10, **conditions) -> Offer:
    return offer(pk, Benefit.PERCENT, value, **conditions)


def amount(pk: int, value: int | str, **conditions) -> Offer:
    return offer(pk, Benefit.AMOUNT, value, **conditions)


def free_delivery(pk: int, **conditions) -> Offer:
    return offer(pk, Benefit.FREE_DELIVERY, **conditions)


def gift(pk: int, **conditions) -> Offer:
    defaults = {"gift_variant_id": 900 + pk, "gift_name": "Пуф", "gift_available": True}
    return offer(pk, Benefit.GIFT, **{**defaults, **conditions})


def count(*offers: Offer, goods=(CHEST, SHELF), delivery=DELIVERY, buyer=STRANGER, chosen=None) -> Discounts:
    return discounts(goods, offers, delivery=delivery, buyer=buyer, today=TODAY, chosen_id=chosen)


@dataclass(frozen=True)
class Case:
    """A row of the table in docs/money.md; its words stand there too."""

    number: int
    words: str
    goods: str
    delivery: str
    taking_part: str
    offers: tuple[Offer, ...]
    chosen: int | None = None


ALONE = {"is_exclusive": True}
CASES = [
    Case(1, "10 % + 5 %", "3000", "0", "1, 2", (percent(1), percent(2, 5))),
    Case(2, "10 % off chests + 1 500 ₽", "2500", "0", "1, 2",
         (percent(1, categories=CHESTS), amount(2, 1500))),
    Case(3, "20 % alone; 10 % + 5 %", "4000", "0", "1", (percent(1, 20, **ALONE), percent(2), percent(3, 5))),
    Case(4, "15 % alone; 10 % + 5 %", "3000", "0", "2, 3",
         (percent(1, 15, **ALONE), percent(2), percent(3, 5))),
    Case(5, "10 % alone; 2 500 ₽ alone", "2500", "0", "2", (percent(1, **ALONE), amount(2, 2500, **ALONE))),
    Case(6, "10 % alone; 600 ₽ + free delivery", "600", "1500", "2, 3",
         (percent(1, **ALONE), amount(2, 600), free_delivery(3))),
    Case(7, "50 %, 3 000 ₽ at most + 5 %", "4000", "0", "1, 2",
         (percent(1, 50, max_discount=Decimal(3000)), percent(2, 5))),
    Case(8, "70 % off shelves + 60 % off shelves", "10000", "0", "1, 2",
         (percent(1, 70, categories=SHELVES), percent(2, 60, categories=SHELVES))),
    Case(9, "12 000 ₽ off chests + 10 %", "12000", "0", "1, 2",
         (amount(1, 12000, categories=CHESTS), percent(2))),
    Case(10, "chosen gift alone; 10 %", "0", "0", "1",
         (gift(1, is_choosable=True, **ALONE), percent(2)), chosen=1),
    Case(11, "gift alone, not chosen; chosen 1 000 ₽ + 10 %", "3000", "0", "2, 3",
         (gift(1, is_choosable=True, **ALONE), amount(2, 1000, is_choosable=True), percent(3)), chosen=2),
    Case(12, "15 % alone by code; 10 % alone; gift + free delivery", "3000", "0", "1",
         (percent(1, 15, needs_code=True, voucher_id=5, code="ВЕСНА15", **ALONE), percent(2, **ALONE),
          gift(3), free_delivery(4))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.words)
def test_promotions_side_by_side_whatever_their_order(case):
    expected = count(*case.offers, chosen=case.chosen)

    assert (expected.goods, expected.delivery) == (Decimal(case.goods), Decimal(case.delivery))
    assert ", ".join(str(each.offer.id) for each in expected.applied) == case.taking_part
    for order in permutations(case.offers):
        assert count(*order, chosen=case.chosen) == expected
    turned = count(*case.offers, chosen=case.chosen, goods=(SHELF, CHEST))
    assert (turned.goods, turned.by_line) == (expected.goods, expected.by_line)


def test_docs_say_what_the_cases_say():
    lines = MONEY_PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and line[2].isdigit()]

    assert rows[: len(CASES)] == [
        f"| {case.number} | {case.words} | {case.goods} | {case.delivery} | {case.taking_part} |"
        for case in CASES
    ]


def test_parts_say_what_each_line_costs_less():
    found = count(amount(1, 12000, categories=CHESTS), percent(2))

    assert found.by_line == {1: Decimal(10000), 2: Decimal(2000)}
    # Of its 2 000 the chest's share had no room left on the chest.
    assert found.applied[1].parts == {1: Decimal(0), 2: Decimal(2000)}


@pytest.mark.parametrize(
    ("price", "value", "taken"),
    [
        ("33.35", "10", "3.34"),
        ("33.34", "10", "3.33"),
        ("0.05", "10", "0.01"),
        ("99999.99", "7.5", "7500.00"),
    ],
)
def test_per_cent_is_rounded_half_up_once_per_promotion(price, value, taken):
    line = Goods(1, 11, 101, frozenset(), frozenset(), Decimal(price), 1)

    assert count(percent(1, value), goods=[line]).goods == Decimal(taken)


REFUSALS = [
    ("off", percent(1, active=False), "Эта акция выключена."),
    ("too_early", percent(1, start_date=date(2027, 3, 9)), "Акция начнётся 9 марта 2027."),
    ("too_late", percent(1, end_date=date(2027, 3, 7)), "Акция закончилась 7 марта 2027."),
    ("voucher_off", percent(1, voucher_id=5, code="МАЙ", voucher_active=False),
     "Код МАЙ больше не действует."),
    ("wrong_programme", percent(1, programme=Programme.LOYALTY),
     "Эта акция для участников программы лояльности."),
    ("wrong_programme", percent(1, programme=Programme.REFERRAL), "Эта акция для тех, кого пригласил друг."),
    ("not_first_order", percent(1, first_order_only=True), "Эта акция действует на первый заказ."),
    ("used_up", percent(1, uses_left=0), "Акция закончилась: всё уже разобрали."),
    ("used_up", percent(1, uses_left=0, voucher_id=5, code="МАЙ"), "Код МАЙ уже использован."),
    ("used_by_you", percent(1, customer_uses_left=0), "Вы уже воспользовались этой акцией."),
    ("used_by_you", percent(1, customer_uses_left=0, voucher_id=5, code="МАЙ"),
     "Вы уже воспользовались кодом МАЙ."),
    ("gift_sold_out", gift(1, gift_available=False), "Подарок закончился: Пуф."),
    ("nothing_fits", percent(1, categories=frozenset({3})),
     "В корзине нет товаров, на которые действует акция."),
    ("too_few_pieces", percent(1, min_quantity=3, categories=CHESTS),
     "Добавьте ещё 2 штуки товаров этой акции."),
    ("below_minimum", percent(1, min_goods=Decimal(12500), categories=CHESTS),
     "Добавьте товаров ещё на 2\u00a0500\u00a0₽."),
    ("not_chosen", gift(1, is_choosable=True), "Можно выбрать. В подарок: Пуф."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "unmet", "sentence"), REFUSALS, ids=lambda value: getattr(value, "id", value)
)
def test_each_refusal_has_its_reason_in_one_sentence(code, unmet, sentence):
    found = count(unmet)

    assert [(each.code, each.sentence) for each in found.refused] == [(code, sentence)]
    assert (found.applied, found.goods, found.delivery) == ((), 0, 0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (percent(1), "Скидка 10\u00a0% на товары за 20\u00a0000\u00a0₽: −2\u00a0000\u00a0₽."),
        (percent(1, "7.5", voucher_id=5, code="МАЙ"),
         "Код МАЙ. Скидка 7,5\u00a0% на товары за 20\u00a0000\u00a0₽: −1\u00a0500\u00a0₽."),
        (amount(1, 300), "−300\u00a0₽ от товаров за 20\u00a0000\u00a0₽."),
        (free_delivery(1), "Доставка дешевле на 1\u00a0500\u00a0₽."),
        (gift(1), "В подарок: Пуф."),
    ],
)  # fmt: skip
def test_each_gain_is_told_in_one_sentence(given, sentence):
    assert [each.sentence for each in count(given).applied] == [sentence]


def test_first_and_last_day_belong_to_a_promotion():
    whole = percent(1, start_date=TODAY, end_date=TODAY)

    assert count(whole).goods == Decimal(2000)
    assert count(percent(1, end_date=None)).goods == Decimal(2000)


def test_members_and_first_orders_get_theirs():
    buyer = Buyer(frozenset({Programme.LOYALTY}), is_first_order=True)

    found = count(percent(1, programme=Programme.LOYALTY), percent(2, 5, first_order_only=True), buyer=buyer)

    assert found.goods == Decimal(3000)


def test_goods_fit_by_any_of_a_list_and_by_all_lists():
    either = percent(1, values=(frozenset({OAK, ASH}),))
    both_axes = percent(2, values=(frozenset({OAK}), frozenset({STRAIGHT})))
    neither = percent(3, values=(frozenset({OAK}), frozenset({STRAIGHT})), categories=SHELVES)
    one_product = percent(4, products=frozenset({102}), categories=frozenset({9}))

    found = {each.id: count(each).by_line for each in (either, both_axes, neither, one_product)}

    assert found == {
        1: {1: Decimal(1000), 2: Decimal(1000)},
        2: {1: Decimal(1000), 2: Decimal(0)},
        3: {1: Decimal(0), 2: Decimal(0)},
        4: {1: Decimal(0), 2: Decimal(1000)},
    }


def test_an_offer_that_waits_for_a_code_is_not_told_of():
    assert count(percent(1, needs_code=True)) == count()


def test_the_loser_is_told_by_whom_it_was_outdone():
    found = count(percent(1, 20, is_exclusive=True), percent(2))

    assert [(each.offer.id, each.code) for each in found.refused] == [(2, "outdone")]
    assert "«Акция 1»" in found.refused[0].sentence


def test_what_takes_nothing_off_does_not_take_part():
    twice = count(free_delivery(1), free_delivery(2))
    free = count(free_delivery(1, is_exclusive=True), delivery=Decimal(0))

    assert [each.offer.id for each in twice.applied] == [1]
    assert [(each.offer.id, each.code) for each in twice.refused] == [(2, "nothing_to_discount")]
    assert [each.code for each in free.refused] == ["nothing_to_discount"]


def test_a_gift_alone_is_better_than_nothing_and_follows_its_lines():
    found = count(gift(1, is_exclusive=True, categories=SHELVES))

    assert [(each.gift_variant_id, dict(each.parts)) for each in found.applied] == [(901, {2: Decimal(0)})]


def test_a_discount_that_was_held_back_says_so():
    held, whole = (count(percent(1, 50, max_discount=Decimal(cap))).applied[0] for cap in (3000, 30000))

    told = held.sentence.replace("\xa0", " ")
    assert told == "Скидка 50 % на товары за 20 000 ₽, но не больше 3 000 ₽: −3 000 ₽."
    assert "не больше" not in whole.sentence


def test_the_same_piece_is_given_once():
    found = count(gift(2, gift_variant_id=900), gift(1, gift_variant_id=900), gift(3))

    assert [(each.offer.id, each.gift_variant_id) for each in found.applied] == [(1, 900), (3, 903)]
    assert [(each.offer.id, each.code) for each in found.refused] == [(2, "gift_given")]
    assert found.refused[0].sentence == "Этот предмет уже дарит другая акция: Пуф."


def test_an_empty_cart_gets_nothing():
    found = count(percent(1), gift(2), free_delivery(3), goods=())

    assert [each.code for each in found.refused] == ["nothing_fits"] * 3


def random_offer(chance: random.Random, pk: int) -> Offer:
    benefit = chance.choice([Benefit.PERCENT, Benefit.AMOUNT, Benefit.FREE_DELIVERY, Benefit.GIFT])
    value = {
        Benefit.PERCENT: Decimal(chance.randint(1, 10000)) / 100,
        Benefit.AMOUNT: Decimal(chance.randint(1, 3_000_000)) / 100,
    }.get(benefit)
    return offer(
        pk,
        benefit,
        value,
        categories=frozenset(chance.sample(range(1, 4), chance.randint(0, 2))),
        is_exclusive=chance.random() < 0.3,
        max_discount=Decimal(chance.randint(1, 500_000)) / 100 if chance.random() < 0.3 else None,
        gift_variant_id=pk if benefit == Benefit.GIFT else None,
        gift_available=True,
        is_choosable=chance.random() < 0.2,
    )


def test_parts_add_up_and_nothing_goes_below_zero():
    chance = random.Random(20270308)
    for _round in range(400):
        goods = [
            Goods(key, key, key, frozenset({chance.randint(1, 3)}), frozenset(),
                  Decimal(chance.randint(1, 2_000_000)) / 100, chance.randint(1, 4))
            for key in range(1, chance.randint(2, 6))
        ]  # fmt: skip
        delivery = Decimal(chance.randint(0, 300_000)) / 100
        offers = [random_offer(chance, pk) for pk in range(1, chance.randint(2, 7))]
        chosen = chance.choice([None, *(each.id for each in offers)])

        found = count(*offers, goods=goods, delivery=delivery, chosen=chosen)

        shuffled = chance.sample(offers, len(offers))
        assert count(*shuffled, goods=goods, delivery=delivery, chosen=chosen) == found
        assert sum(found.by_line.values()) == found.goods == sum(each.amount for each in found.applied)
        assert all(0 <= found.by_line[line.key] <= line.total for line in goods)
        assert 0 <= found.delivery <= delivery
        for each in found.applied:
            assert sum(each.parts.values()) == each.amount >= 0
            assert min(each.parts.values()) >= 0
            assert each.offer.max_discount is None or each.amount <= each.offer.max_discount
        answered = [each.offer.id for each in (*found.applied, *found.refused)]
        assert sorted(answered) == [each.id for each in offers]


def test_split_gives_nothing_where_nothing_is():
    assert split(Decimal(0), {}, {}) == {}
    assert split(Decimal(5), {1: Decimal(0)}, {1: Decimal(0)}) == {1: Decimal(0)}
