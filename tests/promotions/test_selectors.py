"""Offers that the quote gets."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from promotions.customers import customer_keys
from promotions.enums import Benefit
from promotions.models import Promotion
from promotions.selectors import offers
from promotions.services import redeem
from tests.factories.catalog import make_category, make_product, make_stock, make_value
from tests.factories.promotions import make_gift, make_promotion, make_voucher

pytestmark = pytest.mark.django_db
KEYS = customer_keys(7, "anna@example.com", "")


def test_what_is_in_force_is_offered_and_nothing_else():
    today = clock.today()
    here = make_promotion("Действует")
    make_promotion("Выключена", active=False)
    make_promotion("Будет", start_date=today + timedelta(days=1))
    make_promotion("Была", end_date=today - timedelta(days=1))
    make_promotion("Цены", benefit=Benefit.PRICE)
    make_promotion("По коду", needs_code=True)

    assert [each.id for each in offers(voucher_id=None, keys=[])] == [here.pk]


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (datetime(2027, 2, 28, 20, 59, 59, tzinfo=UTC), 0),
        (datetime(2027, 2, 28, 21, 0, 0, tzinfo=UTC), 1),
        (datetime(2027, 3, 31, 20, 59, 59, tzinfo=UTC), 1),
        (datetime(2027, 3, 31, 21, 0, 0, tzinfo=UTC), 0),
    ],
)
def test_days_begin_and_end_at_midnight_in_moscow(moment, count):
    make_promotion(start_date=datetime(2027, 3, 1).date(), end_date=datetime(2027, 3, 31).date())

    with clock.hold(moment):
        assert len(offers(voucher_id=None, keys=[])) == count


def test_a_voucher_brings_its_promotion_even_when_it_is_over():
    over = make_promotion(needs_code=True, end_date=clock.today(), total_limit=9)
    voucher = make_voucher(promotion=over, uses_limit=3, active=False)
    make_voucher("ДРУГОЙ", promotion=over)
    Promotion.objects.update(end_date=clock.today() - timedelta(days=1))

    found = offers(voucher_id=voucher.pk, keys=[])

    assert [(each.voucher_id, each.code, each.voucher_active, each.uses_left) for each in found] == [
        (voucher.pk, "ВЕСНА10", False, 3)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_whatever_their_number_and_two_with_limits_per_customer(count, django_assert_num_queries):
    voucher = make_voucher()
    chest = make_product(stock=1).variants.get()
    for _number in range(count):
        make_promotion(categories=[make_category()], values=[make_value()])
        make_gift(chest)

    with django_assert_num_queries(1):
        found = offers(voucher_id=voucher.pk, keys=KEYS)

    assert len(found) == 2 * count + 1
    make_promotion(per_customer_limit=1)
    with django_assert_num_queries(2):
        offers(voucher_id=voucher.pk, keys=KEYS)


def test_uses_that_are_left_are_the_fewest_of_any_limit_and_any_name():
    promotion = make_promotion(needs_code=True, total_limit=9, per_customer_limit=3)
    voucher = make_voucher(promotion=promotion, uses_limit=5, per_customer_limit=2)
    redeem(promotion.pk, voucher_id=voucher.pk, keys=KEYS[:1])

    found = [offers(voucher_id=voucher.pk, keys=keys)[0] for keys in (KEYS, KEYS[1:])]

    assert [(each.uses_left, each.customer_uses_left) for each in found] == [(4, 1), (4, 2)]


def test_a_gift_is_named_and_offered_while_there_is_one():
    pouf = make_product("Пуф", size_label="40", finish_label="букле").variants.get()
    make_gift(pouf)

    before = offers(voucher_id=None, keys=[])[0]
    make_stock(pouf, on_hand=1)
    after = offers(voucher_id=None, keys=[])[0]

    assert (before.gift_name, before.gift_available, after.gift_available) == ("Пуф (40, букле)", False, True)


def test_goods_are_read_from_the_one_column():
    chests, oak, straight = make_category(), make_value("facade", "oak"), make_value("shape", "straight")
    make_promotion(categories=[chests], values=[oak, straight])

    found = offers(voucher_id=None, keys=[])[0]

    assert found.categories == {chests.pk}
    assert set(found.values) == {frozenset({oak.pk}), frozenset({straight.pk})}
    assert found.is_scoped
