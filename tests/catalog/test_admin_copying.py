"""Copies of products by the roads that editors take: drafts with variants of their own."""

import pytest
from django.urls import reverse

from catalog.models import ProductPage, Variant
from tests.factories.catalog import make_category, make_product
from tests.factories.people import make_admin

pytestmark = pytest.mark.django_db


def copy_form(page, **changes) -> dict:
    return {"new_title": "Копия", "new_slug": "kopiya", "new_parent_page": page.get_parent().pk} | changes


def assert_is_a_copy(copy: ProductPage, original: Variant) -> None:
    variant = copy.variants.get()
    assert (copy.live, variant.is_active, variant.list_price) == (False, False, original.list_price)
    assert variant.sku != original.sku
    assert not variant.stock_items.exists()
    assert not copy.reviews.exists()


@pytest.mark.parametrize("publish", ["", "on"])
def test_copy_in_the_admin_is_a_draft_with_variants_of_its_own(client, publish):
    client.force_login(make_admin())
    page = make_product(sku="KS-900", stock=3)

    client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copy_form(page, publish_copies=publish))

    copy = ProductPage.objects.get(slug="kopiya")
    assert_is_a_copy(copy, page.variants.get())
    assert copy.variants.get().sku == "KS-900-2"


def test_copy_of_a_category_brings_drafts(client):
    client.force_login(make_admin())
    page = make_product(sku="KS-900", stock=3)
    category = page.get_parent()

    client.post(
        reverse("wagtailadmin_pages:copy", args=[category.pk]),
        copy_form(category, copy_subpages="on", publish_copies="on"),
    )

    copy = ProductPage.objects.exclude(pk=page.pk).get()
    assert copy.get_parent().slug == "kopiya"
    assert_is_a_copy(copy, page.variants.get())


@pytest.mark.parametrize("of", ["page", "category"])
def test_copy_by_code_is_the_same(of):
    page = make_product(sku="KS-900", stock=3)
    other = make_product("Второй", sku="KS-1200", price=100)
    source = page if of == "page" else page.get_parent().specific

    source.copy(recursive=True, update_attrs={"slug": "kopiya", "title": "Копия"})

    copies = ProductPage.objects.exclude(pk__in=[page.pk, other.pk]).order_by("path")
    assert_is_a_copy(copies[0], page.variants.get())
    if of == "category":
        assert_is_a_copy(copies[1], other.variants.get())


@pytest.mark.parametrize("of", ["page", "category"])
def test_a_product_has_no_alias(client, of):
    client.force_login(make_admin())
    page = make_product()
    source = page if of == "page" else page.get_parent()

    response = client.post(
        reverse("wagtailadmin_pages:copy", args=[source.pk]),
        copy_form(source, alias="on", copy_subpages="on"),
        follow=True,
    )

    assert ProductPage.objects.count() == 1
    assert list(response.context["messages"])


@pytest.mark.parametrize(("of", "offered"), [("product", False), ("category", False), ("empty", True)])
def test_only_what_works_is_offered_when_copying(client, of, offered):
    client.force_login(make_admin())
    page = make_product()
    source = {
        "product": page,
        "category": page.get_parent(),
        "empty": make_category("Столы", "stoly"),
    }[of]

    fields = client.get(reverse("wagtailadmin_pages:copy", args=[source.pk])).context["form"].fields

    assert {"publish_copies", "alias"} & set(fields) == ({"publish_copies", "alias"} if offered else set())
