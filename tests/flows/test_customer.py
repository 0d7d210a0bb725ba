"""A customer from the first visit to a review that others read."""

import re

import pytest
from django.test import Client

from istok.roles import MANAGER
from tests.factories.catalog import make_product
from tests.factories.people import PASSWORD, make_staff
from tests.factories.reviews import make_review

from .visitor import Visitor, text_of

pytestmark = pytest.mark.django_db


def test_from_sign_up_to_a_review_that_moves_the_rating(django_capture_on_commit_callbacks, mailoutbox):
    product = make_product("Комод «Зимний»")
    for stars in (5, 5):
        make_review(product, rating=stars)
    staff = make_staff(MANAGER, "manager")
    anna, stranger, manager = (Visitor(Client(), django_capture_on_commit_callbacks) for _ in range(3))

    # She opens an account; nobody gets in before the link in the letter is pressed.
    page = anna.fill(
        "/account/signup/",
        form="main form[method=post]",
        first_name="Анна",
        email="anna@example.com",
        password1=PASSWORD,
        consent_personal_data="on",
    )
    assert "Загляните в почту" in text_of(page)
    assert anna.client.get("/account/").status_code == 302
    letter = mailoutbox[-1]
    assert letter.to == ["anna@example.com"]
    anna.fill(re.search(r"http://localhost:8000(/account/confirm-email/\S+)", letter.body)[1])

    # She tells of her household, and the account knows how much is left to ask.
    before = text_of(anna.open("/account/"))
    questions = "form:has([name=has_children])"
    anna.fill("/account/household/", form=questions, has_children="yes", renovation_planned="no")
    after = text_of(anna.open("/account/"))
    assert [re.search(r"(\d+)\s*%", page)[1] for page in (before, after)] == ["14", "43"]

    # Her review is hers alone until the staff have read it.
    anna.fill(product.url, form=".review__form", rating="2", comment="Ящики скрипят.")
    assert "Ящики скрипят." in text_of(anna.open(product.url), "#reviews")
    reviews = text_of(stranger.open(product.url), "#reviews")
    assert "Ящики скрипят." not in reviews
    assert "4,0" not in reviews

    manager.fill("/account/login/", login=staff.username, password=PASSWORD)
    waiting = manager.open("/admin/snippets/catalog/review/?state=pending")
    review = waiting.select_one('main table a[href*="/review/edit/"]')["href"]
    form = 'form[action*="/review/edit/"]'
    manager.fill(review, form=form, state="published", reply="Пришлём мастера.")

    # (5 + 5 + 2) / 3 = 4.0, for everybody, on the product page and on its card.
    reviews = text_of(stranger.open(product.url), "#reviews")
    assert "Ящики скрипят." in reviews
    assert "Пришлём мастера." in reviews
    assert "4,0" in reviews
    assert "4,0" in text_of(stranger.open("/catalog/komod/"))
