"""What a password or a withdrawn category hides stays hidden on every road that leads to products."""

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from catalog.blocks import STORY_BLOCKS
from catalog.models import Review
from catalog.selectors.cards import cards
from catalog.selectors.product_rows import read
from home.selectors import category_tiles, new_products, site_tree
from tests.factories.catalog import make_category, make_product
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
SECRET = "Комод «Тайный»"


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="x")


def withdraw(page):
    page.unpublish()


def itself(product):
    restrict(product)


def its_category(product):
    restrict(product.get_parent())


def category_above(product):
    restrict(product.get_parent().get_parent())


def withdrawn_category(product):
    withdraw(product.get_parent())


def withdrawn_category_above(product):
    withdraw(product.get_parent().get_parent())


PASSWORDS = [itself, its_category, category_above]
EVERY_WAY = [*PASSWORDS, withdrawn_category, withdrawn_category_above]


@pytest.fixture
def secret():
    """A product two categories deep, beside whose top category another product lies."""
    chests = make_category("Комоды", "komod")
    make_product("Кухня «Нева»", category=make_category("Кухни", "kuhnya"), stock=1)
    return make_product(SECRET, category=make_category("Узкие", "narrow", parent=chests), stock=1)


@pytest.mark.parametrize("hide", PASSWORDS)
@pytest.mark.parametrize("rating", ["5", ""])
def test_a_review_of_a_protected_product_is_not_found(client, secret, hide, rating):
    hide(secret)
    client.force_login(make_user())

    answer = client.post(f"/reviews/{secret.pk}/", {"rating": rating})

    assert answer.status_code == 404
    assert SECRET not in answer.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("hide", EVERY_WAY)
def test_new_products_and_cards_leave_out_what_lists_do_not_show(secret, hide):
    assert SECRET in [card.name for card in new_products(4)]

    hide(secret)

    assert [card.name for card in new_products(4)] == ["Кухня «Нева»"]
    assert cards([secret.pk]) == []


@pytest.mark.parametrize("hide", EVERY_WAY)
def test_a_tile_counts_what_its_list_shows(client, secret, hide):
    make_product("Комод «Открытый»", category=make_category("Комоды", "komod"))

    hide(secret)

    tree = site_tree(RequestFactory().get("/", headers={"host": "localhost"}))
    tiles = {tile.url: tile.count for tile in category_tiles(tree.categories)}
    shown = {
        link.url: len(BeautifulSoup(client.get(link.url).content, "html.parser").select(".card"))
        for link in tree.categories
    }
    assert tiles == shown
    assert tiles["/catalog/kuhnya/"] == 1
    assert "/catalog/komod/" not in tiles or tiles["/catalog/komod/"] == 1


@pytest.mark.parametrize("hide", EVERY_WAY)
def test_related_products_are_those_that_lists_show(secret, hide):
    beside = make_product("Комод «Рядом»", category=secret.get_parent().specific, stock=1)
    assert secret.pk in read(beside, user_id=None).related

    hide(secret)

    assert secret.pk not in read(beside, user_id=None).related


@pytest.mark.parametrize("hide", EVERY_WAY)
def test_a_point_of_a_story_does_not_tell_of_a_hidden_product(secret, hide):
    room = dict(STORY_BLOCKS)["room"]
    value = room.to_python({"points": [{"product": secret.pk, "x": 1, "y": 1}]})
    assert [point["card"].name for point in room.get_context(value)["points"]] == [SECRET]

    hide(secret)

    assert room.get_context(value)["points"] == []
