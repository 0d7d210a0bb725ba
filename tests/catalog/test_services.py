import pytest

from catalog.enums import SoldAs
from catalog.errors import HoldsPieces, SizeAndFinishTaken, SkuTaken
from catalog.models import ProductHistory, Variant
from catalog.services.variants import create_variant, update_variant
from inventory.services import correct
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db

SIZES = {"width_mm": 1160, "height_mm": 820, "depth_mm": 480}


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


def test_size_and_finish_of_another_variant_are_refused():
    product = make_product(size_label="116 см", finish_label="Дуб")
    variant = product.variants.get()
    other = create_variant(
        product.pk, sku="KS-2", list_price=1, size_label="140 см", finish_label="Дуб", **SIZES
    )

    with pytest.raises(SizeAndFinishTaken):
        update_variant(other.pk, version=1, size_label="116 см")
    with pytest.raises(SizeAndFinishTaken):
        create_variant(product.pk, sku="KS-3", list_price=1, size_label="116 см", finish_label="Дуб", **SIZES)

    assert set(product.variants.values_list("sku", "size_label")) == {
        (variant.sku, "116 см"),
        ("KS-2", "140 см"),
    }


def test_variant_with_pieces_stays_sold_from_stock():
    variant = make_product(stock=2).variants.get()

    with pytest.raises(HoldsPieces):
        update_variant(variant.pk, version=1, sold_as=SoldAs.MADE_TO_ORDER)
    correct(variant.stock_items.get().pk, on_hand=0, seen=2, reason="списание")
    update_variant(variant.pk, version=1, sold_as=SoldAs.MADE_TO_ORDER)

    variant.refresh_from_db()
    assert variant.availability == "made_to_order"


def test_skus_differ_by_more_than_their_case():
    product = make_product(sku="ks-900")

    assert product.variants.get().sku == "KS-900"
    assert Variant.objects.get(sku=" Ks-900 ") == product.variants.get()
    make_product("Комод «Кириллица»", sku="кс-900")
    with pytest.raises(SkuTaken):
        make_product("Комод «Двойник»", sku="Кс-900")
