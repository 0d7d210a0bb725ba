"""Scenes of the people's tests: letters that really go out, and the admin with its second factor."""

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from tests.factories.people import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def delivered(django_capture_on_commit_callbacks, mailoutbox):
    """`with delivered() as letters:` runs what waits for the commit; afterwards `letters` are those that
    went out.
    """

    class Delivery:
        def __enter__(self):
            self.before = len(mailoutbox)
            self.letters = []
            self.context = django_capture_on_commit_callbacks(execute=True)
            self.context.__enter__()
            return self.letters

        def __exit__(self, *error):
            result = self.context.__exit__(*error)
            self.letters.extend(mailoutbox[self.before :])
            return result

    return Delivery


@pytest.fixture
def strict_admin(settings):
    """The admin as production has it: no entrance without a second factor."""
    settings.STAFF_TOTP = True


def link_in(letter) -> str:
    """The first address of ours in a letter, as a path."""
    return re.search(
        r"http://localhost:8000(/account/(?:confirm-email|password/new)/\S+)", letter.body
    ).group(1)


def sign_in(client, login: str, password: str = PASSWORD, **extra):
    return client.post("/account/login/", {"login": login, "password": password}, **extra)


def code_now(secret: str = SECRET, *, periods_later: int = 0) -> str:
    """The code that the person's phone shows."""
    period = int(time.time()) // 30 + periods_later
    return totp.format_hotp_value(totp.hotp_value(secret, period))


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def client_factory():
    """Another browser each time."""
    return Client
