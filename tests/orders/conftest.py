from pathlib import Path

import pytest

from istok.roles import MANAGER
from tests.factories.people import make_staff


@pytest.fixture
def manager(client):
    """The browser of a manager, who is its `person`."""
    client.person = make_staff(MANAGER, "olga", first_name="Ольга", last_name="Зимина")
    client.force_login(client.person)
    return client


@pytest.fixture
def private(settings, tmp_path) -> Path:
    """An empty folder for papers, which this test alone has."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT
