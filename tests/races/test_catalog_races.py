"""Promises of the catalogue when several do the same at once; the history has a control without the guard."""

import time
from decimal import Decimal

import pytest

from catalog.enums import ReviewState
from catalog.errors import AlreadyReviewed
from catalog.models import ProductHistory, ProductPage, ProductSummary, Review, Variant
from catalog.services.history import record, snapshot_of
from catalog.services.reviews import moderate_review, submit_review
from catalog.services.variants import update_variant
from core import clock
from tests.factories.catalog import make_product
from tests.factories.people import make_admin, make_user
from tests.factories.reviews import make_review

pytestmark = pytest.mark.postgres


def test_customer_who_sends_twice_has_one_review(together):
    product, customer = make_product(), make_user()

    results = together(
        4, lambda number: submit_review(product.pk, user=customer, rating=5, comment=str(number))
    )

    assert Review.objects.filter(product=product).count() == 1
    assert sum(isinstance(result, AlreadyReviewed) for result in results) == 3


def test_moderators_of_one_product_lose_no_star(together):
    product, boss = make_product(), make_admin()
    reviews = [make_review(product, rating=4, state=ReviewState.PENDING) for _number in range(6)]

    together(6, lambda number: moderate_review(reviews[number].pk, actor=boss, state=ReviewState.PUBLISHED))

    summary = ProductSummary.objects.get(product=product)
    assert (summary.rating_count, summary.rating_sum) == (6, 24)


def changed_variant() -> Variant:
    """A variant whose new price is not in the history yet."""
    variant = make_product(price=64200).variants.get()
    Variant.objects.update(list_price=Decimal(70000), current_price=Decimal(70000))
    return variant


def test_one_change_makes_one_history_row(together):
    variant = changed_variant()

    together(6, lambda number: record(variant))

    assert ProductHistory.objects.filter(variant=variant).count() == 2


def test_control_without_the_lock_one_change_makes_many_rows(together):
    variant = changed_variant()

    def naive(number: int) -> None:
        fresh = Variant.objects.select_related("product").get(pk=variant.pk)
        latest = ProductHistory.objects.filter(variant=fresh).latest("pk")
        time.sleep(0.2)
        if latest.product_price != fresh.current_price:
            ProductHistory.objects.create(variant=fresh, snapshot_taken_at=clock.now(), **snapshot_of(fresh))

    together(6, naive)

    assert ProductHistory.objects.filter(variant=variant).count() > 2


def test_a_product_never_goes_live_with_nothing_to_sell(together):
    for number in range(6):
        page = make_product(f"Комод {number}", live=False)
        variant = page.variants.get()
        roads = [
            lambda page=page: ProductPage.objects.get(pk=page.pk).save_revision().publish(),
            lambda variant=variant: update_variant(variant.pk, version=variant.version, is_active=False),
        ]

        together(2, lambda turn, roads=roads: roads[turn]())

        page = ProductPage.objects.get(pk=page.pk)
        assert not page.live or page.is_sellable
