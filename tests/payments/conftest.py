"""The pretend providers: one server for the session, empty for each test."""

import pytest
from django.test import Client, override_settings

from istok.roles import ADMINISTRATOR, MANAGER
from payments.fake_provider.known import fake_settings
from payments.fake_provider.server import FakeServer
from tests.factories.people import make_staff


@pytest.fixture(scope="session")
def fake_server():
    with override_settings(DEBUG=True):
        server = FakeServer()
    with server:
        yield server


@pytest.fixture
def fake(fake_server, settings):
    """The shop's providers are the fake's. Webhooks are collected: `fake.webhooks`, see `shop_listens`."""
    fake_server.forget()
    fake_server.hooks.shop = ""
    settings.PAYMENT_PROVIDERS = fake_settings(fake_server.url)
    yield fake_server
    fake_server.forget()


@pytest.fixture
def shop_listens(fake, client):
    """`fake.deliver(…)` takes the collected webhooks to the shop in the test's own thread."""

    def post(webhook) -> int:
        headers = {name: value for name, value in webhook.headers.items() if name != "Content-Type"}
        return client.post(
            webhook.path, webhook.body, content_type="application/json", headers=headers
        ).status_code

    fake.hooks.hold = True
    fake.hooks.shop = post
    return fake


@pytest.fixture
def manager():
    """The browser of a manager, who is its `person`."""
    return _browser_of(make_staff(MANAGER, "olga", first_name="Ольга", last_name="Зимина"))


@pytest.fixture
def administrator():
    return _browser_of(make_staff(ADMINISTRATOR, "semyon", first_name="Семён", last_name="Котов"))


def _browser_of(person) -> Client:
    client = Client()
    client.person = person
    client.force_login(person)
    return client
