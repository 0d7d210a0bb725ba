"""What holds for every test: translations compiled, no call to the outside, browser tests last."""

import socket

import pytest

from scripts.translations import compile_all

LOCAL = {"127.0.0.1", "::1", "localhost"}


def pytest_configure(config):
    compile_all()


def pytest_collection_modifyitems(items):
    # Playwright leaves an event loop running in its thread, where Django refuses to use the database.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True, scope="session")
def no_outside_calls():
    """A test that reaches for another machine fails there and then."""
    connect = socket.socket.connect

    def connect_locally(self, address):
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise AssertionError(f"a test called {address[0]}:{address[1]}")
        return connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_locally)
    yield
    patch.undo()
