"""Tokens, and the letters whose links they are."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.logging import redact
from core.models import Outbox
from tests.factories.people import PASSWORD, make_customer, make_user
from users.enums import TokenType
from users.errors import TokenRefused
from users.models import Attempt, UserToken, token_hash
from users.services import letters, tokens
from users.tasks import cleanup_expired_tokens

from .conftest import is_signed_in, link_in, sign_in

NEW = "Novoe-slovo-43"
pytestmark = pytest.mark.django_db


def test_only_the_hash_is_stored():
    raw = UserToken.generate(make_user())

    row = UserToken.objects.get()
    assert (row.token_type, row.token) == (TokenType.REFRESH, token_hash(raw))
    assert raw not in [str(value) for value in UserToken.objects.values_list().get()]
    assert row.expires_at - clock.now() < timedelta(minutes=60, seconds=1)


def test_a_token_in_an_address_does_not_reach_the_log():
    raw = UserToken.generate(make_user())

    assert raw.startswith("istok_")
    for secret in (raw, "istok_" + "a" * 43):  # one in 1,500 has no digit
        assert redact(f"GET /account/password/new/{secret}/ 200") == "GET /account/password/new/[token]/ 200"


def test_a_token_is_valid_until_revoked_or_expired():
    raw = UserToken.generate(make_user(), expires_in_minutes=10)
    row = tokens.find(raw, TokenType.REFRESH)

    assert row.is_valid()
    with clock.hold(clock.now() + timedelta(minutes=10, seconds=1)):
        assert not row.is_valid()
    row.revoke()
    row.refresh_from_db()
    assert not row.is_valid()


def test_a_token_of_one_kind_opens_nothing_else():
    raw = UserToken.generate(make_user(), TokenType.EMAIL_VERIFY)

    for kind in (TokenType.REFRESH, TokenType.PASSWORD_RESET):
        with pytest.raises(TokenRefused):
            tokens.spend(raw, kind)


def test_refresh_rotates_and_reuse_ends_the_family():
    user = make_user()
    first = UserToken.generate(user)
    stranger = UserToken.generate(user)
    _, second = tokens.rotate(first)
    _, third = tokens.rotate(second)

    with pytest.raises(TokenRefused):
        tokens.rotate(first)

    with pytest.raises(TokenRefused):
        tokens.rotate(third)
    assert tokens.rotate(stranger)[0] == user


def test_logout_of_a_programme_ends_its_family():
    raw = UserToken.generate(make_user())
    _, second = tokens.rotate(raw)

    tokens.revoke_family(raw)

    with pytest.raises(TokenRefused):
        tokens.rotate(second)


@pytest.mark.parametrize("change", ["password", "closed"])
def test_a_changed_password_or_a_closed_account_ends_every_token(change):
    user = make_user()
    raw = UserToken.generate(user)
    if change == "password":
        user.set_password(NEW)  # by any road: here the shell, not our service
    else:
        user.is_active = False
    user.save()

    with pytest.raises(TokenRefused):
        tokens.rotate(raw)


@pytest.mark.parametrize("raw", ["", "nonsense", "x" * 10_000, "ключ", "\0", "\ud800"])
def test_nonsense_is_refused(raw):
    with pytest.raises(TokenRefused):
        tokens.rotate(raw)


def test_expired_tokens_are_cleaned_away_and_live_ones_stay():
    user = make_user()
    UserToken.generate(user, expires_in_minutes=5)
    live = UserToken.generate(user, expires_in_minutes=50)

    with clock.hold(clock.now() + timedelta(minutes=6)):
        assert cleanup_expired_tokens() == 1

    assert UserToken.objects.get().token == token_hash(live)


def reset_link(delivered, email="anna@example.com"):
    with delivered() as sent:
        Client().post("/account/password/reset/", {"email": email})
    return link_in(sent[-1])


def test_reset_answers_alike_and_writes_only_to_customers(client, delivered):
    make_customer("anna")
    with delivered() as sent:
        known = client.post("/account/password/reset/", {"email": "ANNA@example.com"})
    with delivered() as unsent:
        unknown = Client().post("/account/password/reset/", {"email": "nobody@example.com"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert client.get(known.url).status_code == 200
    assert [letter.to for letter in sent] == [["anna@example.com"]]
    assert unsent == []


def test_the_outbox_holds_ids_only(client):
    make_customer("anna")

    client.post("/account/password/reset/", {"email": "anna@example.com"})

    row = Outbox.objects.get()
    assert set(row.payload) == {"kind", "user"}
    assert not UserToken.objects.exists()  # the secret is born with the letter
    assert "anna" not in row.key


def test_the_link_sets_a_password_once_and_ends_everything_else(client, delivered):
    user = make_customer("anna")
    old_session, programme = Client(), UserToken.generate(user)
    sign_in(old_session, "anna")
    link = reset_link(delivered)

    assert client.get(link).status_code == 200
    with delivered() as sent:
        response = client.post(link, {"password1": NEW})

    assert response.status_code == 302
    assert sign_in(Client(), "anna", NEW).status_code == 302
    assert sign_in(Client(), "anna", PASSWORD).status_code == 200
    assert old_session.get("/account/").status_code == 302
    with pytest.raises(TokenRefused):
        tokens.rotate(programme)
    assert client.get(link).status_code == client.post(link, {"password1": NEW}).status_code == 410
    assert [letter.to for letter in sent] == [["anna@example.com"]]


def test_a_bad_password_uses_no_link_up(client, delivered):
    make_customer("anna")
    link = reset_link(delivered)

    assert client.post(link, {"password1": "short"}).status_code == 200
    assert client.post(link, {"password1": NEW}).status_code == 302


def test_the_link_expires_and_dies_with_the_email_it_went_to(client, delivered):
    from users.services.accounts import set_email

    user = make_customer("anna")
    link = reset_link(delivered)
    with clock.hold(clock.now() + timedelta(minutes=61)):
        assert client.get(link).status_code == 410

    set_email(user.pk, email="new@example.com", verified=True)
    assert client.get(link).status_code == 410


def test_a_reset_proves_the_email_and_lifts_the_pause(client, delivered):
    user = make_user("anna")
    for _ in range(7):
        sign_in(Client(), "anna", "x", REMOTE_ADDR="203.0.113.5")
    link = reset_link(delivered)

    client.post(link, {"password1": NEW})

    assert user.emailaddress_set.get().verified
    assert not Attempt.objects.filter(door="password").exists()
    assert sign_in(client, "anna", NEW).url != "/account/confirm-email/"


def test_the_email_moves_when_the_new_one_is_proved(client, delivered):
    user = make_customer("anna")
    sign_in(client, "anna")
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    with delivered() as sent:
        client.post("/account/email/", {"email": "New@Example.com", "action_add": "1"})
    user.refresh_from_db()
    assert user.email == "anna@example.com"
    assert sorted(letter.to[0] for letter in sent) == ["anna@example.com", "new@example.com"]

    link = next(link_in(letter) for letter in sent if letter.to == ["new@example.com"])
    client.post(link)
    user.refresh_from_db()
    assert user.email == "new@example.com"
    assert [(row.email, row.verified, row.primary) for row in user.emailaddress_set.all()] == [
        ("new@example.com", True, True)
    ]
    assert sign_in(Client(), "new@example.com").status_code == 302


def test_the_email_of_another_account_cannot_be_taken(client, delivered):
    make_customer("boris")
    user = make_customer("anna")
    sign_in(client, "anna")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    with delivered() as sent:
        client.post("/account/email/", {"email": "boris@example.com", "action_add": "1"})
    links = [link_in(letter) for letter in sent if letter.to == ["boris@example.com"]]

    for link in links:
        client.post(link)

    user.refresh_from_db()
    assert user.email == "anna@example.com"


def test_changing_the_email_asks_for_the_password_first(client):
    make_customer("anna")
    sign_in(client, "anna")

    response = client.post("/account/email/", {"email": "new@example.com", "action_add": "1"})

    assert response.url.startswith("/account/reauthenticate/")


@pytest.mark.parametrize("kind", letters.LETTERS)
def test_every_letter_is_text_and_html_without_markup_in_the_text(kind, mailoutbox):
    user = make_customer("anna", first_name="Анна <b>&")

    assert letters.send(kind, user.pk)

    letter = mailoutbox[0]
    html = letter.alternatives[0].content
    assert letter.to == ["anna@example.com"]
    assert "\n" not in letter.subject
    assert "{" not in letter.body
    assert "Анна <b>&" in letter.body
    assert "<b>" not in html
    assert letter.subject


def test_no_letter_for_a_closed_account(mailoutbox):
    user = make_customer("anna")
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert not letters.send("reset_password", user.pk)
    assert not letters.send("reset_password", 10_000)
    assert mailoutbox == []


def test_opening_a_link_of_another_person_signs_nobody_in(client, delivered):
    make_customer("anna")
    boris = make_user("boris")
    sign_in(client, "anna")
    with delivered() as sent:
        sign_in(Client(), "boris")
    link = link_in(sent[0])

    client.post(link)

    assert boris.emailaddress_set.get().verified
    assert not is_signed_in(client)
