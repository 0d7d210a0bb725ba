"""Wagtail's own doors: no way round ours, and no shared password to be guessed."""

import pytest
from django.contrib.auth.views import LoginView
from django.test import Client
from django.urls import Resolver404, resolve
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.factories.people import PASSWORD, make_customer

from .addresses import all_addresses
from .conftest import is_signed_in

pytestmark = pytest.mark.django_db

SHARED = "Tihaya-gavan-7"


def view_at(address: str):
    try:
        found = resolve(address).func
    except Resolver404:
        return None
    return getattr(found, "view_class", None)


def test_no_address_leads_to_a_login_without_the_limiter():
    addresses = all_addresses()

    assert {"/_util/login/", "/admin/login/", "/account/login/"} <= set(addresses)
    assert [
        address for address in addresses if (view := view_at(address)) and issubclass(view, LoginView)
    ] == []


def test_a_password_signs_in_at_one_door_only():
    make_customer("anna")
    names = ("login", "username", "email", "password", "password1")
    credentials = dict.fromkeys(names, "anna") | {"password": PASSWORD, "password1": PASSWORD}
    opened = []
    for address in all_addresses():
        browser = Client(raise_request_exception=False)
        browser.post(address, credentials)
        if is_signed_in(browser):
            opened.append(address)

    assert opened == ["/account/login/"]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("", "/account/login/"),
        ("?next=/account/addresses/", "/account/login/?next=%2Faccount%2Faddresses%2F"),
        ("?next=//evil.example/", "/account/login/"),
        ("?next=https://evil.example/", "/account/login/"),
    ],
)
def test_wagtails_door_leads_to_ours(client, asked, answer):
    assert client.get("/_util/login/" + asked).url == answer


def test_a_page_for_those_who_are_in_asks_at_our_door(client):
    page = Page.objects.get(depth=2)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(page.url).url.startswith("/account/login/?next=")


@pytest.fixture(params=["page", "files"])
def locked_door(request) -> str:
    if request.param == "page":
        page = Page.objects.get(depth=2)
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.PASSWORD, password=SHARED
        )
        return f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    restriction = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(),
        restriction_type=CollectionViewRestriction.PASSWORD,
        password=SHARED,
    )
    return f"/documents/authenticate_with_password/{restriction.pk}/"


def test_a_shared_password_is_not_guessed_without_limit(locked_door):
    for number in range(6):
        form = {"password": f"guess-{number}", "return_url": "/"}
        assert Client().post(locked_door, form).status_code == 200

    refused = Client().post(locked_door.replace("word/", "word/0"), {"password": SHARED, "return_url": "/"})
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post(locked_door, {"password": SHARED, "return_url": "/"})

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert "Слишком много попыток" in refused.content.decode()
    assert elsewhere.url == "/"


def test_who_knows_the_shared_password_may_come_often(locked_door):
    for _ in range(8):
        assert Client().post(locked_door, {"password": SHARED, "return_url": "/"}).status_code == 302
