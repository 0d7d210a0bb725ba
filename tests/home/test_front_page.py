"""The front page and its sections."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from catalog.models import CategoryPage
from catalog.services.products import withdraw_product
from home.models import HomePage
from home.selectors import category_tiles, new_products, site_tree
from tests.factories.catalog import make_category, make_product
from tests.factories.people import make_admin
from tests.factories.pictures import make_picture

from .pages import front_page, make_text

pytestmark = pytest.mark.django_db
SECTIONS = [
    ("facts", {"facts": [{"value": "1 мм", "label": "шаг размера"}, {"value": "3D", "label": "модель"}]}),
    ("categories", {"heading": "Что будем делать"}),
    ("path", {"heading": "Путь заказа", "steps": [{"title": f"Этап {n}", "text": ""} for n in range(1, 9)]}),
    ("new_products", {"heading": "Недавно нарисовали", "count": 4}),
    ("text", {"heading": "О нас", "text": "<p>Рисуем.</p>"}),
    ("words", {"picture": None, "text": "Встал как родной.", "author": "Пример отзыва"}),
]


def furnish(sections=SECTIONS) -> HomePage:
    home = front_page()
    home.hero_title = "Каждая вещь начинается с эскиза"
    home.body = sections
    home.save()
    return home


def test_front_page_shows_its_sections_in_order(client):
    furnish()
    make_product("Комод «Зимний»")

    html = client.get("/").content.decode()

    words = [
        "начинается с\u00a0эскиза",
        "шаг размера",
        "Что будем делать",
        "Этап 8",
        "Комод «Зимний»",
        "Рисуем",
    ]
    places = [html.index(word) for word in words]
    assert places == sorted(places)


def test_panel_leads_to_its_page(client):
    about = make_text("О мастерской", "about")
    furnish([("panels", {"panels": [{"heading": "Ваш размер", "page": about, "look": "malachite"}]})])

    html = client.get("/").content.decode()

    assert '<a class="btn" href="/about/">О мастерской</a>' in html


def test_categories_count_what_is_on_sale_in_them_and_below():
    chests = make_category("Комоды", "komod")
    narrow = make_category("Узкие", "narrow", parent=chests)
    make_category("Пустая", "empty")
    make_product(category=chests)
    make_product(category=narrow)
    make_product(category=chests, live=False)
    withdraw_product(make_product(category=chests).pk)

    tree = site_tree(RequestFactory().get("/", headers={"host": "localhost"}))
    tiles = category_tiles(tree.categories)

    assert [(tile.title, tile.url, tile.count) for tile in tiles] == [("Комоды", "/catalog/komod/", 2)]


def test_new_products_come_latest_first_and_only_what_is_on_sale():
    names = ["Первый", "Второй", "Третий"]
    products = [make_product(name) for name in names]
    withdraw_product(products[1].pk)

    cards = new_products(2)

    assert [card.name for card in cards] == ["Третий", "Первый"]


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_costs_the_same_however_much_it_shows(client, count, django_assert_num_queries):
    home = furnish()
    home.hero_colour = home.hero_sketch = make_picture()
    home.save()
    for number in range(count):
        category = make_category(f"Категория {number}", f"category-{number}")
        CategoryPage.objects.filter(pk=category.pk).update(picture=make_picture())
        make_product(f"Вещь {number}", category=category)
    client.get("/")  # site paths and content types are cached

    with django_assert_num_queries(13):
        client.get("/")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("facts", "шаг размера для любого изделия"),
        ("categories", "Что будем делать"),
        ("new_products", "Недавно нарисовали"),
        ("path", "Технический замер"),
        ("panels", "Ваш размер"),
        ("words", "третий встал как\u00a0родной"),
        ("text", "Сначала рисуем линии"),
    ],
)
def test_editor_sees_each_section_before_choosing_it(client, name, words):
    make_product()
    client.force_login(make_admin())
    block = HomePage.body.field.stream_block.child_blocks[name]

    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    html = response.content.decode().replace(" и\u00a0", " и ")
    assert response.status_code == 200
    assert words in html
    assert block.meta.description
    assert block.meta.icon != "placeholder"


def test_admin_wears_our_name_and_colours(client):
    client.force_login(make_admin())

    html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "/static/css/admin.css" in html
    assert "/static/icons/favicon.svg" in html
    assert re.search(r"<title>[^<]*ИСТОК[^<]*</title>", html)
