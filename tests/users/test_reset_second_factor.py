"""A lost phone: the console takes the second factor off."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories.people import make_editor
from users.enums import TokenType
from users.models import UserToken
from users.services import second_factor

from .conftest import SECRET, code_now, is_signed_in, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strict_admin")]


def signed_in_with_code(user) -> Client:
    browser = Client()
    sign_in(browser, user.username)
    browser.post("/account/2fa/authenticate/", {"code": code_now()})
    assert browser.get("/admin/").status_code == 200
    return browser


@pytest.mark.parametrize("login", ["vera", "Vera@Example.com"])
def test_the_codes_go_the_sessions_end_and_the_owner_is_told(login, delivered):
    vera, other = make_editor("vera"), make_editor("other")
    for user in (vera, other):
        second_factor.give_second_factor(user, SECRET)
        RecoveryCodes.activate(user)
    hers, others = signed_in_with_code(vera), signed_in_with_code(other)
    UserToken.generate(vera, TokenType.REFRESH)

    with delivered() as letters:
        call_command("reset_second_factor", login)

    assert set(Authenticator.objects.values_list("user__username", flat=True)) == {"other"}
    assert hers.get("/account/").url.startswith("/account/login/")
    assert others.get("/admin/").status_code == 200
    assert not UserToken.objects.filter(user=vera, revoked=False).exists()
    assert [letter.to for letter in letters] == [["vera@example.com"]]

    again = Client()
    sign_in(again, "vera")
    assert is_signed_in(again)
    assert again.get("/admin/").url.startswith("/account/2fa/totp/activate/")


def test_an_unknown_login_is_an_error():
    with pytest.raises(CommandError, match="Nobody has the login"):
        call_command("reset_second_factor", "nobody@example.com")
