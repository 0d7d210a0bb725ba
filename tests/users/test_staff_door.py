"""The admin opens to staff with a second factor, address by address; the second factor itself."""

import os
import secrets
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import call_command
from django.test import Client

from istok.roles import EDITOR
from tests.factories.people import PASSWORD, make_admin, make_customer, make_staff
from users.models import CustomUser
from users.services import second_factor

from .addresses import all_addresses
from .conftest import SECRET, code_now, is_signed_in, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strict_admin")]

OPEN = {"/admin/login/", "/admin/logout/"}


def addresses_below_admin() -> list[str]:
    return [address for address in all_addresses() if address.startswith("/admin/")]


def test_the_list_of_addresses_is_the_real_one():
    addresses = addresses_below_admin()

    assert len(addresses) > 150
    assert {"/admin/", "/admin/pages/1/edit/", "/admin/users/", "/admin/sprite/"} <= {
        address.replace("//", "/") for address in addresses
    }


def enter(client, user):
    """Staff as they come: password, then the code of the phone."""
    second_factor.give_second_factor(user, SECRET)
    sign_in(client, user.username)
    client.post("/account/2fa/authenticate/", {"code": code_now()})
    assert is_signed_in(client)


def test_no_address_answers_strangers_customers_or_half_way_staff():
    customer, half = Client(), Client()
    customer.force_login(make_customer())
    half.force_login(make_admin())
    wrong = {}
    for address in addresses_below_admin():
        if address in OPEN:
            continue
        stranger = Client().get(address)
        if stranger.status_code != 302 or not stranger["Location"].startswith("/account/login/?next="):
            wrong[address] = ("stranger", stranger.status_code)
        if customer.get(address).status_code != 403:
            wrong[address] = ("customer", customer.get(address).status_code)
        step = half.get(address)
        if step.status_code != 302 or not step["Location"].startswith("/account/2fa/totp/activate/"):
            wrong[address] = ("half-way staff", step.status_code)
        if half.post(address).status_code != 403:
            wrong[address] = ("half-way staff, POST", half.post(address).status_code)

    assert wrong == {}


def test_staff_enter_by_password_and_code(client):
    enter(client, make_staff(EDITOR, "editor"))

    assert client.get("/admin/").status_code == 200


def test_the_password_alone_is_not_a_session(client):
    user = make_staff(EDITOR, "editor")
    second_factor.give_second_factor(user, SECRET)

    response = sign_in(client, "editor")

    assert response.url == "/account/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302


def test_first_time_staff_switch_the_codes_on_and_go_on(client):
    make_staff(EDITOR, "editor")
    sign_in(client, "editor")
    activation = client.get("/admin/pages/").url
    assert activation == "/account/2fa/totp/activate/?next=%2Fadmin%2Fpages%2F"
    password_page = client.get(activation).url
    client.post(password_page, {"password": PASSWORD})

    secret = client.get(activation).context["form"].secret
    response = client.post(activation, {"code": code_now(secret)}, follow=True)

    assert response.redirect_chain[-1][0] == "/account/2fa/recovery-codes/"
    assert 'href="/admin/pages/"' in response.content.decode()
    assert len(response.context["unused_codes"]) == 10
    assert client.get("/admin/pages/").status_code == 200
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored

    other = Client()
    sign_in(other, "editor")
    other.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert not is_signed_in(other)  # the code that switched it on is used up


def test_a_session_older_than_the_second_factor_has_to_show_it(client):
    user = make_staff(EDITOR, "editor")
    sign_in(client, "editor")
    second_factor.give_second_factor(user, SECRET)

    step = client.get("/admin/")
    assert step.url.startswith("/account/2fa/reauthenticate/")
    assert client.post(step.url, {"code": code_now()}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_code_is_accepted_once():
    user = make_staff(EDITOR, "editor")
    enter(Client(), user)

    second = Client()
    sign_in(second, "editor")
    second.post("/account/2fa/authenticate/", {"code": code_now()})
    assert not is_signed_in(second)
    second.post("/account/2fa/authenticate/", {"code": code_now(periods_later=-1)})
    assert not is_signed_in(second)  # nor an older one
    second.post("/account/2fa/authenticate/", {"code": code_now(periods_later=1)})
    assert is_signed_in(second)


def test_a_recovery_code_is_accepted_once(client):
    user = make_staff(EDITOR, "editor")
    second_factor.give_second_factor(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for browser, expected in ((client, True), (Client(), False)):
        sign_in(browser, "editor")
        browser.post("/account/2fa/authenticate/", {"code": code})
        assert is_signed_in(browser) is expected


def test_codes_cannot_be_guessed_on_and_on(client, delivered):
    user = make_staff(EDITOR, "editor")
    second_factor.give_second_factor(user, SECRET)
    sign_in(client, "editor")
    with delivered() as letters:
        for _ in range(6):
            assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200

    assert client.post("/account/2fa/authenticate/", {"code": code_now()}).status_code == 429
    assert not is_signed_in(client)
    assert [letter.to for letter in letters] == [["editor@example.com"]]


@pytest.mark.parametrize("code", ["", "abc", "٠٠٠٠٠٠", "0" * 500, "12\0456", "😀"])
def test_odd_codes_get_a_form(client, code):
    second_factor.give_second_factor(make_staff(EDITOR, "editor"), SECRET)
    sign_in(client, "editor")

    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_staff_cannot_switch_the_second_factor_off_and_customers_can(client):
    staff, customer = make_staff(EDITOR, "editor"), make_customer("anna")
    for user in (staff, customer):
        browser = Client()
        enter(browser, user)
        browser.post("/account/reauthenticate/", {"password": PASSWORD})
        browser.post("/account/2fa/totp/deactivate/")

    assert second_factor.has_second_factor(staff)
    assert not second_factor.has_second_factor(customer)


def test_the_admins_login_leads_to_the_sites_door(client):
    assert client.get("/admin/login/").url == "/account/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/pages/").url == "/account/login/?next=/admin/pages/"
    assert client.get("/admin/login/?next=//evil.example").url == "/account/login/?next=/admin/"


def test_customers_see_why_and_can_sign_out(client):
    make_customer("anna")
    sign_in(client, "anna")

    page = client.get("/admin/login/?next=/admin/")

    assert page.status_code == 403
    assert 'action="/account/logout/"' in page.content.decode()


def test_staff_at_the_login_go_where_they_wanted(client):
    enter(client, make_staff(EDITOR, "editor"))

    assert client.get("/admin/login/?next=/admin/pages/").url == "/admin/pages/"


def test_the_way_out_is_open(client):
    user = make_staff(EDITOR, "editor")
    client.force_login(user)

    client.post("/admin/logout/")

    assert not is_signed_in(client)


def test_background_requests_get_a_bare_refusal():
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    half = Client()
    half.force_login(make_admin())

    assert Client().get("/admin/", headers=ajax).status_code == 401
    assert half.get("/admin/", headers=ajax).status_code == 403


def test_production_refuses_to_start_without_the_second_factor():
    environment = {
        **os.environ,
        "ISTOK_STAFF_TOTP": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "istok.example",
        "DATABASE_URL": "postgres://u:p@localhost/x",
        "REDIS_URL": "redis://localhost:6379/0",
        "EMAIL_URL": "smtp://localhost:25",
        "ISTOK_BASE_URL": "https://istok.example",
        "ISTOK_FROM_EMAIL": "shop@istok.example",
        "ISTOK_TRUSTED_PROXIES": "1",
    }
    command = [sys.executable, "-c", "import istok.settings.production"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "ISTOK_STAFF_TOTP" in result.stderr


# --- administrators make staff ---


def boss(client) -> None:
    user = make_admin()
    second_factor.give_second_factor(user, SECRET)
    enter(client, user)


def account_form(**changes):
    return {"email": "New@Example.com", "first_name": "Нина", "last_name": "Ли", "username": "", **changes}


def test_an_administrator_makes_staff_who_set_their_own_password(client, delivered):
    boss(client)
    call_command("sync_roles", verbosity=0)

    with delivered() as letters:
        response = client.post("/admin/users/new/", account_form())

    user = CustomUser.objects.get(email="new@example.com")
    assert response.status_code == 302
    assert not user.has_usable_password()
    assert user.userprofile.pk
    assert [letter.to for letter in letters] == [["new@example.com"]]
    assert "/account/password/new/" in letters[0].body


@pytest.mark.parametrize(
    "changes",
    [{"email": ""}, {"email": "BOSS@example.com"}, {"username": "boss"}, {"username": "a@example.com"},
     {"first_name": "я" * 10_000}],
)  # fmt: skip
def test_bad_accounts_are_refused_with_a_sentence(client, changes):
    boss(client)

    response = client.post("/admin/users/new/", account_form(**changes))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert CustomUser.objects.count() == 1


def test_a_changed_email_has_to_be_proved_again(client):
    boss(client)
    user = make_customer("anna")

    client.post(
        f"/admin/users/edit/{user.pk}/",
        account_form(email="anna2@example.com", username="anna", is_active="on"),
    )

    assert [(row.email, row.verified) for row in user.emailaddress_set.all()] == [
        ("anna2@example.com", False)
    ]
