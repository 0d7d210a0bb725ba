"""Stories of promotions, as visitors and editors meet them."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import PageViewRestriction

from catalog.services.variants import create_variant
from core import clock, outbox, publishing
from promotions.models import PromotionPage
from tests.factories.catalog import make_category, make_product, make_site, make_value
from tests.factories.news import make_promotion_list, make_promotion_page
from tests.factories.people import make_editor
from tests.factories.pictures import make_picture
from tests.factories.promotions import make_gift, make_promotion

pytestmark = pytest.mark.django_db
QUERIES_OF_THE_LIST = 11
QUERIES_OF_A_PAGE = 17
SIZES = {"width_mm": 1, "height_mm": 1, "depth_mm": 1}


def shown(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode().replace("\xa0", " "), "html.parser")


def titles(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(each.text.split()) for each in page.select(selector)]


def test_the_list_tells_what_runs_what_comes_and_what_is_over(client):
    today = clock.today()
    days = lambda count: today + timedelta(days=count)  # noqa: E731
    make_promotion_page("Старая", promotion=make_promotion(start_date=days(-9)))
    make_promotion_page("Свежая", promotion=make_promotion(start_date=days(-1)))
    make_promotion_page("Скорая", promotion=make_promotion(start_date=days(5)))
    make_promotion_page("Прошла", promotion=make_promotion(start_date=days(-9), end_date=days(-1)))
    make_promotion_page("Выключена", promotion=make_promotion(active=False))
    make_promotion_page("Без условий")
    make_promotion_page("Черновик", live=False)

    page = shown(client, "/promotions/")

    assert titles(page, ".promotion-tile__title") == ["Свежая", "Старая", "Без условий", "Скорая"]
    assert titles(page, ".promotion-past__link") == ["Выключена", "Прошла"]
    assert "Скоро:" in page.select(".promotion-tile")[-1].text
    assert "Скидка 10 %." in page.select_one(".promotion-tile").text


def test_without_promotions_the_list_says_so(client):
    make_promotion_list()

    assert "Сейчас акций нет." in shown(client, "/promotions/").main.text


def test_a_page_tells_dates_conditions_and_products(client):
    kitchens = make_category("Кухни", "kuhnya")
    product = make_product("Кухня «Линея»", category=kitchens)
    make_product("Комод «Север»")
    promotion = make_promotion(
        start_date=date(2026, 3, 1), end_date=date(2126, 3, 31), categories=[kitchens],
        min_goods=Decimal(400_000), max_discount=Decimal(50_000), per_customer_limit=1,
    )  # fmt: skip
    story = make_promotion_page("Кухни дешевле", promotion=promotion, intro="Только весной.")

    page = shown(client, story.get_url())

    assert titles(page, ".stamp td") == [
        "Скидка 10 %, но не больше 50 000 ₽.", "с 1 марта 2026 по 31 марта 2126", "Разделы: Кухни.",
        "При покупке от 400 000 ₽.", "1 раз на покупателя.", "Складывается с другими акциями.",
    ]  # fmt: skip
    assert titles(page, ".card__name") == [product.title]
    assert page.h1.text == "Кухни дешевле"
    assert not page.select(".note")


@pytest.mark.parametrize(
    ("fields", "notice", "count"),
    [
        ({"start_date": date(2126, 3, 1)}, "Акция начнётся 1 марта 2126.", 1),
        ({"start_date": date(2020, 1, 1), "end_date": date(2020, 3, 31)},
         "Акция закончилась 31 марта 2020.", 0),
        ({"active": False}, "Эта акция выключена.", 0),
    ],
)  # fmt: skip
def test_a_page_says_when_its_promotion_does_not_run(client, fields, notice, count):
    make_product()
    story = make_promotion_page(promotion=make_promotion(**fields))

    page = shown(client, story.get_url())

    assert titles(page, ".note") == [notice]
    assert len(page.select(".card")) == count


def test_cards_speak_of_the_variants_that_fit(client):
    oak = make_value("facade", "oak")
    product = make_product(sku="ASH", price=50_000)
    create_variant(
        product.pk, sku="OAK", list_price=Decimal(70_000), finish_label="дуб", finish_values=[oak], **SIZES
    )
    story = make_promotion_page(promotion=make_promotion(values=[oak]))

    card = shown(client, story.get_url()).select_one(".card")

    assert "70 000 ₽" in card.text
    assert card.a["href"].endswith("?v=OAK")


def test_no_more_than_eight_products(client):
    for _number in range(9):
        make_product()
    story = make_promotion_page(promotion=make_promotion())

    assert len(shown(client, story.get_url()).select(".card")) == 8


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_promotions(client, count, django_assert_num_queries):
    gift = make_product().variants.get()
    for _number in range(count):
        make_promotion_page(promotion=make_gift(gift), picture=make_picture())
    client.get("/promotions/")

    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        client.get("/promotions/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_products(client, count, django_assert_num_queries):
    products = [make_product() for _number in range(count)]
    promotion = make_promotion(products=products, values=[], categories=[make_category()])
    url = make_promotion_page(promotion=promotion, picture=make_picture()).get_url()
    client.get(url)

    with django_assert_num_queries(QUERIES_OF_A_PAGE):
        client.get(url)


def test_a_restricted_story_is_not_listed(client):
    story = make_promotion_page("Для своих")
    PageViewRestriction.objects.create(page=story, restriction_type="password", password="x")

    assert titles(shown(client, "/promotions/"), ".promotion-tile__title") == []


def test_a_picture_is_shared(client):
    story = make_promotion_page(picture=make_picture(), intro="Только весной.")

    page = shown(client, story.get_url())

    assert page.select_one("meta[property='og:image']")["content"].startswith("http://testserver/media/")
    assert page.select_one("meta[name=description]")["content"] == "Только весной."


def test_an_editor_writes_and_schedules_a_story(client):
    client.force_login(make_editor())
    index, promotion = make_promotion_list(), make_promotion("Весна")
    url = reverse("wagtailadmin_pages:add", args=["promotions", "promotionpage", index.pk])

    form = BeautifulSoup(client.get(url).content, "html.parser")
    client.post(
        url,
        {"title": "Весна", "slug": "vesna", "promotion": promotion.pk, "intro": "", "picture": "",
         "body-count": "0", "go_live_at": "", "expire_at": "2126-01-01 00:00", "action-publish": "1"},
    )  # fmt: skip

    assert form.select_one("[name=promotion]")
    page = PromotionPage.objects.get()
    assert (page.live, page.promotion) == (True, promotion)
    page.expire_at = clock.now() - timedelta(minutes=1)
    page.save()
    publishing.enqueue_scheduled()
    outbox.drain()
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_a_promotion_with_a_story_can_be_deleted_and_the_story_stays(client):
    promotion = make_promotion()
    story = make_promotion_page("Рассказ", promotion=promotion)
    promotion.delete()

    page = shown(client, story.get_url())

    assert page.h1.text == "Рассказ"
    assert not page.select(".stamp")


def test_only_one_list_and_only_under_the_front_page():
    make_site()

    assert make_promotion_list().allowed_subpage_models() == [PromotionPage]
    assert PromotionPage.allowed_parent_page_models() == [type(make_promotion_list())]


def test_breadcrumbs_lead_back(client):
    story = make_promotion_page("Кухни дешевле")

    data = [
        json.loads(each.string)
        for each in shown(client, story.get_url()).select("script[type='application/ld+json']")
    ]

    names = [step["name"] for step in data[0]["itemListElement"]]
    assert names == ["ИСТОК", "Акции", "Кухни дешевле"]
