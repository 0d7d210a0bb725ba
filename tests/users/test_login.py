"""The door of the site and its limiter."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, RequestFactory

from core import clock
from tests.factories.people import PASSWORD, make_customer, make_user
from users import limiter
from users.client_ip import client_ip
from users.enums import Door
from users.errors import TooManyAttempts
from users.models import Attempt, CustomUser
from users.tasks import cleanup_expired_tokens

from .conftest import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "login", ["anna", "ANNA", "anna@example.com", "Anna@Example.COM", "  anna@example.com "]
)
def test_email_and_login_name_open_the_door_in_any_case(client, login):
    make_customer("anna")

    assert sign_in(client, login).status_code == 302
    assert is_signed_in(client)


def test_unknown_and_known_accounts_get_equal_answers():
    make_customer("anna")

    answers = []
    for login in ("anna@example.com", "nobody@example.com", "anna", "nobody"):
        response = sign_in(Client(), login, "Wrong-word-00")
        answers.append((response.status_code, response.context["form"].non_field_errors()))

    assert answers == [answers[0]] * 4
    assert answers[0][1]


@pytest.fixture
def hashed(monkeypatch):
    """Passwords that were hashed; each costs the time that a stranger could measure."""
    passwords, encode = [], MD5PasswordHasher.encode

    def counted(self, password, salt):
        passwords.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return passwords


@pytest.mark.parametrize("door", ["/account/login/", "/admin/login/?next=/admin/"])
def test_every_wrong_login_takes_the_time_of_one_password(hashed, door):
    make_customer("anna")
    make_user("boris")  # the e-mail is not proved yet
    make_user("closed", is_active=False)
    CustomUser.objects.create_user("invited", "invited@example.com")  # no password yet
    address = Client().get(door, follow=True).request["PATH_INFO"]
    cost = {}

    for login in ("anna", "boris", "closed", "invited", "nobody"):
        for name in (login, f"{login}@example.com", f"{login.title()}@Example.COM"):
            hashed.clear()
            Client().post(address, {"login": name, "password": "Wrong-word-00"})
            Attempt.objects.all().delete()
            cost[name] = len(hashed)

    assert len(cost) == 15
    assert set(cost.values()) == {1}


@pytest.mark.parametrize(("password", "status"), [("Wrong-word-00", 200), (PASSWORD, 302)])
def test_password_again_takes_the_time_of_one_password(client, hashed, password, status):
    make_customer("anna")
    sign_in(client, "anna")
    hashed.clear()

    response = client.post("/account/reauthenticate/", {"password": password})

    assert (response.status_code, hashed) == (status, [password])


@pytest.mark.parametrize("login", ["anna@example.com", "nobody@example.com"])
def test_after_six_failures_even_the_right_password_is_refused(login):
    make_customer("anna")
    for _ in range(6):
        assert sign_in(Client(), login, "Wrong-word-00").status_code == 200

    browser = Client()
    response = sign_in(browser, login, PASSWORD)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 300
    assert not is_signed_in(browser)
    assert "5" in str(response.context["form"].non_field_errors())


def test_five_failures_are_forgiven(client):
    make_customer("anna")
    for _ in range(5):
        sign_in(client, "anna", "Wrong-word-00")

    assert sign_in(client, "anna").status_code == 302


def test_both_names_of_an_account_share_one_bucket():
    make_customer("anna")
    for login in ("anna", "anna@example.com", "ANNA", "Anna@example.com", "anna", "anna@example.com"):
        sign_in(Client(), login, "Wrong-word-00")

    assert sign_in(Client(), "anna").status_code == 429


def test_the_pause_ends_by_itself_and_refused_tries_do_not_prolong_it():
    make_customer("anna")
    start = clock.now()
    for _ in range(6):
        sign_in(Client(), "anna", "Wrong-word-00")
    with clock.hold(start + timedelta(minutes=4, seconds=50)):
        assert sign_in(Client(), "anna").status_code == 429

    with clock.hold(start + timedelta(minutes=5, seconds=10)):
        assert sign_in(Client(), "anna").status_code == 302


def test_the_owner_is_told_once_a_day(delivered):
    make_customer("anna")

    with delivered() as letters:
        for _ in range(9):
            sign_in(Client(), "anna", "Wrong-word-00")
        with clock.hold(clock.now() + timedelta(minutes=6)):
            for _ in range(9):
                sign_in(Client(), "anna", "Wrong-word-00")

    assert [letter.to for letter in letters] == [["anna@example.com"]]


def test_one_address_may_fail_ten_times_a_minute_whatever_names_it_tries():
    make_customer("anna")
    for number in range(11):
        assert sign_in(Client(), f"nobody{number}", "x").status_code == 200

    assert sign_in(Client(), "anna").status_code == 429
    assert sign_in(Client(), "anna", REMOTE_ADDR="203.0.113.7").status_code == 302


def test_a_header_of_the_caller_changes_no_bucket():
    make_customer("anna")
    for number in range(11):
        sign_in(Client(), f"nobody{number}", "x", headers={"X-Forwarded-For": f"198.51.100.{number}"})

    spoofed = sign_in(Client(), "anna", headers={"X-Forwarded-For": "198.51.100.99"})

    assert spoofed.status_code == 429


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        (2, "9.9.9.9, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, "nonsense", ""),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, header, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": header})

    assert client_ip(request) == expected


def test_a_household_with_ipv6_is_one_caller():
    for number in range(11):
        sign_in(Client(), f"nobody{number}", "x", REMOTE_ADDR=f"2001:db8::{number + 1:x}")

    assert sign_in(Client(), "nobody", REMOTE_ADDR="2001:db8::ff").status_code == 429


def test_attempts_name_nobody_and_are_forgotten():
    sign_in(Client(), "anna@example.com", "x")
    row = Attempt.objects.get()

    assert len(row.account_key) == len(row.ip_key) == 64
    with clock.hold(clock.now() + timedelta(minutes=61)):
        cleanup_expired_tokens()
    assert not Attempt.objects.exists()


def test_a_success_takes_its_own_try_back_only(client):
    make_customer("anna")
    for _ in range(3):
        sign_in(client, "anna", "Wrong-word-00")

    sign_in(client, "anna")

    assert Attempt.objects.count() == 3


def test_the_seventh_of_simultaneous_guesses_sees_the_six():
    request = RequestFactory().get("/")
    for _ in range(6):
        limiter.begin(request, Door.PASSWORD, "anna")  # none has failed yet, all are under way

    with pytest.raises(TooManyAttempts):
        limiter.begin(request, Door.PASSWORD, "anna")


def test_sign_up_and_reset_pass_the_same_limiter(client):
    for _ in range(6):
        assert client.post("/account/password/reset/", {"email": "a@example.com"}).status_code == 302

    assert client.post("/account/password/reset/", {"email": "a@example.com"}).status_code == 429


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https:evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example/",
     "\\\\evil.example", "http:///evil.example", "/\t/evil.example", " //evil.example"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(client, target):
    make_customer("anna")

    response = client.post("/account/login/", {"login": "anna", "password": PASSWORD, "next": target})

    assert response.url == "/account/"


def test_next_inside_the_site_is_followed(client):
    make_customer("anna")

    response = client.post(
        "/account/login/", {"login": "anna", "password": PASSWORD, "next": "/catalog/?a=1"}
    )

    assert response.url == "/catalog/?a=1"


def test_a_session_prepared_by_somebody_else_is_worthless(client):
    make_customer("anna")
    client.get("/account/login/")
    client.session.save()
    before = client.session.session_key

    sign_in(client, "anna")

    assert client.session.session_key != before
    stranger = Client()
    stranger.cookies["sessionid"] = before or "x" * 32
    assert stranger.get("/account/").status_code == 302


def test_logout_needs_a_press(client):
    make_customer("anna")
    sign_in(client, "anna")

    client.get("/account/logout/")
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_a_changed_password_or_a_closed_account_ends_sessions(client):
    user, other = make_customer("anna"), Client()
    for browser in (client, other):
        sign_in(browser, "anna")

    response = client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": "Novoe-slovo-43"}
    )
    assert response.status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302

    user.refresh_from_db()
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("login", ["x" * 10_000, "a\0b", "{{ 7*7 }}", "' OR 1=1 --", "\u202e", ""])
def test_odd_logins_get_a_form_and_no_error_page(client, login):
    assert sign_in(client, login, "x" * 10_000).status_code == 200


def test_disabled_accounts_are_refused(client):
    make_customer("anna")
    user = make_customer("boris")
    user.is_active = False
    user.save(update_fields=["is_active"])

    sign_in(client, "boris")

    assert not is_signed_in(client)


def test_password_again_counts_as_a_guess_too(client):
    make_customer("anna")
    sign_in(client, "anna")
    for _ in range(6):
        client.post("/account/reauthenticate/", {"password": "Wrong-word-00"})

    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 429
