"""Builders of pages about promotions and of news."""

from itertools import count

from home.models import HomePage
from promotions.models import NewsIndexPage, NewsPage, Promotion, PromotionIndexPage, PromotionPage

from .catalog import make_site

_number = count(1)


def make_promotion_list() -> PromotionIndexPage:
    """The page at `/promotions/`; the same one when called again."""
    return PromotionIndexPage.objects.first() or _add_to_front_page(
        PromotionIndexPage(title="Акции", slug="promotions")
    )


def make_promotion_page(title: str = "", *, promotion: Promotion | None = None, **fields) -> PromotionPage:
    number = next(_number)
    page = PromotionPage(
        title=title or f"Акция {number}", slug=f"aktsiya-{number}", promotion=promotion, **fields
    )
    make_promotion_list().add_child(instance=page)
    return page


def make_news_list() -> NewsIndexPage:
    """The page at `/news/`; the same one when called again."""
    return NewsIndexPage.objects.first() or _add_to_front_page(NewsIndexPage(title="Новости", slug="news"))


def make_news(title: str = "", *, tags: tuple[str, ...] = (), **fields) -> NewsPage:
    number = next(_number)
    page = NewsPage(title=title or f"Новость {number}", slug=f"novost-{number}", **fields)
    page.tags.add(*tags)
    make_news_list().add_child(instance=page)
    return page


def _add_to_front_page(page):
    make_site()
    HomePage.objects.get().add_child(instance=page)
    return page
