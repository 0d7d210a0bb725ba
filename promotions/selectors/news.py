"""News as visitors read them: the list by pages and tags, one piece, and what the feed tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.models import Page

from catalog.renditions import PictureSet, picture_set, prefetch

from ..models import NewsIndexPage, NewsPage, NewsTag

PER_PAGE = 10
OTHERS_SHOWN = 3
LONGEST_TAG = 100
BRAND = "ИСТОК"


@dataclass(frozen=True, slots=True)
class NewsTile:
    title: str
    url: str
    date: date
    intro: str
    picture: PictureSet | None


@dataclass(frozen=True, slots=True)
class TagLink:
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the list. url: "" for the dots between distant ones."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class NewsList:
    """head: what the base template says to search engines of this page of the list."""

    tiles: Sequence[NewsTile]
    tags: Sequence[TagLink]
    is_tagged: bool
    all_url: str
    feed_url: str
    pages: Sequence[PageLink]
    previous_url: str
    next_url: str
    head: dict[str, str]


@dataclass(frozen=True, slots=True)
class NewsStory:
    """share: the picture for social networks; jsonld: schema.org NewsArticle."""

    picture: PictureSet | None
    share: PictureSet | None
    tags: Sequence[TagLink]
    others: Sequence[NewsTile]
    jsonld: dict


def published_news(index: Page) -> QuerySet[NewsPage]:
    """What visitors may read, newest first."""
    return NewsPage.objects.child_of(index).live().public().order_by("-published_date", "-pk")


def news_list(index: NewsIndexPage, request: HttpRequest, *, tag: str, number: str) -> NewsList:
    """A page of the list. tag: slug of a tag, "" for all. Raises EmptyPage, PageNotAnInteger."""
    base = index.get_url(request) or ""
    news = published_news(index)
    if tag:
        news = news.filter(tagged_items__tag__slug=_searchable(tag))
    with_pictures = news.defer_streamfields().select_related("picture")
    paginator = Paginator(with_pictures.prefetch_related(prefetch("picture", "card")), PER_PAGE)
    page = paginator.page(number)
    tags = _tags_of(news if not tag else published_news(index), base, chosen=tag)

    def address(wanted: int) -> str:
        query = {"tag": tag} if tag else {}
        return _address(base, query | ({"page": str(wanted)} if wanted > 1 else {}))

    return NewsList(
        tiles=[_tile(piece, request) for piece in page],
        tags=tags,
        is_tagged=bool(tag),
        all_url=base,
        feed_url=base + index.reverse_subpage("feed"),
        pages=_pages(paginator, page.number, address),
        previous_url=address(page.number - 1) if page.has_previous() else "",
        next_url=address(page.number + 1) if page.has_next() else "",
        head=_head(index, request, page.number, tag, address(page.number)),
    )


def _searchable(tag: str) -> str:
    """PostgreSQL takes no NUL; a slug is never longer than the column."""
    return "" if "\0" in tag or len(tag) > LONGEST_TAG else tag


def _tags_of(news: QuerySet[NewsPage], base: str, *, chosen: str) -> list[TagLink]:
    used = NewsTag.objects.filter(content_object__in=news.order_by().values("pk")).values("tag")
    return [
        TagLink(tag.name, _address(base, {"tag": tag.slug}), tag.slug == chosen)
        for tag in Tag.objects.filter(pk__in=used).order_by("name")
    ]


def _address(base: str, query: dict[str, str]) -> str:
    return f"{base}?{urlencode(query)}" if query else base


def _pages(paginator: Paginator, number: int, address) -> list[PageLink]:
    if paginator.num_pages < 2:
        return []
    return [
        PageLink(str(each), address(each), each == number)
        if isinstance(each, int)
        else PageLink("", "", False)
        for each in paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
    ]


def _head(index: NewsIndexPage, request: HttpRequest, number: int, tag: str, address: str) -> dict[str, str]:
    """Later pages have titles and addresses of their own; lists of a tag are left to people."""
    head = {"canonical": request.build_absolute_uri(address)}
    if tag:
        head["robots"] = "noindex, follow"
    if number > 1:
        title = index.seo_title or index.title
        head["meta_title"] = _("%(title)s, page %(number)d — ИСТОК") % {"title": title, "number": number}
    return head


def _tile(piece: NewsPage, request: HttpRequest) -> NewsTile:
    return NewsTile(
        title=piece.title,
        url=piece.get_url(request) or "",
        date=piece.published_date,
        intro=piece.intro,
        picture=picture_set(piece.picture, "card", alt=piece.title),
    )


def news_story(piece: NewsPage, request: HttpRequest) -> NewsStory:
    """What a piece of news shows besides its text."""
    index = piece.get_parent()
    picture = piece.picture
    if picture:
        picture.made = list(picture.renditions.all())
    share = None if picture is None or picture.is_svg() else picture_set(picture, "share")
    others = (
        published_news(index)
        .exclude(pk=piece.pk)
        .defer_streamfields()
        .select_related("picture")
        .prefetch_related(prefetch("picture", "card"))[:OTHERS_SHOWN]
    )
    base = index.get_url(request) or ""
    return NewsStory(
        picture=picture_set(picture, "gallery", alt=piece.title),
        tags=[
            TagLink(tag.name, _address(base, {"tag": tag.slug}), False)
            for tag in sorted(piece.tags.all(), key=lambda tag: tag.name)
        ],
        others=[_tile(other, request) for other in others],
        share=share,
        jsonld=_jsonld(piece, request, share),
    )


def _jsonld(piece: NewsPage, request: HttpRequest, share: PictureSet | None) -> dict:
    address = request.build_absolute_uri(piece.get_url(request) or request.path)
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": address,
        "headline": piece.title,
        "description": piece.search_description or piece.intro,
        "datePublished": piece.published_date.isoformat(),
        "dateModified": piece.last_published_at.isoformat() if piece.last_published_at else None,
        "image": [request.build_absolute_uri(share.src)] if share else [],
        "inLanguage": "ru",
        "author": {"@type": "Organization", "name": BRAND, "url": request.build_absolute_uri("/")},
        "publisher": {"@type": "Organization", "name": BRAND, "url": request.build_absolute_uri("/")},
    }
    return {name: value for name, value in facts.items() if value}
