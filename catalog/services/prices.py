"""What campaigns make of prices: the only writer of `Variant.current_price` besides the variant's own form,
and of `Variant.old_price`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from core.money import KOPECK, to_kopecks

from ..models import Variant
from . import history, summary
from .locks import lock_product


@dataclass(frozen=True, slots=True)
class CampaignTerms:
    """percent: off the list price. charged_before: the lowest price of the 30 days before the campaign, None
    when the variant was not sold then.
    """

    percent: Decimal
    charged_before: Decimal | None

    def prices(self, list_price: Decimal) -> tuple[Decimal, Decimal | None]:
        """The price now and the old price beside it, which is never a price that nobody has paid."""
        now = max(KOPECK, to_kopecks(list_price * (100 - self.percent) / 100))
        is_honest = self.charged_before is not None and self.charged_before > now
        return now, self.charged_before if is_honest else None


def prices_under(terms: CampaignTerms | None, list_price: Decimal) -> tuple[Decimal, Decimal | None]:
    """The same; without a campaign the list price and no old one."""
    return terms.prices(list_price) if terms else (list_price, None)


@transaction.atomic
def set_campaign_prices(product_id: int, terms: Mapping[int, CampaignTerms | None]) -> int:
    """Bring variants of a product to the terms of their campaign, None: to their list price.

    Returns how many had to change; each gets a history row. Doing it twice changes nothing.
    """
    lock_product(product_id)
    variants = Variant.objects.filter(product_id=product_id, pk__in=terms).select_for_update(no_key=True)
    changed = 0
    for variant in variants.order_by("pk"):
        prices = prices_under(terms[variant.pk], variant.list_price)
        if prices == (variant.current_price, variant.old_price):
            continue
        variant.current_price, variant.old_price = prices
        variant.save(update_fields=["current_price", "old_price", "updated_at"])
        history.record(variant)
        changed += 1
    if changed:
        summary.refresh(product_id)
    return changed
