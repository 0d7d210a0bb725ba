"""Pages of errors."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.defaults import permission_denied, server_error

from .pages import make_text

pytestmark = pytest.mark.django_db


def test_missing_page_keeps_the_menu_and_offers_a_way_on(client):
    make_text("Доставка", "delivery", show_in_menus=True)

    response = client.get("/no-such-page/")

    html = response.content.decode()
    assert response.status_code == 404
    assert 'href="/delivery/"' in html
    assert '<a class="btn" href="/catalog/">' in html
    assert '<meta name="robots" content="noindex">' in html


def test_refusal_offers_the_account():
    make_text("Доставка", "delivery")
    request = RequestFactory().get("/account/orders/1/", headers={"host": "localhost"})

    response = permission_denied(request, PermissionDenied())

    assert response.status_code == 403
    assert 'href="/account/"' in response.content.decode()


def test_failure_page_needs_neither_database_nor_context(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "У&nbsp;нас что-то сломалось" in response.content.decode()


def test_stale_form_is_explained():
    make_text("Доставка", "delivery")

    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert 'class="article"' in response.content.decode()


def test_address_of_thousands_of_parts_is_refused_without_a_search(client):
    make_text("Доставка", "delivery")
    client.get("/there-is-nothing/")
    with CaptureQueriesContext(connection) as short:
        client.get("/there-is-nothing/")

    with CaptureQueriesContext(connection) as long:
        response = client.get("/a" * 5000 + "/")

    assert response.status_code == 404
    assert len(long) < len(short)
