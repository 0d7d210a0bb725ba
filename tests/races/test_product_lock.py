"""Everything that may happen to one product at one moment: each waits its turn, nobody waits for ever."""

from decimal import Decimal

import pytest
from django.db import connection, transaction

from catalog.enums import ReviewState
from catalog.errors import VariantChanged
from catalog.models import ListedVariant, ProductPage, ProductSummary, Variant
from catalog.services.products import withdraw_product
from catalog.services.reviews import moderate_review
from catalog.services.variants import update_variant
from inventory.errors import StockMoved
from inventory.models import StockItem
from inventory.services import correct, receive
from tests.factories.catalog import make_product, make_value
from tests.factories.people import make_admin
from tests.factories.reviews import make_review

pytestmark = pytest.mark.postgres

ROUNDS = 8


class Scene:
    """One product with pieces, a review that waits and somebody who moderates."""

    def __init__(self):
        self.product = make_product(stock=3, price=50000)
        self.variant = self.product.variants.get()
        self.item = self.variant.stock_items.get()
        self.finishes = [make_value("facade", "oak"), make_value("facade", "walnut")]
        self.review = make_review(self.product, rating=4, state=ReviewState.PENDING)
        self.boss = make_admin()

    def _change(self, **changes):
        version = Variant.objects.get(pk=self.variant.pk).version
        update_variant(self.variant.pk, version=version, **changes)

    def price(self, turn: int):
        self._change(list_price=Decimal(60000 + turn))

    def finish(self, turn: int):
        self._change(finish_values=[self.finishes[turn % 2]])

    def moderate(self, turn: int):
        state = (ReviewState.PUBLISHED, ReviewState.REJECTED)[turn % 2]
        moderate_review(self.review.pk, actor=self.boss, state=state)

    def receive(self, turn: int):
        receive(self.item.pk, quantity=1, reason="поставка")

    def correct(self, turn: int):
        on_hand = StockItem.objects.get(pk=self.item.pk).on_hand
        correct(self.item.pk, on_hand=0 if on_hand else 1, seen=on_hand, reason="пересчёт")

    def publish(self, turn: int):
        with transaction.atomic():
            ProductPage.objects.get(pk=self.product.pk).save_revision().publish()

    def withdraw(self, turn: int):
        with transaction.atomic():
            withdraw_product(self.product.pk)
            self._change(is_active=True)

    def roads(self):
        return [
            self.price, self.finish, self.moderate, self.receive, self.correct, self.publish, self.withdraw,
        ]  # fmt: skip


def test_changes_of_one_product_wait_for_each_other_without_an_error(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so nobody can wait for a second lock")
    scene = Scene()
    roads = scene.roads()

    def work(number: int):
        for turn in range(ROUNDS):
            try:
                roads[number % len(roads)](turn)
            except (VariantChanged, StockMoved):
                continue
        return "done"

    assert together(len(roads), work) == ["done"] * len(roads)

    scene.publish(0)
    variant = Variant.objects.get(pk=scene.variant.pk)
    figures = ProductSummary.objects.get(product=scene.product)
    assert figures.price_from == variant.current_price
    assert ListedVariant.objects.get().price_kopecks == variant.current_price * 100
    assert scene.item.movements.count() >= 1 + ROUNDS
