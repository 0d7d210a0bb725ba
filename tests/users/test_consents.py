"""The journal of consents: it only grows, and a changed text is asked about again."""

import csv
import io
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse

from istok.roles import EDITOR
from tests.factories.people import make_admin, make_customer, make_staff, make_user
from users.enums import Decision, Purpose
from users.errors import TextChanged
from users.models import AppendOnlyError, Consent, ConsentText
from users.services import consents

from .conftest import sign_in

pytestmark = pytest.mark.django_db


def test_rows_are_neither_changed_nor_deleted():
    user = make_customer()
    for row in (Consent.objects.get(), ConsentText.objects.first()):
        model = type(row)
        for attempt in (
            row.save,
            row.delete,
            lambda model=model: model.objects.update(purpose="mailing"),
            lambda model=model: model.objects.all().delete(),
            lambda model=model, row=row: model.objects.bulk_update([row], ["purpose"]),
        ):
            with pytest.raises(AppendOnlyError):
                attempt()
    assert consents.is_given(user, Purpose.PERSONAL_DATA)


def test_the_row_outlives_the_account():
    user = make_customer("anna")

    user.delete()

    row = Consent.objects.get()
    assert (row.user_id, row.email) == (None, "anna@example.com")


def test_a_version_is_published_once():
    text = consents.current_text(Purpose.MAILING)

    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentText.objects.create(purpose=Purpose.MAILING, version=text.version, text="x")


def test_the_mailing_is_given_and_taken_back_in_one_press(client):
    user = make_customer(mailing=False)
    client.force_login(user)

    client.post("/account/mailing/", {"decision": "given", "version": "1"})
    assert consents.is_given(user, Purpose.MAILING)
    client.post(
        "/account/mailing/", {"decision": "given", "version": "1"}
    )  # nothing changes, nothing is written
    client.post("/account/mailing/", {"decision": "withdrawn"})
    assert not consents.is_given(user, Purpose.MAILING)
    client.post("/account/mailing/", {"decision": "nonsense"})

    decisions = (
        Consent.objects.filter(purpose=Purpose.MAILING).order_by("pk").values_list("decision", flat=True)
    )
    assert list(decisions) == [Decision.GIVEN, Decision.WITHDRAWN]


@pytest.mark.parametrize("forged", [None, "", "x", "²", "9" * 5000])
def test_the_mailing_is_given_to_the_text_on_the_screen(client, forged):
    user = make_customer(mailing=False)
    client.force_login(user)
    page = client.get("/account/consents/").content.decode()
    seen = re.search(r'name="version" value="(\d+)"', page).group(1)
    consents.publish_text(Purpose.MAILING, text="Новая редакция")

    form = {"decision": "given", "version": seen if forged is None else forged}
    answer = client.post("/account/mailing/", form, follow=True)

    assert not consents.is_given(user, Purpose.MAILING)
    assert [str(message) for message in answer.context["messages"]] == [TextChanged().message]
    shown = answer.content.decode()
    assert 'name="version" value="2"' in shown
    assert "/account/consents/mailing/2/" in shown


def test_a_changed_text_is_asked_about_at_the_next_visit(client):
    user = make_customer("anna")
    consents.publish_text(Purpose.PERSONAL_DATA, text="Новая редакция согласия")

    response = client.post(
        "/account/login/", {"login": "anna", "password": "Verno-slovo-42", "next": "/catalog/"}
    )
    assert response.url == "/account/consents/renew/?next=%2Fcatalog%2F"
    page = client.get(response.url).content.decode()
    assert "Новая редакция согласия" in page
    assert "checked" not in page[page.index("<main") :]

    answer = client.post(
        response.url, {"consent_personal_data": "on", "version_personal_data": "2", "next": "/catalog/"}
    )
    assert answer.url == "/catalog/"
    assert consents.standing(user, Purpose.PERSONAL_DATA).text_version == 2
    assert consents.to_ask_again(user) == []
    assert client.get("/account/").status_code == 200


def test_an_open_session_is_asked_in_the_account(client):
    make_customer("anna")
    sign_in(client, "anna")
    consents.publish_text(Purpose.PERSONAL_DATA, text="Новая редакция")

    assert client.get("/account/addresses/").url.startswith("/account/consents/renew/")
    client.post("/account/consents/renew/", {"later": "1", "next": "/account/addresses/"})
    assert client.get("/account/addresses/").status_code == 200


def test_a_mailing_left_unticked_ends(client):
    user = make_customer("anna", mailing=True)
    client.force_login(user)
    consents.publish_text(Purpose.MAILING, text="Новая редакция")

    client.post("/account/consents/renew/", {"version_mailing": "2"})

    assert not consents.is_given(user, Purpose.MAILING)


def test_an_answer_to_an_outdated_text_is_not_taken(client):
    user = make_customer("anna")
    client.force_login(user)
    consents.publish_text(Purpose.PERSONAL_DATA, text="Вторая")
    consents.publish_text(Purpose.PERSONAL_DATA, text="Третья")

    client.post("/account/consents/renew/", {"consent_personal_data": "on", "version_personal_data": "2"})

    assert consents.standing(user, Purpose.PERSONAL_DATA).text_version == 1


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "/\t/evil.example"],
)
def test_the_question_leads_nowhere_else(client, target):
    client.force_login(make_user())

    assert client.post("/account/consents/renew/", {"later": "1", "next": target}).url == "/account/"


def test_the_journal_shows_the_text_that_stood_then(client):
    user = make_customer("anna")
    old = consents.current_text(Purpose.PERSONAL_DATA).text
    consents.publish_text(Purpose.PERSONAL_DATA, text="Совсем новая редакция")
    consents.record(user, Purpose.PERSONAL_DATA, Decision.GIVEN, source="renewal")
    client.force_login(user)

    rows = client.get("/account/consents/").context["journal"]

    assert [(row.text_version, text.text) for row, text in rows] == [(2, "Совсем новая редакция"), (1, old)]


def test_older_texts_stay_readable_and_unknown_ones_are_unknown(client):
    first = consents.current_text(Purpose.MAILING)
    consents.publish_text(Purpose.MAILING, text="Вторая редакция")

    assert first.text.split("\n")[0] in client.get("/account/consents/mailing/1/").content.decode()
    assert "Вторая редакция" in client.get("/account/consents/mailing/").content.decode()
    for unknown in ("mailing/9", "nonsense", "mailing/99999999999999999999"):
        assert client.get(f"/account/consents/{unknown}/").status_code == 404


def test_staff_are_not_asked_and_publish_new_versions_only(client):
    client.force_login(make_admin())
    assert client.get("/account/").status_code == 200

    client.post("/admin/consent-texts/new/", {"purpose": "mailing", "text": "Из админки"})

    newest = ConsentText.objects.filter(purpose="mailing").first()
    assert (newest.version, newest.text) == (2, "Из админки")
    before = ConsentText.objects.count()
    for action in ("edit", "delete"):
        client.post(f"/admin/consent-texts/{action}/{newest.pk}/", {"purpose": "mailing", "text": "подмена"})
    client.post("/admin/consents/new/", {"purpose": "mailing"})
    assert ConsentText.objects.count() == before
    assert ConsentText.objects.get(pk=newest.pk).text == "Из админки"
    assert not Consent.objects.exists()


def test_editors_cannot_publish_a_consent(client):
    client.force_login(make_staff(EDITOR))

    client.post("/admin/consent-texts/new/", {"purpose": "mailing", "text": "Из админки"})

    assert not ConsentText.objects.filter(text="Из админки").exists()


def test_the_journals_spreadsheet_carries_no_formula(client):
    formula = "=cmd|' /C calc'!A0"
    customer = make_customer()
    request = RequestFactory(headers={"user-agent": formula}).get("/")
    consents.record(customer, Purpose.MAILING, Decision.GIVEN, source="account", request=request)
    client.force_login(make_admin())

    table = client.get(reverse("consents:index") + "?export=csv")
    cells = [cell for row in csv.reader(io.StringIO(table.getvalue().decode())) for cell in row]

    assert "'" + formula in cells
    assert formula not in cells
