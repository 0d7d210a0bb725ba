"""What holds when people, or thieves, act at the same instant; controls show what the guard is for."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import RequestFactory

from core import clock
from tests.factories.people import PASSWORD, make_user
from users import limiter
from users.enums import Door, TokenType
from users.errors import EmailTaken, TokenRefused, TooManyAttempts
from users.models import Address, Attempt, Consent, CustomUser, UserProfile, UserToken
from users.services import accounts, addresses, second_factor, tokens

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def of_kind(results, kind):
    return [result for result in results if isinstance(result, kind)]


def test_of_many_simultaneous_guesses_at_most_six_reach_the_password(together):
    request = RequestFactory().get("/")

    results = together(12, lambda number: limiter.begin(request, Door.PASSWORD, "anna"))

    # None at all when every row is written before the first is counted.
    assert len(of_kind(results, limiter.Try)) <= 6
    assert len(of_kind(results, limiter.Try)) + len(of_kind(results, TooManyAttempts)) == 12


def test_control_counting_before_writing_lets_them_all_through(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so the control proves nothing there")

    def careless(number):
        if Attempt.objects.filter(account_key="x").count() > limiter.GUESSES.account.most:
            return False
        time.sleep(0.05)  # the password is being hashed
        Attempt.objects.create(door=Door.PASSWORD, account_key="x", ip_key="y", at=clock.now())
        return True

    assert together(12, careless).count(True) > 6


def test_a_link_is_spent_once(together):
    raw = UserToken.generate(make_user(), TokenType.EMAIL_VERIFY)

    results = together(8, lambda number: tokens.spend(raw, TokenType.EMAIL_VERIFY))

    assert len(of_kind(results, UserToken)) == 1
    assert len(of_kind(results, TokenRefused)) == 7


def test_a_refresh_token_used_by_two_ends_the_family(together):
    raw = UserToken.generate(make_user())

    results = together(2, lambda number: tokens.rotate(raw))

    assert len(of_kind(results, tuple)) == 1
    assert not UserToken.objects.filter(revoked=False).exists()


def test_a_one_time_code_opens_one_door(together):
    user = make_user("anna")
    second_factor.give_second_factor(user, SECRET)
    pk = Authenticator.objects.get(user=user).pk
    code = totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))

    results = together(8, lambda number: second_factor.accept_code(pk, code))

    assert results.count(True) == 1
    assert results.count(False) == 7


def test_one_email_opens_one_account(together):
    agreement = accounts.Agreement(personal_data=True)

    results = together(
        8, lambda number: accounts.register(email="a@example.com", password=PASSWORD, agreement=agreement)
    )

    assert len(of_kind(results, CustomUser)) == 1
    assert len(of_kind(results, EmailTaken)) == 7
    assert UserProfile.objects.count() == Consent.objects.count() == 1


def test_a_person_has_one_main_address_however_many_are_added_at_once(together):
    user = make_user()

    results = together(8, lambda number: addresses.add_address(user.pk, text=str(number), is_default=True))

    assert len(of_kind(results, Address)) == 8
    assert Address.objects.filter(user=user, is_default=True).count() == 1
