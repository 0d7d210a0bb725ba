"""The single writer of `Variant.availability`."""

from ..enums import Availability, SoldAs
from ..models import Variant
from .listing import relist

BY_SOLD_AS = {SoldAs.MADE_TO_ORDER: Availability.MADE_TO_ORDER, SoldAs.PREORDER: Availability.PREORDER}


def availability_of(variant: Variant, *, available: int) -> Availability:
    """What visitors are told about `variant` with `available` free pieces over all stores."""
    if not variant.is_active:
        return Availability.DISCONTINUED
    from_stock = Availability.IN_STOCK if available > 0 else Availability.OUT_OF_STOCK
    return BY_SOLD_AS.get(SoldAs(variant.sold_as), from_stock)


def set_availability(variant: Variant, *, available: int) -> None:
    """Tell visitors whether `variant` can be had; the caller holds the variant's lock or made it just now."""
    answer = availability_of(variant, available=available)
    if variant.availability != answer:
        variant.availability = answer
        variant.save(update_fields=["availability", "updated_at"])
        relist([variant.product_id])
