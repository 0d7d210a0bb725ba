"""The listing over HTTP: addresses, words, bad input, the form without scripts."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from catalog.enums import FacetDisplay
from catalog.facets.engine import PAGE_SIZE
from catalog.models import CategoryPage, ProductPage
from catalog.services.variants import create_variant
from tests.factories.catalog import make_catalogue, make_category, make_product, make_site, make_value

pytestmark = pytest.mark.django_db

QUERIES = 11


@pytest.fixture
def shop():
    """Three chests and a kitchen: two chests of oak, one of them for 90 000."""
    oak, white = make_value("facade", "oak", "Дуб"), make_value("facade", "white", "Белый")
    oak.facet.display = FacetDisplay.SWATCHES
    oak.facet.save()
    home, office = make_value("purpose", "home", "Домой"), make_value("purpose", "office", "В офис")
    chest = make_category("Комоды", "komod")
    make_product("Комод «Зимний»", category=chest, price=64200, values=(oak, home), stock=2)
    make_product("Комод «Летний»", category=chest, price=90000, values=(oak, office))
    make_product("Комод «Белый»", category=chest, price=30000, values=(white, home))
    make_product("Кухня «Нева»", category=make_category("Кухни", "kuhnya"), price=400000, values=(white,))


def shown(html: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'class="card__link"[^>]*>([^<]+)<', html)]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code, response.get("Location"))
    return response.content.decode()


def test_category_lists_only_its_goods(client, shop):
    assert sorted(shown(page(client, "/catalog/komod/"))) == [
        "Комод «Белый»",
        "Комод «Зимний»",
        "Комод «Летний»",
    ]
    assert shown(page(client, "/catalog/kuhnya/")) == ["Кухня «Нева»"]


def test_filters_narrow_the_list_and_show_chips(client, shop):
    html = page(client, "/catalog/?facade=oak&price_to=70000")

    assert shown(html) == ["Комод «Зимний»"]
    chips = re.findall(r'<a class="chip" href="([^"]+)"', html)
    assert chips == ["/catalog/?price_to=70000", "/catalog/?facade=oak"]
    assert 'href="/catalog/" data-filters-link' in html
    assert 'aria-label="Убрать фильтр: Материал фасадов: Дуб"' in html


def test_counts_ignore_their_own_group(client, shop):
    html = page(client, "/catalog/?facade=oak")

    assert count_of(html, "facade", "oak") == 2
    assert count_of(html, "facade", "white") == 2
    assert count_of(html, "purpose", "home") == 1


def count_of(html: str, facet: str, value: str) -> int:
    found = re.search(rf'id="f-{facet}-{value}".*?data-count>(\d+)<', html, re.S)
    return int(found.group(1))


def test_a_value_without_products_is_disabled_and_a_chosen_one_is_not(client, shop):
    html = page(client, "/catalog/?facade=oak&price_from=300000")

    assert re.search(r'id="f-facade-oak"[^>]*checked>', html)
    assert re.search(r'id="f-purpose-office"[^>]*disabled>', html)


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("facade=white&facade=oak", "facade=oak&facade=white"),
        ("facade=white,oak", "facade=oak&facade=white"),
        ("sort=popular&facade=oak", "facade=oak"),
        ("facade=oak&category=komod", "category=komod&facade=oak"),
        ("price_from=&price_to=&sort=", ""),
        ("price_from=40к", "price_from=40000"),
        ("price_from=90 000&price_to=40000", "price_from=40000&price_to=90000"),
        ("page=1", ""),
        ("page=0", ""),
        ("page=abc", ""),
        ("page=-3", ""),
        ("facade=oak&facade=oak", "facade=oak"),
    ],
)
def test_every_spelling_leads_to_one_address(client, shop, asked, canonical):
    response = client.get(f"/catalog/?{asked}")

    assert response.status_code == 301
    assert response["Location"] == ("/catalog/?" + canonical).rstrip("?")
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("number", [3, 10**6, 10**9, 10**18])
def test_a_page_beyond_the_end_leads_to_the_last_one_for_now(client, shop, number):
    response = client.get(f"/catalog/?page={number}", follow=True)

    assert response.redirect_chain[-1] == ("/catalog/", 302)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("colour=red", "colour"),
        ("facade=gold", "gold"),
        ("facade[]=oak", "facade[]"),
        ("price_from=NaN", "NaN"),
        ("price_to=1e9", "1e9"),
        ("price_from=-5", "-5"),
        ("price_to=99999999999999999999", "99999999999999999999"),
        ("sort=random", "random"),
        ("availability=discontinued", "discontinued"),
        ("has_3d=yes", "yes"),
        ("category=nowhere", "nowhere"),
        ("facade=oak&facade=<script>alert(1)</script>", "&lt;script&gt;"),
    ],
)
def test_what_means_nothing_is_told_and_left_out(client, shop, asked, said):
    html = page(client, f"/catalog/?{asked}")

    assert said in re.search(r'<div class="note note--warn".*?</div>', html, re.S).group()
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    "asked",
    [
        "q=" + "я" * 10_000,
        "q=%00%00",
        "q=a%00b",
        "q=%ff%fe",
        "facade=%00",
        "price_from=" + "9" * 10_000,
        "page=" + "9" * 10_000,
        "page=%D9%A3",
        "&".join(f"k{number}=v" for number in range(2000)),
        "&".join(f"facade=v{number}" for number in range(2000)),
        "=&=&&&;;",
        "sort=price&sort=new",
    ],
)
def test_absurd_addresses_never_break_the_page(client, shop, asked):
    for address in ("/catalog/", "/catalog/komod/", "/search/"):
        response = client.get(f"{address}?{asked}", follow=True)
        assert response.status_code == 200


def test_advertising_marks_are_nobodys_filter(client, shop):
    html = page(client, "/catalog/?utm_source=yandex&yclid=123&facade=oak")

    assert "note--warn" not in html
    assert len(shown(html)) == 2


def test_a_facet_with_the_name_of_an_advertising_mark_filters(client, shop):
    spain = make_value("from", "spain", "Испания")
    make_product("Комод «Иберия»", category=CategoryPage.objects.get(slug="komod"), values=(spain,))

    assert shown(page(client, "/catalog/?from=spain")) == ["Комод «Иберия»"]
    assert "note--warn" in page(client, "/catalog/?from=ru")


def test_a_card_shows_the_finish_that_was_asked_for(client, shop):
    chest = ProductPage.objects.get(title="Комод «Зимний»")
    birch = make_value("facade", "birch", "Берёза")
    create_variant(
        chest.pk, sku="BIRCH", finish_label="Берёза", list_price=Decimal(99000), finish_values=[birch],
        sold_as="made_to_order", width_mm=1000, height_mm=800, depth_mm=400,
    )  # fmt: skip

    assert f'href="{chest.url}?v=BIRCH"' in page(client, "/catalog/?facade=birch")
    assert f'href="{chest.url}?v=BIRCH"' in page(client, "/search/?q=birch")
    assert f'href="{chest.url}"' in page(client, "/catalog/?facade=birch&facade=oak")


def test_an_empty_list_names_the_filters_to_give_up(client, shop):
    html = page(client, "/catalog/?facade=oak&price_from=300000")

    assert shown(html) == []
    advice = re.findall(r'<a class="more" href="([^"]+)"', html)
    assert "/catalog/?facade=oak" in advice
    assert "/catalog/?price_from=300000" in advice
    for address in advice:
        assert shown(page(client, unescape(address)))


def test_an_empty_list_falls_back_to_single_filters(client, shop):
    html = page(client, "/catalog/?facade=oak&purpose=office&price_from=300000&availability=preorder")

    advice = [unescape(address) for address in re.findall(r'<a class="more" href="([^"]+)"', html)]
    assert "/catalog/?facade=oak" in advice
    assert all(shown(page(client, address)) for address in advice)


def test_the_form_works_without_scripts(client, shop):
    """What a browser sends for a form: empty texts and the default order too."""
    html = page(client, "/search/?q=комод")
    form = re.search(r"<form id=\"filters\".*?</form>", html, re.S).group()
    assert 'method="get"' in form
    assert '<input type="hidden" name="q" value="комод">' in form
    assert '<button class="btn btn--wide" type="submit">' in form

    response = client.get(
        "/search/",
        {"q": "комод", "facade": "oak", "price_from": "", "price_to": "70 000", "sort": ""},
        follow=True,
    )

    assert response.redirect_chain[-1][1] == 301
    assert shown(response.content.decode()) == ["Комод «Зимний»"]


def test_search_without_words_asks_for_them(client, shop):
    html = page(client, "/search/")

    assert 'name="q"' in html
    assert shown(html) == []


def test_search_that_finds_nothing_is_no_dead_end(client, shop):
    html = page(client, "/search/?q=аквариум&facade=oak")

    assert "По запросу «аквариум» ничего не нашлось" in html
    assert 'type="search"' in html
    chips = re.findall(r'<a class="chip" href="([^"]+)">([^ <]+)', html)
    assert chips == [("/catalog/komod/", "Комоды"), ("/catalog/kuhnya/", "Кухни")]
    assert len(shown(html)) == 4
    assert "data-filters" not in html


def test_search_that_finds_nothing_for_the_filters_offers_to_give_them_up(client, shop):
    html = page(client, "/search/?q=кухня&facade=oak")

    assert shown(html) == []
    assert 'href="/search/?q=%D0%BA%D1%83%D1%85%D0%BD%D1%8F"' in html


def test_pages_have_addresses_of_their_own(client, shop):
    for number in range(PAGE_SIZE):
        make_product(f"Комод № {number}", category=CategoryPage.objects.get(slug="komod"))

    first, second = page(client, "/catalog/komod/"), page(client, "/catalog/komod/?page=2")

    assert len(shown(first)) == PAGE_SIZE
    assert len(shown(second)) == 3
    assert not set(shown(first)) & set(shown(second))
    assert 'href="/catalog/komod/?page=2" data-filters-more' in first
    assert 'href="/catalog/komod/" class' not in second
    assert re.search(
        r'<a class="pager__link num" href="/catalog/komod/\?page=2" aria-current="page">', second
    )


@pytest.mark.parametrize(
    ("address", "robots", "canonical"),
    [
        ("/catalog/", "", "/catalog/"),
        ("/catalog/komod/", "", "/catalog/komod/"),
        ("/catalog/komod/?purpose=home", "", "/catalog/komod/?purpose=home"),
        ("/catalog/komod/?facade=oak", "noindex, follow", "/catalog/komod/"),
        ("/catalog/komod/?facade=oak&purpose=home", "noindex, follow", "/catalog/komod/?purpose=home"),
        ("/catalog/komod/?purpose=home&purpose=office", "noindex, follow", "/catalog/komod/"),
        ("/catalog/komod/?sort=price", "noindex, follow", "/catalog/komod/"),
        ("/catalog/?category=komod", "noindex, follow", "/catalog/komod/"),
        ("/catalog/?purpose=home", "noindex, follow", "/catalog/"),
        ("/catalog/?foo=1", "noindex, follow", "/catalog/"),
    ],
)
def test_search_engines_keep_categories_and_one_value_of_a_page_facet(
    client, shop, address, robots, canonical
):
    html = page(client, address)

    found = re.search(r'<meta name="robots" content="([^"]+)"', html)
    assert (found.group(1) if found else "") == robots
    assert (
        re.search(r'<link rel="canonical" href="([^"]+)"', html).group(1) == "http://testserver" + canonical
    )


def test_heading_and_title_name_the_one_value(client, shop):
    html = page(client, "/catalog/komod/?purpose=home")

    assert re.search(r"<h1[^>]*>Комоды: домой</h1>", html)
    assert "<title>Комоды: домой — ИСТОК</title>" in html
    assert re.search(r'<meta name="description" content="Комоды: домой', html)


def test_a_changed_facet_shows_at_once(client, shop):
    value = make_value("facade", "walnut", "Орех")
    assert "Орех" in page(client, "/catalog/")

    value.name = "Американский орех"
    value.save()

    assert "Американский орех" in page(client, "/catalog/")


def test_a_shop_without_goods_still_has_its_catalogue(client):
    make_site()
    make_category()

    assert shown(page(client, "/catalog/")) == []
    assert shown(page(client, "/catalog/komod/")) == []


def test_a_draft_of_a_category_can_be_previewed(shop):
    category = CategoryPage.objects.get(slug="komod")
    category.title = "Новые комоды"

    response = category.make_preview_request()

    assert "Новые комоды" in response.render().content.decode()


@pytest.mark.parametrize("count", [3, 300])
def test_a_listing_takes_the_same_few_queries_for_any_catalogue(client, django_assert_num_queries, count):
    make_catalogue(count)
    client.get("/catalog/")

    for address in ("/catalog/", "/catalog/?facade=generated-1&shape=generated-1", "/catalog/generated-1/"):
        with django_assert_num_queries(QUERIES):
            html = page(client, address)
        assert min(count, PAGE_SIZE) >= len(shown(html)) > 0
