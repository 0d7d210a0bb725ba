"""Reviews: one each, moderated, counted only when published."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageViewRestriction

from catalog.enums import ReviewState
from catalog.errors import AlreadyReviewed
from catalog.models import ProductPage, ProductSummary, Review
from catalog.services.reviews import moderate_review, submit_review
from tests.factories.catalog import make_product
from tests.factories.people import make_admin, make_user
from tests.factories.reviews import make_review, states

pytestmark = pytest.mark.django_db

# Each tries another way out of the text: a tag, an attribute, an address, an encoding.
TRICKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<body onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</div><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)</script>-->",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=a></form>",
    "<object data=//evil.example/x.swf></object>",
    "<embed src=//evil.example/x.swf>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<template><script>alert(1)</script></template>",
    "{{ request.user.password }}{% csrf_token %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "javascript:alert(1)",
    "<base href=//evil.example/>",
]


def section(client, product, query=""):
    return BeautifulSoup(client.get(product.url + query).content, "html.parser").select_one("#reviews")


def figures(product):
    summary = ProductSummary.objects.get(product=product)
    return summary.rating_count, summary.rating_sum


def test_review_waits_until_staff_publish_it(client):
    product, customer, boss = make_product(), make_user(), make_admin()
    client.force_login(customer)

    answer = client.post(f"/reviews/{product.pk}/", {"rating": "4", "comment": " Хороший комод. "})
    review = Review.objects.get()

    assert answer.headers["Location"] == f"{product.url}#reviews"
    assert (review.user, review.rating, review.comment, review.state) == (
        customer,
        4,
        "Хороший комод.",
        "pending",
    )
    assert figures(product) == (0, 0)
    client.logout()
    assert "Хороший комод." not in section(client, product).get_text()

    moderate_review(review.pk, actor=boss, state=ReviewState.PUBLISHED)

    assert figures(product) == (1, 4)
    assert "Хороший комод." in section(client, product).get_text()


def test_author_sees_the_review_that_waits_and_no_form(client):
    product, customer = make_product(), make_user()
    make_review(product, comment="Жду проверки", state=ReviewState.PENDING, user=customer)
    client.force_login(customer)

    shown = section(client, product)

    assert "Жду проверки" in shown.get_text()
    assert "Ваш будет первым" not in shown.get_text()
    assert shown.form is None


def test_second_review_of_a_product_is_refused_and_writes_nothing(client):
    product, customer = make_product(), make_user()
    make_review(product, comment="Первый", user=customer)
    client.force_login(customer)

    answer = client.post(f"/reviews/{product.pk}/", {"rating": "1", "comment": "Второй"}, follow=True)

    assert [review.comment for review in Review.objects.all()] == ["Первый"]
    assert BeautifulSoup(answer.content, "html.parser").select_one(".note--bad")
    with pytest.raises(AlreadyReviewed):
        submit_review(product.pk, user=customer, rating=1, comment="")


@pytest.mark.parametrize("rating", ["", "0", "6", "-1", "пять", "5.5", "99999999999"])
def test_review_without_stars_comes_back_with_what_was_typed(client, rating):
    product = make_product()
    client.force_login(make_user())

    answer = client.post(f"/reviews/{product.pk}/", {"rating": rating, "comment": "Мой текст"})

    assert answer.status_code == 422
    assert not Review.objects.exists()
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("textarea[name='comment']").get_text().strip() == "Мой текст"
    assert page.select_one(".field__error")


def test_mistakes_are_told_at_the_form_and_the_address_can_be_opened_again(client):
    product = make_product()
    client.force_login(make_user())

    answer = client.post(f"/reviews/{product.pk}/", {"comment": "Хороший"})
    summary = BeautifulSoup(answer.content, "html.parser").select_one(".review__form .errors[autofocus]")
    assert summary.a["href"] == "#id_rating_0"
    assert BeautifulSoup(answer.content, "html.parser").select_one("#id_rating_0")

    again = client.get(f"/reviews/{product.pk}/")
    assert again["Location"] == f"{product.url}#reviews"


def test_comment_may_be_empty_but_not_endless(client):
    product = make_product()
    client.force_login(make_user())

    assert client.post(f"/reviews/{product.pk}/", {"rating": "5", "comment": "я" * 3001}).status_code == 422
    assert client.post(f"/reviews/{product.pk}/", {"rating": "5", "comment": ""}).status_code == 302
    assert Review.objects.get().comment == ""


def test_guest_is_asked_to_log_in_and_comes_back(client):
    product = make_product()

    link = section(client, product).select_one("a.btn")
    answer = client.post(f"/reviews/{product.pk}/", {"rating": "5"})

    assert link["href"].endswith(f"?next={product.url}%23reviews")
    assert answer.status_code == 302
    assert f"next={product.url}%23reviews" in answer.headers["Location"]
    assert not Review.objects.exists()


def test_product_that_is_not_on_the_site_takes_no_reviews(client):
    product, customer = make_product(live=False), make_user()
    client.force_login(customer)

    assert client.post(f"/reviews/{product.pk}/", {"rating": "5"}).status_code == 404
    assert client.post("/reviews/999999/", {"rating": "5"}).status_code == 404
    with pytest.raises(ProductPage.DoesNotExist):
        submit_review(product.pk, user=customer, rating=5, comment="")


def test_who_has_the_pages_password_may_review_and_nobody_else(client):
    product = make_product()
    bar = PageViewRestriction.objects.create(page=product, restriction_type="password", password="тайна")
    client.force_login(make_user())
    answer = {"rating": "5", "comment": "Отлично"}
    assert client.post(f"/reviews/{product.pk}/", answer).status_code == 404

    door = reverse("wagtailcore_authenticate_with_password", args=(bar.pk, product.pk))
    client.post(door, {"password": "тайна", "return_url": product.url})
    assert "reviews/" in client.get(product.url).content.decode()
    client.post(f"/reviews/{product.pk}/", answer)

    assert Review.objects.get().product_id == product.pk


def test_average_is_hidden_until_there_are_three(client):
    product = make_product()
    make_review(product, rating=5)
    make_review(product, rating=4)
    assert section(client, product).select_one(".reviews__average") is None

    make_review(product, rating=4)

    assert section(client, product).select_one(".reviews__average").get_text() in {"4,3", "4.3"}
    bars = [row.select_one(".num").get_text() for row in section(client, product).select(".bars__row")]
    assert bars == ["1", "2", "0", "0", "0"]
    assert figures(product) == (3, 13)


def test_rejected_review_leaves_the_page_and_the_rating(client):
    product, boss = make_product(), make_admin()
    reviews = [make_review(product, rating=rating, comment=f"№ {rating}") for rating in (5, 5, 1)]

    moderate_review(reviews[2].pk, actor=boss, state=ReviewState.REJECTED)

    assert figures(product) == (2, 10)
    assert "№ 1" not in section(client, product).get_text()
    assert states(product) == ["published", "published", "rejected"]


def test_moderating_twice_is_one_decision_with_one_log_line():
    review, boss = make_review(make_product(), state=ReviewState.PENDING), make_admin()

    for _time in range(2):
        moderate_review(review.pk, actor=boss, state=ReviewState.PUBLISHED, reply="Спасибо!")

    actions = ModelLogEntry.objects.filter(object_id=review.pk).values_list("action", flat=True)
    assert sorted(actions) == ["catalog.review.publish", "catalog.review.reply"]
    review.refresh_from_db()
    assert (review.moderated_by, review.reply) == (boss, "Спасибо!")


@pytest.mark.parametrize("who", ["customer", "author"])
def test_only_staff_with_the_right_moderate(who):
    review = make_review(make_product(), state=ReviewState.PENDING)
    actor = review.user if who == "author" else make_user()

    with pytest.raises(PermissionDenied):
        moderate_review(review.pk, actor=actor, state=ReviewState.PUBLISHED)

    review.refresh_from_db()
    assert review.state == ReviewState.PENDING


def test_shops_reply_and_verified_mark_are_shown(client):
    product, boss = make_product(), make_admin()
    review = make_review(product, comment="Ждали на три дня дольше")
    assert section(client, product).select_one(".review__mark") is None

    moderate_review(review.pk, actor=boss, state=ReviewState.PUBLISHED, reply="Подъём сделали бесплатно")
    Review.objects.update(verified=True)

    shown = section(client, product)
    assert "Подъём сделали бесплатно" in shown.select_one(".review__reply").get_text()
    assert shown.select_one(".review__mark")


def test_author_is_a_name_with_an_initial_and_never_an_address(client):
    product = make_product()
    make_review(product, user=make_user("anna", first_name="Анна", last_name="Королёва"))
    make_review(product, user=make_user("secret-login"))

    html = str(section(client, product))

    assert "Анна К." in html
    assert "Королёва" not in html
    assert "secret-login" not in html


def test_reviews_come_ten_a_page_newest_first(client):
    product = make_product()
    for number in range(12):
        make_review(product, comment=f"Отзыв {number:02d}")

    first, second = section(client, product), section(client, product, "?reviews=2")

    assert [text.get_text(strip=True) for text in first.select(".review__text")] == [
        f"Отзыв {number:02d}" for number in range(11, 1, -1)
    ]
    assert [text.get_text(strip=True) for text in second.select(".review__text")] == ["Отзыв 01", "Отзыв 00"]


@pytest.mark.parametrize("page", ["0", "-1", "99", "9" * 30, "два", "", "1.5", "٣"])
def test_absurd_page_of_reviews_is_answered_with_a_page(client, page):
    product = make_product()
    make_review(product, comment="Единственный")

    shown = section(client, product, f"?reviews={page}")

    assert "Единственный" in shown.get_text() or shown.select_one("a[href='?#reviews']")


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_in_a_review_stay_text(client, trick):
    product, boss = make_product(), make_admin()
    author = make_user(first_name=trick[:150], last_name=trick[:150])
    for _number in range(2):
        make_review(product)
    review = make_review(product, comment=trick, user=author)
    moderate_review(review.pk, actor=boss, state=ReviewState.PUBLISHED, reply=trick)

    site = client.get(product.url)
    client.force_login(boss)
    addresses = [
        reverse("wagtailsnippets_catalog_review:list"),
        reverse("wagtailsnippets_catalog_review:edit", args=[review.pk]),
        reverse("wagtailsnippets_catalog_review:inspect", args=[review.pk]),
    ]
    pages = [site, *(client.get(address, follow=True) for address in addresses)]

    for answer in pages:
        assert answer.status_code == 200
        html = answer.content.decode()
        assert product.title in html
        page = BeautifulSoup(html, "html.parser")
        assert not [
            script
            for script in page.select("script")
            if script.string
            and "alert(1)" in script.string
            and script.get("type") not in {"application/ld+json", "application/json"}
        ]
        assert not page.select(
            "[onerror], [onload], [onfocus], [ontoggle], [href*='evil.example'], [src*='evil']"
        )
        assert not page.select("a[href^='javascript:'], iframe[src^='javascript:'], base, object, embed")
        if "<" in trick:
            assert trick not in html
    text = " ".join(pages[0].content.decode().split())
    assert BeautifulSoup(text, "html.parser").select_one(".review__text").get_text(strip=True) == " ".join(
        trick.split()
    )


def test_a_review_that_leaves_with_its_author_takes_its_stars_along():
    product, boss = make_product(), make_admin()
    reviews = [make_review(product, rating=rating, state=ReviewState.PENDING) for rating in (5, 4)]
    for review in reviews:
        moderate_review(review.pk, actor=boss, state=ReviewState.PUBLISHED)

    reviews[0].user.delete()

    assert figures(product) == (1, 4)
    assert product.summary.popularity == 1
