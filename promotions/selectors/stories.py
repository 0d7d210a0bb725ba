"""Promotions as visitors read of them: the list, and one with its conditions and products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.renditions import PictureSet, picture_set, prefetch
from catalog.selectors.cards import Card, cards
from catalog.selectors.visibility import listed_variants

from ..conditions import conditions, dates, promise_of
from ..enums import Phase
from ..models import Promotion, PromotionIndexPage, PromotionPage
from ..scope import variants_in
from ..words import day

CARDS_SHOWN = 8
OVER_SHOWN = 12
WITH_PROMOTION = ("promotion__gift_variant__product",)


@dataclass(frozen=True, slots=True)
class PromotionTile:
    """A promotion in the list. dates, promise: "" where a page has no promotion behind it."""

    title: str
    url: str
    intro: str
    picture: PictureSet | None
    phase: Phase
    dates: str
    promise: str

    @property
    def is_coming(self) -> bool:
        return self.phase == Phase.COMING


@dataclass(frozen=True, slots=True)
class PromotionList:
    """open: in force, the latest first, then coming, the nearest first; over: the latest first."""

    open: Sequence[PromotionTile]
    over: Sequence[PromotionTile]


@dataclass(frozen=True, slots=True)
class PromotionStory:
    """What a promotion's page tells besides the editor's words. notice: why it does not run now, or ""."""

    picture: PictureSet | None
    share: PictureSet | None
    phase: Phase
    notice: str
    dates: str
    promise: str
    conditions: Sequence[str]
    cards: Sequence[Card]

    @property
    def is_in_force(self) -> bool:
        return self.phase == Phase.IN_FORCE


def promotion_list(index: PromotionIndexPage, request: HttpRequest, *, today: date) -> PromotionList:
    pages = (
        PromotionPage.objects.child_of(index)
        .live()
        .public()
        .select_related("picture", *WITH_PROMOTION)
        .prefetch_related(prefetch("picture", "card"))
        .defer_streamfields()
        .order_by("path")
    )
    tiles = [_tile(page, request, today) for page in pages]
    begins = [page.promotion.start_date if page.promotion else date.min for page in pages]
    soonest = [tiles[place] for place in sorted(range(len(tiles)), key=begins.__getitem__)]
    latest = soonest[::-1]
    return PromotionList(
        open=[tile for tile in latest if tile.phase == Phase.IN_FORCE]
        + [tile for tile in soonest if tile.phase == Phase.COMING],
        over=[tile for tile in latest if tile.phase in {Phase.OVER, Phase.OFF}][:OVER_SHOWN],
    )


def _tile(page: PromotionPage, request: HttpRequest, today: date) -> PromotionTile:
    promotion = page.promotion
    return PromotionTile(
        title=page.title,
        url=page.get_url(request) or "",
        intro=page.intro,
        picture=picture_set(page.picture, "card", alt=page.title),
        phase=promotion.phase(today) if promotion else Phase.IN_FORCE,
        dates=dates(promotion) if promotion else "",
        promise=promise_of(promotion) if promotion else "",
    )


def promotion_story(page: PromotionPage, *, today: date) -> PromotionStory:
    picture = page.picture
    if picture:
        picture.made = list(picture.renditions.all())
    promotion = (
        Promotion.objects.select_related("gift_variant__product").filter(pk=page.promotion_id).first()
        if page.promotion_id
        else None
    )
    phase = promotion.phase(today) if promotion else Phase.IN_FORCE
    return PromotionStory(
        picture=picture_set(picture, "gallery", alt=page.title),
        share=None if picture is None or picture.is_svg() else picture_set(picture, "share"),
        phase=phase,
        notice=_notice(promotion, phase) if promotion else "",
        dates=dates(promotion) if promotion else "",
        promise=promise_of(promotion) if promotion else "",
        conditions=conditions(promotion) if promotion else (),
        cards=_cards(promotion) if promotion and phase in {Phase.IN_FORCE, Phase.COMING} else (),
    )


def _notice(promotion: Promotion, phase: Phase) -> str:
    if phase == Phase.OVER:
        return _("This promotion ended on %(day)s.") % {"day": day(promotion.end_date)}
    if phase == Phase.OFF:
        return _("This promotion is switched off.")
    if phase == Phase.COMING:
        return _("This promotion starts on %(day)s.") % {"day": day(promotion.start_date)}
    return ""


def _cards(promotion: Promotion) -> Sequence[Card]:
    """The most popular products of a promotion; each card speaks of the variants that fit."""
    fitting = variants_in(promotion.scope).values("pk")
    listed = list(
        listed_variants()
        .filter(variant_id__in=fitting)
        .order_by("-sort_popularity", "product_id")
        .values_list("product_id", "sort_popularity")
        .distinct()[:CARDS_SHOWN]
    )
    chosen = [product_id for product_id, _popularity in listed]
    if not promotion.scope.get("values"):
        return cards(chosen)
    matching = listed_variants().filter(product_id__in=chosen, variant_id__in=fitting)
    return cards(chosen, matching=set(matching.values_list("variant_id", flat=True)))
