"""Price campaigns: what each variant costs meanwhile, and whether its old price would be honest."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from catalog.models import Variant
from catalog.services.prices import CampaignTerms, prices_under, set_campaign_prices
from core import clock

from ..charged import WINDOW, lowest, midnight
from ..enums import Benefit
from ..errors import RaisedBeforeCampaign
from ..models import Promotion
from ..querysets import in_force
from ..scope import variants_in

SKUS_NAMED = 10
HAS_CAMPAIGN_PRICE = ~Q(current_price=F("list_price")) | Q(old_price__isnull=False)


class Priced(NamedTuple):
    """A variant's prices as they stand in the table."""

    pk: int
    product_id: int
    list_price: Decimal
    current_price: Decimal
    old_price: Decimal | None


def apply_prices(*, variant_id: int | None = None) -> int:
    """Bring prices to what campaigns say today, of all variants or of one; how many changed.

    Reads all, writes only what differs, a product at a time: doing it twice changes nothing.
    """
    wanted = _terms(variant_id)
    carrying = _only(Variant.objects.filter(HAS_CAMPAIGN_PRICE), variant_id)
    rows = {row.pk: row for row, _terms_of_it in wanted.values()} | {row.pk: row for row in _read(carrying)}
    due: dict[int, dict[int, CampaignTerms | None]] = {}
    for row in rows.values():
        terms = wanted[row.pk][1] if row.pk in wanted else None
        if prices_under(terms, row.list_price) != (row.current_price, row.old_price):
            due.setdefault(row.product_id, {})[row.pk] = terms
    return sum(set_campaign_prices(product_id, terms) for product_id, terms in sorted(due.items()))


def _only(variants: QuerySet[Variant], variant_id: int | None) -> QuerySet[Variant]:
    return variants if variant_id is None else variants.filter(pk=variant_id)


def _terms(variant_id: int | None) -> Mapping[int, tuple[Priced, CampaignTerms]]:
    """By variant, the terms of its best campaign; of equally good ones the earlier."""
    found: dict[int, tuple[Priced, CampaignTerms]] = {}
    running = Promotion.objects.filter(in_force(clock.today()), benefit=Benefit.PRICE)
    for promotion in running.order_by("-value", "start_date", "pk"):
        start = midnight(promotion.start_date)
        fitting = _only(variants_in(promotion.scope), variant_id)
        rows = [row for row in _read(fitting) if row.pk not in found]
        charged = lowest(fitting, since=start - WINDOW, before=start) if rows else {}
        for row in rows:
            before = charged[row.pk].price if row.pk in charged else None
            found[row.pk] = row, CampaignTerms(promotion.value, before)
    return found


def _read(variants: QuerySet[Variant]) -> list[Priced]:
    return [Priced(*row) for row in variants.order_by("pk").values_list(*Priced._fields)]


def refuse_raised_prices(promotion: Promotion) -> None:
    """Raises RaisedBeforeCampaign when a list price went up in the 30 days before a campaign, so that a
    discount from it would be one from a price that nobody has paid.
    """
    since = midnight(promotion.start_date) - WINDOW
    fitting = variants_in(promotion.scope).filter(is_active=True)
    charged = lowest(fitting, since=since, before=clock.now())
    listed = fitting.order_by("sku").values_list("pk", "sku", "list_price")
    raised = [sku for pk, sku, list_price in listed if pk in charged and charged[pk].list_price < list_price]
    if raised:
        raise RaisedBeforeCampaign(raised[:SKUS_NAMED])
