"""The menu of the admin offers each role what opens to it, and each list once."""

import json
import re

import pytest
from django.urls import reverse

from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER, PRODUCTION, ROLES
from tests.factories.catalog import make_product
from tests.factories.people import make_staff

pytestmark = pytest.mark.django_db


def menu_of(client) -> list[str]:
    """Addresses of all items, those in groups too."""
    html = client.get("/admin/").content.decode()
    props = re.search(
        r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', html, re.S
    )
    found = []

    def walk(thing):
        if isinstance(thing, dict):
            url = thing.get("url")
            found.extend([url] if isinstance(url, str) and url.startswith("/admin/") else [])
            thing = list(thing.values())
        if isinstance(thing, list):
            for part in thing:
                walk(part)

    walk(json.loads(props[1]))
    return found


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_every_item_of_the_menu_opens(client, role):
    make_product()
    client.force_login(make_staff(role))

    menu = [url for url in menu_of(client) if "logout" not in url]
    answers = {url: client.get(url, follow=True) for url in menu}

    assert reverse("wagtailadmin_account") in menu
    closed = [
        url
        for url, answer in answers.items()
        if answer.status_code != 200 or answer.request["PATH_INFO"] == reverse("wagtailadmin_home")
    ]
    assert closed == []


@pytest.mark.parametrize(
    ("role", "offered"),
    [(EDITOR, True), (ADMINISTRATOR, True), (MANAGER, False), (MEASURER, False), (PRODUCTION, False)],
    ids=lambda value: getattr(value, "code", None),
)
def test_products_are_offered_to_who_may_change_pages(client, role, offered):
    client.force_login(make_staff(role))

    assert (reverse("products:index") in menu_of(client)) is offered


def test_reviews_are_offered_once(client):
    client.force_login(make_staff(EDITOR))

    menu = menu_of(client)

    assert menu.count(reverse("wagtailsnippets_catalog_review:list")) == 1
    assert reverse("wagtailsnippets:index") not in menu
