"""Moderation in the admin: who may, what it does, what it leaves in the log."""

import pytest
from django.urls import reverse

from catalog.enums import ReviewState
from catalog.models import ProductSummary, Review
from istok.roles import MANAGER, MEASURER
from tests.factories.catalog import make_product
from tests.factories.people import make_staff, make_user
from tests.factories.reviews import make_review, states

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"wagtailsnippets_catalog_review:{name}", args=args)


def bulk(action):
    return reverse("wagtail_bulk_action", args=["catalog", "review", action])


def test_list_can_be_narrowed_to_what_waits(client):
    product = make_product()
    make_review(product, comment="Уже на сайте")
    make_review(product, comment="Ждёт проверки", state=ReviewState.PENDING)
    client.force_login(make_staff(MANAGER))

    html = client.get(address("list") + "?state=pending").content.decode()

    assert "Ждёт проверки" in html
    assert "Уже на сайте" not in html


def test_form_publishes_and_answers_through_the_service(client):
    review = make_review(make_product(), rating=4, comment="Свой текст", state=ReviewState.PENDING)
    manager = make_staff(MANAGER)
    client.force_login(manager)

    answer = client.post(
        address("edit", review.pk),
        {"state": "published", "reply": "Спасибо", "rating": "1", "comment": "Чужой текст"},
    )

    assert answer.status_code == 302
    review.refresh_from_db()
    assert (review.state, review.reply, review.moderated_by) == ("published", "Спасибо", manager)
    assert (review.rating, review.comment) == (4, "Свой текст")
    assert ProductSummary.objects.get(product=review.product).rating_sum == 4


@pytest.mark.parametrize(
    ("action", "state", "count"), [("publish_reviews", "published", 2), ("reject_reviews", "rejected", 0)]
)
def test_ticked_reviews_are_decided_at_once(client, action, state, count):
    product = make_product()
    reviews = [make_review(product, state=ReviewState.PENDING) for _number in range(2)]
    client.force_login(make_staff(MANAGER))
    query = "?" + "&".join(f"id={review.pk}" for review in reviews)

    assert client.get(bulk(action) + query).status_code == 200
    assert states(product) == ["pending", "pending"]
    client.post(bulk(action) + query)

    assert states(product) == [state, state]
    assert ProductSummary.objects.get(product=product).rating_count == count


def test_nobody_writes_or_deletes_reviews_in_the_admin(client, admin_user):
    review = make_review(make_product())
    client.force_login(admin_user)

    for name, args in (("add", ()), ("delete", (review.pk,))):
        client.post(address(name, *args), {"state": "published", "reply": "", "rating": 5})
    client.post(bulk("delete") + f"?id={review.pk}")

    assert [left.pk for left in Review.objects.all()] == [review.pk]


@pytest.mark.parametrize("role", [None, MEASURER])
def test_others_have_no_way_in(client, role):
    product = make_product()
    review = make_review(product, state=ReviewState.PENDING)
    client.force_login(make_staff(role) if role else make_user())

    client.post(address("edit", review.pk), {"state": "published", "reply": "x"})
    client.post(bulk("publish_reviews") + f"?id={review.pk}")
    html = client.get(address("list"), follow=True).content.decode()

    assert states(product) == ["pending"]
    assert product.title not in html
