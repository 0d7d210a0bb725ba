"""Accounts and profiles: one profile each, whichever road made the account; no case in names and e-mails."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.factories.people import PASSWORD, make_customer, make_user
from users.enums import RenovationStart, Room
from users.errors import PhoneNotUnderstood
from users.models import UserProfile
from users.phones import format_phone, parse_phone
from users.services import accounts
from users.services.accounts import Agreement

User = get_user_model()
pytestmark = pytest.mark.django_db


def by_manager():
    return User.objects.create_user("road", "road@example.com", PASSWORD)


def by_save():
    user = User(username="road", email="road@example.com")
    user.save()
    return user


def by_bulk():
    return User.objects.bulk_create([User(username="road", email="road@example.com")])[0]


def by_get_or_create():
    return User.objects.get_or_create(username="road", defaults={"email": "road@example.com"})[0]


def by_console():
    call_command("createsuperuser", interactive=False, username="road", email="road@example.com", verbosity=0)
    return User.objects.get(username="road")


@pytest.mark.parametrize("road", [by_manager, by_save, by_bulk, by_get_or_create, by_console])
def test_every_road_makes_exactly_one_profile(road):
    user = road()

    assert UserProfile.objects.filter(user_id=User.objects.get(username="road").pk).count() == 1
    user.save()
    assert UserProfile.objects.count() == 1


def test_a_failed_account_leaves_no_profile():
    make_user("first", email="same@example.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        User(username="second", email="same@example.com").save()

    assert UserProfile.objects.count() == User.objects.count() == 1


@pytest.mark.parametrize("twin", ["ivan@example.com", "IVAN@Example.COM", " Ivan@example.com "])
def test_an_email_is_one_in_any_case(twin):
    make_user("first", email="Ivan@Example.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("second", email=twin)


@pytest.mark.parametrize("twin", ["иван", "Иван", "ИВАН"])
def test_a_login_name_is_one_in_any_case_and_alphabet(twin):
    make_user("Иван", email="a@example.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(twin, email="b@example.com")


def test_folded_values_are_found_by_any_spelling_and_stand_on_the_instance():
    user = make_user("Мария", email="Maria@Example.COM")

    assert (user.username, user.email) == ("мария", "maria@example.com")
    assert User.objects.get(username="МАРИЯ") == User.objects.get(email="MARIA@example.com") == user


def test_a_login_name_cannot_look_like_an_email():
    with pytest.raises(IntegrityError), transaction.atomic():
        User(username="victim@example.com", email="x@example.com").save()


def test_an_account_without_a_chosen_name_gets_one_that_tells_nothing():
    user = make_customer(email="petrov@example.com", username="")
    other = User.objects.create_user(email="sidorov@example.com", password=PASSWORD)

    assert other.username.startswith("id-")
    assert "sidorov" not in other.username
    assert user.username != other.username


def test_who_was_made_on_the_console_needs_no_letter():
    user = by_console()

    assert user.emailaddress_set.get().verified


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("8 921 000-00-00", "+79210000000"),
        ("+7 (921) 000-00-00", "+79210000000"),
        ("9210000000", "+79210000000"),
        ("  8(921)0000000\n", "+79210000000"),
        ("tel. +7 921 000 00 00", "+79210000000"),
        ("+49 30 901820", "+4930901820"),
        ("", ""),
    ],
)
def test_phones_are_read_as_people_write_them(typed, stored):
    assert parse_phone(typed) == stored


@pytest.mark.parametrize(
    "typed", ["007 921 000 00 00", "0079210000000", "+7999", "букв", "123", "٨٩٢١٠٠٠٠٠٠٠", "8" * 500, "\0"]
)
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(PhoneNotUnderstood):
        parse_phone(typed)


def test_phones_are_shown_with_nonbreaking_spaces():
    assert format_phone("+79210000000") == "+7\u00a0(921)\u00a0000-00-00"
    assert format_phone("+4930901820") == "+49\u00a030\u00a0901820"


def test_the_household_words_are_the_owners_word_for_word():
    with translation.override("ru"):
        dates = [str(label) for label in RenovationStart.labels]
        rooms = [str(label) for label in Room.labels]

    assert dates == ["уже идет", "скоро приступаем", "в течение полугода", "в течение года"]
    assert rooms == [
        "кухня", "коридор", "прихожая", "ванная", "детская", "спальня", "гостиная", "столовая", "кабинет",
    ]  # fmt: skip


def test_completion_counts_the_answers():
    user = make_customer(first_name="", phone="")
    profile = user.userprofile
    assert profile.completion == 0

    user.first_name, user.last_name, user.phone = "Анна", "Ким", "+79210000000"
    profile.has_children, profile.renovation_planned = False, False
    assert profile.completion == round(500 / 7)

    profile.renovation_planned = True  # two more questions open
    assert profile.completion == round(500 / 9)
    profile.renovation_start, profile.renovation_rooms = "soon", ["kitchen"]
    assert profile.completion == round(700 / 9)

    user.addresses.create(text="Садовая, 1", is_default=True)
    profile.avatar = "avatars/x.webp"
    assert profile.completion == 100


def test_nobody_is_registered_without_the_required_consent():
    from users.errors import ConsentRequired

    with pytest.raises(ConsentRequired):
        accounts.register(email="a@example.com", password=PASSWORD, agreement=Agreement(personal_data=False))

    assert not User.objects.exists()
