"""Promotions, codes and news of the demo."""

from datetime import timedelta
from decimal import Decimal

from wagtail.rich_text import RichText

from catalog.models import CategoryPage, Picture, ProductPage
from core import clock
from home.models import HomePage
from promotions.models import NewsIndexPage, NewsPage, Promotion, PromotionIndexPage, PromotionPage
from promotions.services import create_promotion, create_voucher

from .products import variants_in_order

MONEY = ("value", "min_goods", "max_discount")
AS_THEY_STAND = (
    "title", "description", "benefit", "stacking", "needs_code", "is_choosable", "total_limit",
    "per_customer_limit",
)  # fmt: skip


def make_index(home: HomePage, kind: type, slug: str, texts: dict) -> tuple:
    """The page that lists promotions, or news."""
    if page := kind.objects.first():
        return page, False
    page = kind(slug=slug, show_in_menus=True, search_description=texts["intro"], **texts)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page, True


def make_promotion(texts: dict) -> tuple[Promotion, bool]:
    """The promotion with its codes, known again by its title."""
    if promotion := Promotion.objects.filter(title=texts["title"]).first():
        return promotion, False
    today = clock.today()
    promotion = create_promotion(
        start_date=today + timedelta(days=texts["starts"]),
        end_date=today + timedelta(days=texts["ends"]),
        categories=list(CategoryPage.objects.filter(slug__in=texts["categories"])),
        gift_variant=variants_in_order(ProductPage.objects.get(slug=texts["gift"]))[0]
        if "gift" in texts
        else None,
        **{name: texts[name] for name in AS_THEY_STAND if name in texts},
        **{name: Decimal(texts[name]) for name in MONEY if name in texts},
    )
    for code in texts.get("codes", []):
        create_voucher(promotion.pk, code=code)
    return promotion, True


def make_promotion_page(
    index: PromotionIndexPage, promotion: Promotion, slug: str, texts: dict
) -> tuple[PromotionPage, bool]:
    if page := PromotionPage.objects.filter(slug=slug).first():
        return page, False
    page = PromotionPage(slug=slug, promotion=promotion, **_words(texts), body=_blocks(texts["body"]))
    index.add_child(instance=page)
    page.save_revision().publish()
    return page, True


def make_news(index: NewsIndexPage, texts: dict) -> tuple[NewsPage, bool]:
    if page := NewsPage.objects.filter(slug=texts["slug"]).first():
        return page, False
    day = clock.today() - timedelta(days=texts["days_ago"])
    page = NewsPage(slug=texts["slug"], published_date=day, **_words(texts), content=_blocks(texts["body"]))
    page.tags.add(*texts["tags"])
    index.add_child(instance=page)
    page.save_revision().publish()
    return page, True


def _words(texts: dict) -> dict:
    return {
        "title": texts["title"],
        "intro": texts["intro"],
        "search_description": texts["intro"],
        "picture": _picture(texts["picture"]),
    }


def _picture(slug: str) -> Picture:
    return ProductPage.objects.get(slug=slug).color_image


def _blocks(body: list) -> list[tuple]:
    return [(kind, RichText(value.strip()) if kind == "text" else value) for kind, value in body]
