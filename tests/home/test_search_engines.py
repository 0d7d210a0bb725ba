"""robots.txt, sitemap.xml, and old addresses after a page has moved."""

import re

import pytest
from wagtail.models import PageViewRestriction

from catalog.models import CategoryPage, ProductPage
from tests.factories.catalog import make_category, make_product

from .pages import make_text

pytestmark = pytest.mark.django_db


def test_robots_are_kept_from_staff_accounts_search_and_sorted_lists(client):
    response = client.get("/robots.txt")

    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert {"Disallow: /admin/", "Disallow: /account/", "Disallow: /search/", "Disallow: /*?*sort="} <= set(
        lines
    )
    assert any(line.startswith("Clean-param: sort&price_from&price_to") for line in lines)
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_sitemap_leaves_out_what_lies_below_a_withdrawn_category(client):
    make_product("Комод «Зимний»")
    CategoryPage.objects.get(slug="komod").unpublish()

    assert "komod" not in client.get("/sitemap.xml").content.decode()


def test_sitemap_lists_live_public_pages_only(client):
    make_product("Комод «Зимний»")
    make_product("Черновик", live=False)
    make_text("Доставка", "delivery")
    secret = make_text("Для дилеров", "dealers")
    PageViewRestriction.objects.create(
        page=secret, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )

    found = re.findall(r"<loc>http://[^/]+([^<]+)</loc>", client.get("/sitemap.xml").content.decode())

    product = ProductPage.objects.live().get()
    assert set(found) == {
        "/",
        "/catalog/",
        "/catalog/komod/",
        f"/catalog/komod/{product.slug}/",
        "/delivery/",
    }


def test_old_address_of_a_product_leads_to_the_new_one(client, django_capture_on_commit_callbacks):
    product = make_product("Комод «Зимний»")
    old = product.url

    with django_capture_on_commit_callbacks(execute=True):
        product.slug = "komod-letnij"
        product.save_revision().publish()

    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/catalog/komod/komod-letnij/")


def test_old_addresses_of_products_follow_a_category_that_moved(client, django_capture_on_commit_callbacks):
    product = make_product("Комод «Зимний»", category=make_category("Комоды", "komod"))
    old, parent = product.url, make_category("Спальня", "spalnya")

    with django_capture_on_commit_callbacks(execute=True):
        CategoryPage.objects.get(slug="komod").move(CategoryPage.objects.get(pk=parent.pk), pos="last-child")

    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, f"/catalog/spalnya/komod/{product.slug}/")
