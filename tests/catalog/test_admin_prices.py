"""Prices as people type them, at both forms that take one."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.models import Variant
from tests.factories.catalog import make_category, make_product
from tests.factories.people import make_editor

from .test_admin_products import FIRST
from .test_admin_variants import edit_url, variant_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_editor())
    return client


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("64200", "64200"), ("64 200", "64200"), ("64\u00a0200\u202f000 ₽", "64200000"),
        ("64200,50", "64200.50"), ("64200.5", "64200.50"), (" 1 ", "1"), ("64 200,00\u00a0₽", "64200"),
    ],
)  # fmt: skip
def test_price_is_read_as_it_is_written(editor, typed, price):
    variant = make_product(price=1000).variants.get()
    category = make_category()

    editor.post(edit_url(variant), variant_form(variant, list_price=typed))
    editor.post(
        reverse("catalog_admin:add_product"),
        FIRST | {"category": category.pk, "sku": "NEW-1", "list_price": typed},
    )

    prices = Variant.objects.order_by("pk").values_list("list_price", flat=True)
    assert list(prices) == [Decimal(price)] * 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1e3", "цифрами"), ("1E+3", "цифрами"), ("NaN", "цифрами"), ("Infinity", "цифрами"),
        ("64.200,50", "цифрами"), ("от 500", "цифрами"), ("٣٤", "цифрами"), ("0", "не меньше 1"),
        ("0,99", "не меньше 1"), ("-5", "не меньше 1"), ("10,555", ""), ("12345678901", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_is_no_price_is_told_at_its_field(editor, typed, told):
    variant = make_product(price=1000).variants.get()

    response = editor.post(edit_url(variant), variant_form(variant, list_price=typed))

    assert list(response.context["form"].errors) == ["list_price"]
    assert told in response.context["form"].errors["list_price"][0]
    assert Variant.objects.get().list_price == 1000


def test_price_in_the_form_is_written_with_a_comma(editor):
    variant = make_product(price=Decimal("64200.50")).variants.get()

    assert 'value="64200,50"' in editor.get(edit_url(variant)).content.decode()
