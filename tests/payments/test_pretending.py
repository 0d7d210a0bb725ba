"""The pretend providers as a part of the demo shop's process."""

import socket

import httpx
import pytest

from istok import pretending


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEBUG, settings.PORT = True, 8000
    yield
    pretending.stop_pretending()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as other:
        return other.getsockname()[1]


def test_they_start_and_end_with_the_shop(settings):
    settings.FAKE_PROVIDER_PORT = free_port()

    pretending.start_pretending()
    answer = httpx.get(f"http://localhost:{settings.FAKE_PROVIDER_PORT}/control/counters", trust_env=False)
    pretending.stop_pretending()

    assert answer.json() == {"calls": {}}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://localhost:{settings.FAKE_PROVIDER_PORT}/control/counters", trust_env=False)


def test_a_taken_port_is_told_and_the_shop_goes_on(settings, caplog):
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.FAKE_PROVIDER_PORT = other.getsockname()[1]
        pretending.start_pretending()

    assert f"could not start on port {settings.FAKE_PROVIDER_PORT}" in caplog.text
    assert "ISTOK_FAKE_PROVIDER_PORT" in caplog.text


def test_without_a_port_there_are_none(settings):
    settings.DEBUG, settings.FAKE_PROVIDER_PORT = False, 0

    pretending.start_pretending()

    assert pretending._server is None
