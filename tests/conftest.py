"""What holds for every test: translations compiled, an empty cache, no call to the outside or inside a
transaction, browser tests last.
"""

import socket
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections

from scripts.translations import compile_all

LOCAL = {"127.0.0.1", "::1", "localhost"}


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # a worker of pytest-xdist begins after this was done
        compile_all()


def pytest_collection_modifyitems(items):
    # Playwright leaves an event loop running in its thread, where Django refuses to use the database.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Wagtail keeps the addresses of sites in the cache, and the one of a test's own site is gone with it."""
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def no_outside_calls():
    """A test that reaches for another machine, or for a service inside a transaction, fails at once."""
    connect = socket.socket.connect
    # psycopg opens its sockets in C; Redis loses no money when a transaction is rolled back.
    redis_port = urlsplit(settings.REDIS_URL).port or 6379

    def connect_locally(self, address):
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise AssertionError(f"a test called {address[0]}:{address[1]}")
        blocks = [block for each in connections.all(initialized_only=True) for block in each.atomic_blocks]
        if isinstance(address, tuple) and address[1] != redis_port:
            assert all(block._from_testcase for block in blocks), "a call to a service inside atomic()"
        return connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_locally)
    yield
    patch.undo()
