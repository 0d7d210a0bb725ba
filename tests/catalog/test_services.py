import pytest

from catalog.models import ProductHistory
from catalog.services.variants import update_variant
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


def test_product_is_made_with_a_variant_and_its_first_history_row():
    product = make_product(price=64200, stock=3)

    variant = product.variants.get()

    assert (variant.current_price, variant.availability, product.summary.price_from) == (
        64200,
        "in_stock",
        64200,
    )
    assert ProductHistory.objects.filter(variant=variant).count() == 1


def test_history_grows_only_on_a_real_change():
    variant = make_product(price=64200).variants.get()

    variant = update_variant(variant.pk, version=1, sort_order=5)
    update_variant(variant.pk, version=2, list_price=70000)

    prices = ProductHistory.objects.filter(variant=variant).values_list("product_price", flat=True)
    assert list(prices) == [70000, 64200]
