"""What changed under a cart: first told (`validate`), then taken over when the customer agrees (`sync`)."""

from dataclasses import dataclass

from django.db import transaction

from core import clock

from ..enums import ChangeCode
from ..models import CartItem
from ..quote import Change
from ..selectors.lines import cart_items
from ..selectors.owner import Owner, carts_of
from ..selectors.quotes import read_quote


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did, by kind of change: `updated` lines stay with another price or quantity."""

    updated: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()


REMOVES = {ChangeCode.GONE, ChangeCode.SOLD_OUT}


def validate(owner: Owner) -> tuple[Change, ...]:
    """Every change since the customer's last look, prices and pieces together. Writes nothing."""
    cart = carts_of(owner).select_related("voucher").first()
    return read_quote(cart, cart_items(cart)).quote.changes if cart else ()


@transaction.atomic
def sync(owner: Owner) -> Synced:
    """Make the cart agree with the shop: lines that are gone leave, quantities shrink to what is left, prices
    are taken over. The customer asked for it, having seen the changes.
    """
    cart = carts_of(owner).select_for_update(no_key=True).first()
    if cart is None:
        return Synced()
    items = {item.pk: item for item in cart_items(cart)}
    changes = read_quote(cart, list(items.values())).quote.changes
    removed = tuple(change for change in changes if change.code in REMOVES)
    updated = tuple(change for change in changes if change.code not in REMOVES)
    CartItem.objects.filter(pk__in=[change.key for change in removed]).delete()
    for change in updated:
        item = items[change.key]
        if change.code == ChangeCode.FEWER:
            item.quantity = change.now
        else:
            item.price_when_added = change.now
        item.save(update_fields=["quantity", "price_when_added"])
    if changes:
        cart.touched_at = clock.now()
        cart.save(update_fields=["touched_at"])
    return Synced(updated, removed)


def sync_cart_with_product_changes(owner: Owner) -> dict[str, list[Change]]:
    """The same under the name that programmes know: `{"updated": […], "removed": […]}`."""
    done = sync(owner)
    return {"updated": list(done.updated), "removed": list(done.removed)}
