"""A guest who logs in keeps what he chose."""

import uuid

from django.db import transaction

from ..enums import CartStatus
from ..models import Cart, CartItem
from ..selectors.owner import Owner, carts_of
from .lines import MAX_LINES, open_cart


@transaction.atomic
def merge_guest_cart(guest_key: uuid.UUID, *, user_id: int) -> Cart | None:
    """Bring a guest's cart into the customer's; None when the guest had nothing.

    The rule: a variant that is in both keeps the larger of the two quantities (somebody who chose it twice
    wants it once), every other line comes along, and the guest's voucher and gift win, being newer. Prices
    that the guest saw are the ones agreed. Locks the customer's cart, then the guest's.
    """
    mine = open_cart(Owner(user_id=user_id))
    guest = carts_of(Owner(guest_key=guest_key)).select_for_update(no_key=True).first()
    if guest is None:
        return None
    held = {item.variant_id: item for item in CartItem.objects.filter(cart=mine)}
    for item in CartItem.objects.filter(cart=guest):
        known = held.get(item.variant_id)
        if known is None:
            if len(held) < MAX_LINES:
                held[item.variant_id] = CartItem.objects.create(
                    cart=mine,
                    variant_id=item.variant_id,
                    quantity=item.quantity,
                    price_when_added=item.price_when_added,
                )
            continue
        known.quantity = max(known.quantity, item.quantity)
        known.price_when_added = item.price_when_added
        known.save(update_fields=["quantity", "price_when_added"])
    mine.voucher_id = guest.voucher_id or mine.voucher_id
    mine.chosen_promotion_id = guest.chosen_promotion_id or mine.chosen_promotion_id
    mine.touched_at = max(mine.touched_at, guest.touched_at)
    mine.save(update_fields=["voucher", "chosen_promotion", "touched_at"])
    guest.status = CartStatus.MERGED
    guest.save(update_fields=["status"])
    return mine
