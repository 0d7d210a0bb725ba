"""Limits hold when many order at once; the control shows what the guard is for."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from catalog.errors import VariantChanged
from catalog.models import ListedVariant, ProductHistory, Variant
from catalog.services.variants import update_variant
from core import clock
from promotions.customers import customer_keys
from promotions.errors import UsedByCustomer, UsedUp
from promotions.models import CustomerUse, Promotion, Voucher
from promotions.services import give_back, redeem
from promotions.services.prices import apply_prices
from tests.factories.catalog import make_product
from tests.factories.promotions import make_promotion, make_voucher

HANDS = 20


def of_kind(results, kind) -> int:
    return sum(isinstance(result, kind) for result in results)


def test_the_last_use_of_a_voucher_goes_to_one(together):
    voucher = make_voucher(uses_limit=1)

    results = together(HANDS, lambda _n: redeem(voucher.promotion_id, voucher_id=voucher.pk, keys=[]))

    assert (results.count(["voucher"]), of_kind(results, UsedUp)) == (1, HANDS - 1)
    assert Voucher.objects.get().used_count == 1


def test_the_last_use_of_a_promotion_goes_to_one(together):
    promotion = make_promotion(total_limit=1)

    results = together(HANDS, lambda _n: redeem(promotion.pk, voucher_id=None, keys=[]))

    assert (results.count(["promotion"]), of_kind(results, UsedUp)) == (1, HANDS - 1)
    assert Promotion.objects.get().used_count == 1


def test_one_customer_under_many_names_uses_it_once(together):
    promotion = make_promotion(per_customer_limit=1)

    def order(number: int) -> None:
        # The same phone each time, the other names come and go.
        redeem(promotion.pk, voucher_id=None, keys=customer_keys(number % 3, "", "+79210000000"))

    results = together(HANDS, order)

    assert (results.count(None), of_kind(results, UsedByCustomer)) == (1, HANDS - 1)
    assert sorted(CustomerUse.objects.filter(used__gt=0).values_list("used", flat=True)) == [1, 1]


def test_nobody_has_two_first_orders(together):
    promotion = make_promotion(first_order_only=True)
    keys = customer_keys(None, "", "+79210000000")

    results = together(HANDS, lambda _n: redeem(promotion.pk, voucher_id=None, keys=keys))

    assert (results.count(["customer"]), of_kind(results, UsedByCustomer)) == (1, HANDS - 1)


def test_uses_that_come_and_go_leave_the_right_number(together):
    promotion = make_promotion(total_limit=HANDS, per_customer_limit=HANDS)

    def order(number: int) -> None:
        keys = customer_keys(1, "anna@example.com", "")
        counted = redeem(promotion.pk, voucher_id=None, keys=keys)
        if number % 2:
            give_back(promotion.pk, voucher_id=None, keys=keys, counted=counted)

    results = together(HANDS, order)

    assert results == [None] * HANDS
    assert Promotion.objects.get().used_count == HANDS // 2
    assert set(CustomerUse.objects.values_list("used", flat=True)) == {HANDS // 2}


def test_a_campaign_and_an_editor_agree_on_the_price(together):
    variant = make_product(price=10000).variants.get()
    make_promotion(benefit="price", value=30, start_date=clock.today() - timedelta(days=1))

    def work(number: int) -> None:
        if number % 2:
            apply_prices()
            return
        while True:
            version = Variant.objects.get(pk=variant.pk).version
            try:
                update_variant(variant.pk, version=version, list_price=Decimal(1000 * (number + 1)))
            except VariantChanged:
                continue
            return

    results = together(8, work)

    variant.refresh_from_db()
    assert results == [None] * 8
    assert variant.current_price == variant.list_price * 70 / 100
    assert ListedVariant.objects.get().price_kopecks == variant.current_price * 100
    assert ProductHistory.objects.order_by("-pk")[0].product_price == variant.current_price


@pytest.mark.postgres
def test_control_counting_first_and_saving_later_gives_it_to_many(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")
    promotion = make_promotion(total_limit=HANDS)
    taken = []

    @transaction.atomic
    def careless(number: int) -> None:
        seen = Promotion.objects.get(pk=promotion.pk)
        if seen.used_count >= 1:
            raise UsedUp(seen.title)
        time.sleep(0.05)
        Promotion.objects.filter(pk=promotion.pk).update(used_count=seen.used_count + 1)
        taken.append(number)

    together(HANDS, careless)

    assert len(taken) > 1
