"""The single writer of `Variant.availability`."""

from ..enums import Availability, SoldAs
from ..models import Variant

BY_SOLD_AS = {SoldAs.MADE_TO_ORDER: Availability.MADE_TO_ORDER, SoldAs.PREORDER: Availability.PREORDER}


def availability_of(variant: Variant, *, available: int) -> Availability:
    """What visitors are told about `variant` with `available` free pieces over all stores."""
    if not variant.is_active:
        return Availability.DISCONTINUED
    from_stock = Availability.IN_STOCK if available > 0 else Availability.OUT_OF_STOCK
    return BY_SOLD_AS.get(SoldAs(variant.sold_as), from_stock)


def set_availability(variant: Variant, *, available: int) -> bool:
    """Tell visitors whether `variant` can be had; the answer says whether that changed.

    The caller holds the product's lock, and writes the listing's rows when it changed.
    """
    answer = availability_of(variant, available=available)
    if variant.availability == answer:
        return False
    variant.availability = answer
    variant.save(update_fields=["availability", "updated_at"])
    return True
