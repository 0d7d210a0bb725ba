"""The frame of every page: menu, footer, theme, head."""

import json
import re

import pytest
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from home.enums import FooterPlace
from home.selectors import site_tree
from tests.factories.catalog import make_category, make_site

from .pages import front_page, make_text

pytestmark = pytest.mark.django_db


def tree_of_the_site(path: str = "/"):
    make_site()
    return site_tree(RequestFactory().get(path, headers={"host": "localhost"}))


def titles(links) -> list[str]:
    return [link.title for link in links]


def test_menu_shows_children_of_the_front_page_that_editors_chose():
    delivery = make_text("Доставка", "delivery", show_in_menus=True)
    make_text("Внутри доставки", "inside", parent=delivery, show_in_menus=True)
    make_text("Не для меню", "other")
    make_text("Черновик", "draft", show_in_menus=True, live=False)

    assert titles(tree_of_the_site().menu) == ["Каталог", "Доставка"]


def test_menu_marks_the_section_of_the_present_page():
    make_text("Доставка", "delivery", show_in_menus=True)

    menu = tree_of_the_site("/delivery/").menu

    assert [link.is_current for link in menu] == [False, True]


def test_footer_puts_text_pages_where_editors_said():
    make_category("Комоды", "komod")
    make_text("Оплата", "payment", footer=FooterPlace.CUSTOMERS)
    make_text("О мастерской", "about", footer=FooterPlace.COMPANY)
    make_text("Политика", "policy", footer=FooterPlace.LEGAL)
    make_text("Нигде", "nowhere", footer=FooterPlace.NONE)

    tree = tree_of_the_site()

    assert [titles(links) for links in (tree.categories, tree.customers, tree.company, tree.legal)] == [
        ["Комоды"],
        ["Оплата"],
        ["О мастерской"],
        ["Политика"],
    ]


def test_pages_behind_a_password_are_not_linked():
    secret = make_text("Для дилеров", "dealers", show_in_menus=True)
    PageViewRestriction.objects.create(
        page=secret, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )

    tree = tree_of_the_site()

    assert titles(tree.menu) == ["Каталог"]
    assert titles(tree.customers) == []


@pytest.mark.parametrize("count", [1, 4])
def test_links_cost_the_same_however_many_they_are(count, django_assert_num_queries):
    for number in range(count):
        make_category(f"Категория {number}", f"category-{number}")
        make_text(f"Текст {number}", f"text-{number}", show_in_menus=True)
    request = RequestFactory().get("/", headers={"host": "localhost"})
    site_tree(RequestFactory().get("/", headers={"host": "localhost"}))  # the paths of sites are cached

    with django_assert_num_queries(3):  # site, restrictions, pages
        first = site_tree(request)
        assert site_tree(request) is first


@pytest.mark.parametrize(
    ("cookie", "shown"), [("dark", "dark"), ("auto", "auto"), ("neon", "light"), ("", "light")]
)
def test_server_renders_the_theme_of_the_cookie(client, cookie, shown):
    front_page()
    client.cookies["theme"] = cookie

    html = client.get("/").content.decode()

    assert re.search(r'<html lang="ru" data-theme="(\w+)">', html)[1] == shown


def test_theme_form_works_without_scripts_and_returns_to_the_page(client):
    response = client.post("/theme/", {"theme": "dark", "next": "/catalog/?sort=price"})

    assert (response.status_code, response["Location"]) == (302, "/catalog/?sort=price")
    assert response.cookies["theme"].value == "dark"


def test_theme_form_leads_nowhere_else_and_takes_no_other_words(client):
    response = client.post("/theme/", {"theme": "<b>", "next": "https://evil.example/"})

    assert response["Location"] == "/"
    assert "theme" not in response.cookies


def test_head_has_title_description_canonical_and_sharing(client):
    make_text("Доставка", "delivery", search_description="Привозим и собираем")

    head = client.get("/delivery/?utm_source=mail").content.decode().split("</head>")[0]

    assert "<title>Доставка — ИСТОК</title>" in head
    assert '<meta name="description" content="Привозим и собираем">' in head
    assert '<link rel="canonical" href="http://testserver/delivery/">' in head
    assert '<meta property="og:title" content="Доставка">' in head


def test_breadcrumbs_are_told_to_search_engines_and_cannot_close_their_script(client):
    make_text("Уход </script><b>", "care")

    html = client.get("/care/").content.decode()

    source = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1]
    steps = json.loads(source)["itemListElement"]
    assert [step["name"] for step in steps] == ["ИСТОК", "Уход </script><b>"]
    assert steps[1]["item"] == "http://testserver/care/"
