"""Products leave the site: whatever road they take, lists forget them."""

import pytest
from django.db import InterfaceError, connection
from django.urls import reverse
from wagtail.models import Page

from catalog.errors import VariantChanged
from catalog.models import ListedVariant, ProductPage, Variant
from catalog.services.products import withdraw_product
from catalog.services.variants import update_variant
from tests.factories.catalog import make_category, make_product
from tests.factories.people import make_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_editor())
    return client


def test_unpublishing_in_bulk_takes_products_out_of_the_lists(editor):
    page = make_product()

    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    editor.post(f"{url}?id={page.pk}&next=/admin/")

    assert not ProductPage.objects.get().live
    assert not ListedVariant.objects.exists()


def test_unpublishing_a_plain_page_takes_its_product_out_of_the_lists():
    page = make_product()

    Page.objects.get(pk=page.pk).unpublish()

    assert not ListedVariant.objects.exists()


def test_withdrawing_a_category_takes_all_its_products_or_none(editor):
    first, second = make_product(), make_product("Комод «Снежный»")
    other = make_product(category=make_category("Столы", "stol"))
    url = reverse("catalog_admin:withdraw", args=[first.get_parent().pk])
    with connection.execute_wrapper(refuse_to_write_figures_of(second)), pytest.raises(InterfaceError):
        editor.post(url)
    assert ProductPage.objects.live().count() == 3

    editor.post(url)

    assert list(ProductPage.objects.live()) == [other]
    assert set(ListedVariant.objects.values_list("product_id", flat=True)) == {other.pk}
    assert not Variant.objects.filter(product__in=[first, second], is_active=True).exists()


def refuse_to_write_figures_of(product):
    """A database that fails when the figures of `product` are written."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith('UPDATE "catalog_productsummary"') and params[-1] == product.summary.pk:
            raise InterfaceError("the connection is lost")
        return execute(sql, params, many, context)

    return wrapper


def test_withdrawing_makes_forms_that_are_open_stale():
    variant = make_product().variants.get()

    withdraw_product(variant.product_id)

    with pytest.raises(VariantChanged):
        update_variant(variant.pk, version=variant.version, is_active=True)


def test_there_is_nothing_to_withdraw_where_no_product_lies(editor):
    url = reverse("catalog_admin:withdraw", args=[make_category().pk])

    assert (editor.get(url).status_code, editor.post(url).status_code) == (404, 404)
