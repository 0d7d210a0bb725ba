"""The single writer of `Variant.availability`."""

from ..enums import Availability, SoldAs
from ..models import Variant

BY_SOLD_AS = {SoldAs.MADE_TO_ORDER: Availability.MADE_TO_ORDER, SoldAs.PREORDER: Availability.PREORDER}


def set_availability(variant: Variant, *, available: int) -> None:
    """Tell visitors whether `variant` can be had, with `available` free pieces over all stores."""
    answer = BY_SOLD_AS.get(
        SoldAs(variant.sold_as), Availability.IN_STOCK if available > 0 else Availability.OUT_OF_STOCK
    )
    if not variant.is_active:
        answer = Availability.DISCONTINUED
    if variant.availability != answer:
        variant.availability = answer
        variant.save(update_fields=["availability", "updated_at"])
