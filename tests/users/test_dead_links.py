"""Links of letters that were used already, or are too old."""

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup

from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

CONFIRM, RESET = "/account/confirm-email/none/", "/account/password/new/none/"


def way_out(client, link) -> tuple[str, list[str]]:
    """What the page says and where its links lead."""
    answer = client.get(link)
    assert answer.status_code == 410
    content = BeautifulSoup(answer.content, "html.parser").select_one("main .door")
    return content.get_text(" ", strip=True), [anchor["href"] for anchor in content.select("a")]


def customer(client, *, verified: bool):
    user = make_user("anna", email="anna@example.com")
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )
    if not verified:
        EmailAddress.objects.create(user=user, email="new@example.com", primary=False, verified=False)
    client.force_login(user)


def test_guest_is_offered_only_the_letter_of_the_link(client):
    assert way_out(client, CONFIRM)[1] == ["/account/login/"]
    assert way_out(client, RESET)[1] == ["/account/password/reset/"]


def test_customer_whose_email_is_confirmed_is_told_so(client):
    customer(client, verified=True)

    words, links = way_out(client, CONFIRM)

    assert "Почта уже подтверждена" in words
    assert links == ["/account/"]


def test_customer_with_a_new_email_is_offered_another_letter(client):
    customer(client, verified=False)

    words, links = way_out(client, CONFIRM)

    assert "подтверждена" not in words
    assert links == ["/account/email/"]
