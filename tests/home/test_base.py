"""The frame of every page: head, menu, theme."""

import pytest
from wagtail.models import Page

from home.models import HomePage, TextPage
from tests.factories.catalog import make_category, make_site

pytestmark = pytest.mark.django_db


def make_text(title: str, slug: str, parent: Page | None = None, **fields) -> TextPage:
    make_site()
    page = TextPage(title=title, slug=slug, **fields)
    (parent or HomePage.objects.get()).add_child(instance=page)
    return page


def test_menu_shows_children_of_the_front_page_that_editors_chose(client):
    make_text("Доставка и установка", "delivery", show_in_menus=True)
    make_text("Черновая", "hidden", show_in_menus=False)

    html = client.get("/delivery/").content.decode()

    menu = html.split('class="header__menu"')[1].split("</ul>")[0]
    assert "Доставка и установка" in menu
    assert "Каталог" in menu
    assert "Черновая" not in menu
