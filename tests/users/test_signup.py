"""Opening an account: consents, the same answer for everybody, the letter, bad input."""

import hashlib
import re

import pytest
from django.contrib.auth import get_user_model
from django.utils.html import escape

from tests.factories.people import PASSWORD, make_customer, make_user
from users.enums import Decision, Purpose
from users.models import Consent, ConsentText, UserToken
from users.services import consents

from .conftest import is_signed_in, link_in, sign_in

User = get_user_model()
pytestmark = pytest.mark.django_db


def form(**changes):
    data = {
        "first_name": "Анна",
        "email": "anna@example.com",
        "phone": "",
        "password1": PASSWORD,
        "consent_personal_data": "on",
        "personal_data_version": "1",
        "mailing_version": "1",
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def test_the_boxes_are_unticked_and_lead_to_the_texts(client):
    page = client.get("/account/signup/").content.decode()

    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page)
    assert len(boxes) == 2
    assert not [box for box in boxes if "checked" in box]
    for purpose in Purpose:
        assert f'href="/account/consents/{purpose}/"' in page
        assert client.get(f"/account/consents/{purpose}/").status_code == 200


def test_an_account_opens_with_profile_phone_and_one_consent(client, delivered):
    with delivered() as letters:
        response = client.post("/account/signup/", form(phone="8 921 000-00-00"))

    user = User.objects.get(email="anna@example.com")
    assert response.url == "/account/confirm-email/"
    assert (user.first_name, user.phone, user.userprofile.pk is not None) == ("Анна", "+79210000000", True)
    assert [row.purpose for row in user.consents.all()] == ["personal_data"]
    assert [letter.to for letter in letters] == [["anna@example.com"]]
    assert not is_signed_in(client)


def test_the_consent_row_proves_what_was_agreed(client):
    client.post(
        "/account/signup/",
        form(consent_mailing="on"),
        headers={"User-Agent": "Лиса/1.0"},
        REMOTE_ADDR="203.0.113.9",
    )

    row = Consent.objects.get(purpose=Purpose.PERSONAL_DATA)
    text = ConsentText.objects.get(purpose=Purpose.PERSONAL_DATA)
    assert (row.decision, row.text_version, row.source) == (Decision.GIVEN, 1, "signup")
    assert row.text_sha256 == hashlib.sha256(text.text.encode()).hexdigest()
    assert (row.ip, row.user_agent, row.email) == ("203.0.113.9", "Лиса/1.0", "anna@example.com")
    assert Consent.objects.filter(purpose=Purpose.MAILING).get().is_given


def test_no_account_without_the_required_consent(client):
    response = client.post("/account/signup/", form(consent_personal_data=None, consent_mailing="on"))

    assert "consent_personal_data" in response.context["form"].errors
    assert not User.objects.exists()
    assert not Consent.objects.exists()


def test_a_text_replaced_while_reading_is_shown_again(client):
    consents.publish_text(Purpose.PERSONAL_DATA, text="Новый текст")

    refused = client.post("/account/signup/", form())
    accepted = client.post("/account/signup/", form(personal_data_version="2"))

    assert not refused.context["form"].is_valid()
    assert 'name="personal_data_version" value="2"' in refused.content.decode()
    assert accepted.status_code == 302
    assert Consent.objects.get().text_version == 2


@pytest.mark.parametrize("email", ["anna@example.com", "ANNA@Example.Com"])
def test_a_known_email_gets_the_same_answer_and_its_owner_a_letter(client, client_factory, delivered, email):
    make_customer("anna")
    new, known = client_factory(), client_factory()

    with delivered():
        fresh = new.post("/account/signup/", form(email="other@example.com"))
    with delivered() as letters:
        taken = known.post("/account/signup/", form(email=email))

    assert (fresh.status_code, fresh.url) == (taken.status_code, taken.url)
    assert new.get(fresh.url).content == known.get(taken.url).content
    assert User.objects.filter(email="anna@example.com").count() == 1
    assert [letter.to for letter in letters] == [["anna@example.com"]]
    assert "confirm-email" not in letters[0].body


def test_the_link_opens_the_account_once(client, delivered):
    with delivered() as letters:
        client.post("/account/signup/", form())
    link = link_in(letters[0])
    raw = link.rstrip("/").rsplit("/", 1)[1]

    assert client.get(link).status_code == 200
    assert not User.objects.get().emailaddress_set.get().verified  # a look at the page is no consent
    assert client.post(link).status_code == 302
    assert is_signed_in(client)
    assert User.objects.get().emailaddress_set.get().verified
    assert not UserToken.objects.filter(token=raw).exists()
    assert client.get(link).status_code == client.post(link).status_code == 410


def test_nobody_enters_before_the_link_is_opened(client, delivered):
    with delivered():
        client.post("/account/signup/", form())

    with delivered() as letters:
        response = sign_in(client, "anna@example.com")

    assert response.url == "/account/confirm-email/"
    assert not is_signed_in(client)
    assert len(letters) == 1


def test_the_letter_can_be_asked_for_a_few_times_only(client, delivered):
    with delivered():
        client.post("/account/signup/", form())

    with delivered() as letters:
        for _ in range(9):
            sign_in(client, "anna@example.com")

    assert len(letters) == 5


def test_a_letter_that_cannot_go_out_breaks_nothing(client, delivered, settings):
    settings.EMAIL_BACKEND = "tests.users.broken_mail.Backend"

    with delivered():
        response = client.post("/account/signup/", form())

    assert response.status_code == 302
    assert User.objects.filter(email="anna@example.com").exists()


def test_nothing_but_the_forms_own_fields_is_taken(client):
    everything = {field.name: "1" for field in User._meta.fields} | {"groups": "1", "balance": "9"}

    client.post("/account/signup/", {**everything, **form()})

    user = User.objects.get(email="anna@example.com")
    assert (user.is_staff, user.is_superuser, user.groups.count(), user.username == "1") == (
        False, False, 0, False,
    )  # fmt: skip
    assert user.pk != 1 or user.last_login is None


LONG = "я" * 10_000
BAD = [
    ("first_name", ""),
    ("first_name", LONG),
    ("first_name", "Анна\0"),
    ("first_name", "Анна\u202eкод"),
    ("first_name", "Анна\r\nBcc: x@example.com"),
    ("email", "a@b"),
    ("email", "anna@example.com\r\nBcc: x@example.com"),
    ("email", "a@example.com, b@example.com"),
    ("email", f"{'a' * 300}@example.com"),
    ("email", "an\0na@example.com"),
    ("email", ""),
    ("phone", "+7999"),
    ("phone", "007 921 000 00 00"),
    ("phone", LONG),
    ("password1", ""),
    ("password1", "short"),
    ("password1", "1234567890"),
    ("password1", "password12"),
    ("password1", "anna@example.com"),
    ("password1", "x" * 10_000),
    ("personal_data_version", "NaN"),
    ("mailing_version", ""),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_bad_input_gets_a_sentence_by_its_field(client, field, value):
    response = client.post("/account/signup/", form(**{field: value}))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["O'Нил-Ким", "Анна🙂", "<svg onload=alert(1)>", "{{ 7*7 }}", "名前"])
def test_odd_names_are_kept_as_typed_and_shown_harmlessly(client, name):
    client.post("/account/signup/", form(first_name=name))
    user = User.objects.get()
    client.force_login(user)

    page = client.get("/account/").content.decode()

    assert user.first_name == name
    assert escape(name) in page


def test_plus_addresses_are_addresses(client):
    assert client.post("/account/signup/", form(email="a+b@example.ru")).status_code == 302


def test_signed_in_people_are_led_to_their_account(client):
    client.force_login(make_user())

    assert client.get("/account/signup/").status_code == 302
