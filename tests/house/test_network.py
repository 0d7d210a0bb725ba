"""The hook of conftest.py that watches every test's calls."""

import socket

import pytest
from django.db import transaction


@pytest.fixture
def service():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


def call(address) -> None:
    with socket.socket() as plug:
        plug.settimeout(3)
        plug.connect(address)


def test_nobody_calls_another_machine():
    with pytest.raises(AssertionError, match="a test called"):
        call(("192.0.2.1", 80))


@pytest.mark.django_db
def test_nobody_calls_a_service_inside_a_transaction(service):
    call(service)

    with transaction.atomic(), pytest.raises(AssertionError, match="inside atomic"):
        call(service)
