"""Making, changing and deleting promotions: the only writer of `Promotion.scope`."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError

from catalog.models import CategoryPage, FacetValue, ProductPage
from core.background import enqueue_after_commit

from ..enums import Benefit
from ..errors import LimitBelowUses, PromotionChanged, PromotionInUse
from ..models import CustomerUse, Promotion
from .prices import refuse_raised_prices

APPLY_PRICES = "promotions.apply_prices"


@transaction.atomic
def create_promotion(
    *,
    categories: Iterable[CategoryPage] = (),
    products: Iterable[ProductPage] = (),
    values: Iterable[FacetValue] = (),
    **fields,
) -> Promotion:
    """A new promotion of these columns for these goods; prices follow after commit.

    Raises RaisedBeforeCampaign and writes nothing.
    """
    promotion = Promotion.objects.create(**fields)
    _choose_goods(promotion, categories=categories, products=products, values=values)
    if promotion.benefit == Benefit.PRICE:
        _start_campaign(promotion)
    return promotion


@transaction.atomic
def update_promotion(
    promotion_id: int,
    *,
    version: int,
    categories: Iterable[CategoryPage] | None = None,
    products: Iterable[ProductPage] | None = None,
    values: Iterable[FacetValue] | None = None,
    **changes,
) -> Promotion:
    """Change a promotion that was read at `version`; a list of goods that is None stays.

    Raises PromotionChanged, LimitBelowUses, RaisedBeforeCampaign and writes nothing.
    """
    promotion = Promotion.objects.select_for_update(no_key=True).get(pk=promotion_id)
    if promotion.version != version:
        raise PromotionChanged
    limit = changes.get("total_limit")
    if limit is not None and limit < promotion.used_count:
        raise LimitBelowUses(promotion.used_count, field="total_limit")
    was_of_prices, before = promotion.benefit == Benefit.PRICE, _terms_of_prices(promotion)
    for name, value in changes.items():
        setattr(promotion, name, value)
    promotion.version += 1
    promotion.save()
    _choose_goods(promotion, categories=categories, products=products, values=values)
    if promotion.benefit == Benefit.PRICE and _terms_of_prices(promotion) != before:
        _start_campaign(promotion)
    elif was_of_prices:
        enqueue_after_commit(APPLY_PRICES)
    return promotion


@transaction.atomic
def delete_promotion(promotion_id: int) -> None:
    """Delete a promotion that nobody has used and that has no codes. Raises PromotionInUse."""
    promotion = Promotion.objects.select_for_update().get(pk=promotion_id)
    if promotion.used_count:
        raise PromotionInUse(promotion.title)
    CustomerUse.objects.filter(promotion=promotion, used=0).delete()  # of orders that came to nothing
    try:
        promotion.delete()
    except ProtectedError as error:
        raise PromotionInUse(promotion.title) from error
    if promotion.benefit == Benefit.PRICE:
        enqueue_after_commit(APPLY_PRICES)


def _terms_of_prices(promotion: Promotion) -> tuple:
    """What decides whether the old prices of a campaign are honest."""
    return promotion.active, promotion.benefit, promotion.value, promotion.start_date, promotion.scope


def _start_campaign(promotion: Promotion) -> None:
    """Raises RaisedBeforeCampaign."""
    if promotion.active:
        refuse_raised_prices(promotion)
    enqueue_after_commit(APPLY_PRICES)


def _choose_goods(promotion: Promotion, **lists: Iterable | None) -> None:
    """Write the lists of goods that are given, and all of them as ids into one column."""
    for name, chosen in lists.items():
        if chosen is not None:
            getattr(promotion, name).set(chosen)
    values: dict[str, list[int]] = {}
    for pk, facet_id in promotion.values.order_by("pk").values_list("pk", "facet_id"):
        values.setdefault(str(facet_id), []).append(pk)
    promotion.scope = {
        "categories": sorted(promotion.categories.values_list("pk", flat=True)),
        "products": sorted(promotion.products.values_list("pk", flat=True)),
        "values": values,
    }
    promotion.save(update_fields=["scope"])
