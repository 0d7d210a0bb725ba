"""The price history: a row per real change, in the order of the changes."""

from decimal import Decimal

import pytest

from catalog.models import ProductHistory, ProductPage
from catalog.services.history import record, record_product
from catalog.services.variants import create_variant, update_variant
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


def rows(product, *fields):
    return list(ProductHistory.objects.filter(product=product).order_by("pk").values_list(*fields))


def test_two_price_edits_make_two_rows_in_their_order():
    product = make_product(price=64200)
    variant = product.variants.get()

    variant = update_variant(variant.pk, version=variant.version, list_price=Decimal(70000))
    update_variant(variant.pk, version=variant.version, list_price=Decimal(68000))

    newest_first = ProductHistory.objects.filter(variant=variant).values_list("product_price", flat=True)
    assert list(newest_first) == [68000, 70000, 64200]
    assert newest_first[0] == product.variants.get().current_price


def test_same_values_make_no_row():
    product = make_product()
    variant = product.variants.get()

    record(variant)
    ProductHistory.create_from_product(product)
    update_variant(variant.pk, version=variant.version, list_price=variant.list_price)

    assert len(rows(product, "pk")) == 1


def test_new_name_counts_when_it_is_published():
    product = make_product(name="Комод «Старый»")
    create_variant(
        product.pk,
        sku="NEW-2",
        size_label="160",
        sold_as="ready_made",
        list_price=Decimal(5000),
        width_mm=1,
        height_mm=1,
        depth_mm=1,
    )
    product = ProductPage.objects.get(pk=product.pk)
    product.title = "Комод «Новый»"

    revision = product.save_revision()
    assert {name for (name,) in rows(product, "product_name")} == {"Комод «Старый»"}
    revision.publish()
    revision.publish()

    assert [name for (name,) in rows(product, "product_name")] == ["Комод «Старый»"] * 2 + [
        "Комод «Новый»"
    ] * 2


def test_snapshot_trusts_the_table_not_the_object():
    product = make_product(price=64200)
    stale = product.variants.get()
    update_variant(stale.pk, version=stale.version, list_price=Decimal(70000))

    latest = record(stale)

    assert latest.product_price == 70000
    assert len(rows(product, "pk")) == 2


def test_product_without_changes_is_recorded_once():
    product = make_product()

    assert [row.pk for row in record_product(product.pk)] == [pk for (pk,) in rows(product, "pk")]
