"""News: the list by pages and tags, one piece, the feed, and going live at a set time."""

import json
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core import clock, outbox, publishing
from istok.roles import MANAGER
from promotions.models import NewsPage
from tests.factories.news import make_news, make_news_list
from tests.factories.people import make_customer, make_editor, make_staff
from tests.factories.pictures import make_picture

pytestmark = pytest.mark.django_db
QUERIES_OF_THE_LIST = 13
QUERIES_OF_A_PIECE = 15


def shown(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode().replace("\xa0", " "), "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [" ".join(each.text.split()) for each in page.select(".news-tile__title")]


def test_news_stand_newest_first_by_their_own_date(client):
    make_news("Вторая", published_date=date(2026, 3, 2))
    make_news("Первая", published_date=date(2026, 3, 1), intro="О мастерской")
    make_news("Третья", published_date=date(2026, 3, 3))
    make_news("Черновик", live=False)
    closed = make_news("Для своих")
    PageViewRestriction.objects.create(page=closed, restriction_type="password", password="x")

    page = shown(client, "/news/")

    assert titles(page) == ["Третья", "Вторая", "Первая"]
    assert "1 марта 2026" in page.select(".news-tile")[-1].text
    assert page.select_one("link[type='application/rss+xml']")["href"] == "/news/feed/"


def test_the_list_has_pages_with_addresses_of_their_own(client):
    for number in range(12):
        make_news(f"Новость {number:02}", published_date=date(2026, 3, 1) + timedelta(days=number))

    first, second = shown(client, "/news/"), shown(client, "/news/?page=2")

    assert len(titles(first)) == 10
    assert titles(second) == ["Новость 01", "Новость 00"]
    assert first.select_one("[rel=next]")["href"] == "/news/?page=2"
    assert second.select_one("[rel=prev]")["href"] == "/news/"
    assert second.select_one("link[rel=canonical]")["href"] == "http://testserver/news/?page=2"
    assert "страница 2" in second.title.text
    assert [client.get(f"/news/?page={bad}").status_code for bad in ("3", "0", "x", "9" * 30)] == [404] * 4


def test_tags_narrow_the_list(client):
    make_news("О складе", tags=("склад", "новинки"), published_date=date(2026, 3, 2))
    make_news("О людях", tags=("мастерская",), published_date=date(2026, 3, 1))
    make_news("Черновик", tags=("тайна",), live=False)

    page = shown(client, "/news/?tag=склад")

    assert titles(page) == ["О складе"]
    assert [chip.text for chip in page.select(".news-tags .chip")] == [
        "Все новости", "мастерская", "новинки", "склад",
    ]  # fmt: skip
    assert page.select_one(".chip--on").text == "склад"
    assert page.select_one("meta[name=robots]")["content"] == "noindex, follow"


@pytest.mark.parametrize("tag", ["нет-такой", "%00", "я" * 500])
def test_an_unknown_tag_says_so(client, tag):
    make_news()

    assert "Новостей с такой меткой нет." in shown(client, f"/news/?tag={tag}").main.text


def test_a_piece_has_its_text_tags_and_others(client):
    make_news("Другая", published_date=date(2026, 3, 1))
    piece = make_news(
        "Стена образцов",
        published_date=date(2026, 3, 8),
        intro="Эмаль и шпон",
        picture=make_picture(),
        tags=("мастерская",),
        content=[("heading", "Где смотреть")],
    )

    page = shown(client, piece.get_url())

    assert (page.h1.text, page.time["datetime"]) == ("Стена образцов", "2026-03-08")
    assert page.select_one(".story h2").text == "Где смотреть"
    assert page.select_one(".news__tags a")["href"] == (
        "/news/?tag=%D0%BC%D0%B0%D1%81%D1%82%D0%B5%D1%80%D1%81%D0%BA%D0%B0%D1%8F"
    )
    assert titles(page) == ["Другая"]


def test_search_engines_are_told_of_an_article(client):
    piece = make_news("Стена образцов", published_date=date(2026, 3, 8), picture=make_picture())

    page = shown(client, piece.get_url())

    data = [json.loads(each.string) for each in page.select("script[type='application/ld+json']")]
    article = next(each for each in data if each["@type"] == "NewsArticle")
    assert (article["headline"], article["datePublished"]) == ("Стена образцов", "2026-03-08")
    assert article["mainEntityOfPage"] == f"http://testserver{piece.get_url()}"
    assert article["image"][0].startswith("http://testserver/media/")
    assert page.select_one("meta[property='og:image']")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_news(client, count, django_assert_num_queries):
    pieces = [make_news(picture=make_picture(), tags=("склад",)) for _number in range(count + 1)]
    client.get("/news/")

    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        client.get("/news/")
    with django_assert_num_queries(QUERIES_OF_A_PIECE):
        client.get(pieces[0].get_url())


def test_the_feed_holds_published_news_with_full_addresses(client):
    piece = make_news(
        "Стена & образцы", published_date=date(2026, 3, 8), intro="Эмаль < шпон", tags=("мастерская",)
    )
    make_news("Черновик", live=False)

    response = client.get("/news/feed/")

    assert response["Content-Type"].startswith("application/rss+xml")
    channel = ET.fromstring(response.content).find("channel")
    item = channel.find("item")
    assert (channel.findtext("title"), channel.findtext("language")) == ("Новости — ИСТОК", "ru")
    assert [each.findtext("title") for each in channel.iter("item")] == ["Стена & образцы"]
    assert item.findtext("description") == "Эмаль < шпон"
    assert item.findtext("link") == item.findtext("guid") == f"http://testserver{piece.get_url()}"
    assert item.findtext("pubDate") == "Sun, 08 Mar 2026 00:00:00 +0300"
    assert item.findtext("category") == "мастерская"


def test_an_unknown_address_under_the_news_is_not_found(client):
    make_news_list()

    assert client.get("/news/feed/more/").status_code == 404
    assert client.get("/news/2026/").status_code == 404


def test_a_restricted_list_keeps_its_feed_too(client):
    make_news("Тайна")
    PageViewRestriction.objects.create(page=make_news_list(), restriction_type="password", password="x")

    for url in ("/news/", "/news/feed/"):
        assert "Тайна" not in client.get(url, follow=True).content.decode()


def form(**changes) -> dict:
    return {
        "title": "Склад", "slug": "sklad", "published_date": "2026-03-08", "intro": "", "picture": "",
        "content-count": "0", "tags": "склад, новинки", "go_live_at": "", "expire_at": "", **changes,
    }  # fmt: skip


def test_an_editor_publishes_news_at_a_set_time(client):
    client.force_login(make_editor())
    url = reverse("wagtailadmin_pages:add", args=["promotions", "newspage", make_news_list().pk])
    tomorrow = timezone.localtime(clock.now() + timedelta(hours=23)).strftime("%Y-%m-%d %H:%M")

    client.post(url, form(go_live_at=tomorrow, **{"action-publish": "1"}))
    page = NewsPage.objects.get()
    before = page.live, page.approved_schedule
    past = clock.now() - timedelta(days=1)
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at, revision.content["go_live_at"] = past, past.isoformat()
    revision.save()
    publishing.enqueue_scheduled()
    outbox.drain()

    page.refresh_from_db()
    assert before == (False, True)
    assert (page.live, sorted(tag.name for tag in page.tags.all())) == (True, ["новинки", "склад"])


def test_news_and_its_list_can_be_previewed():
    piece = make_news("Стена образцов", tags=("мастерская",))
    piece.title = "Ещё не сохранено"

    assert "Ещё не сохранено" in piece.make_preview_request().content.decode()
    assert "Стена" in make_news_list().make_preview_request().content.decode()
    unsaved = NewsPage(
        title="Новая", slug="novaya", path="0001000200020009", depth=4, url_path="/istok/news/n/"
    )
    assert "Новая" in unsaved.make_preview_request().content.decode()


def test_only_staff_with_rights_on_pages_write_news(client):
    url = reverse("wagtailadmin_pages:add", args=["promotions", "newspage", make_news_list().pk])
    people = {"manager": make_staff(MANAGER), "customer": make_customer(), "editor": make_editor()}
    answers = {"anonymous": client.post(url, form()).status_code}
    for name, person in people.items():
        client.force_login(person)
        client.post(url, form(slug=name, **{"action-publish": "1"}))
        answers[name] = NewsPage.objects.filter(slug=name).exists()

    assert answers == {"anonymous": 302, "manager": False, "customer": False, "editor": True}
