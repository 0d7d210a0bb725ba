"""What happens at the shelf: pieces come, and are counted.

Locks: the product, then the variant, then the stock row; so availability is written by what is committed.
"""

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from catalog.models import Variant
from catalog.services.availability import set_availability
from catalog.services.listing import relist

from ..errors import BelowReserved, NotCounted, NothingToCorrect, StockMoved
from ..models import StockItem, StockMovement, Store
from .visitors import lock_variant

LOG_RECEIVE = "inventory.receive"
LOG_CORRECT = "inventory.correct"


def stock_item(variant: Variant, store: Store) -> StockItem:
    """The stock row of `variant` in `store`, made empty when there is none yet. Raises NotCounted."""
    if not variant.takes_stock:
        raise NotCounted(variant.sku)
    return StockItem.objects.get_or_create(variant=variant, store=store)[0]


@transaction.atomic
def receive(stock_item_id: int, *, quantity: int, reason: str, actor=None, reference: str = "") -> StockItem:
    """Put `quantity` (> 0) new pieces on the shelf. reference: a delivery note. Raises NotCounted."""
    if quantity < 1:
        raise ValueError("quantity must be positive")
    variant = _locked_variant(stock_item_id)
    StockItem.objects.filter(pk=stock_item_id).update(on_hand=F("on_hand") + quantity)
    return _moved(
        stock_item_id,
        variant,
        StockMovement.Kind.RECEIVE,
        on_hand_change=quantity,
        reason=reason,
        reference=reference,
        actor=actor,
    )


@transaction.atomic
def correct(stock_item_id: int, *, on_hand: int, seen: int, reason: str, actor=None) -> StockItem:
    """Write down that a count found `on_hand` pieces where the books said `seen`.

    Raises BelowReserved, StockMoved when the books say something else by now, NothingToCorrect, NotCounted;
    nothing is written then.
    """
    variant = _locked_variant(stock_item_id)
    row = StockItem.objects.filter(pk=stock_item_id)
    if on_hand == seen or not row.filter(on_hand=seen, reserved__lte=on_hand).update(on_hand=on_hand):
        item = row.get()
        if item.on_hand != seen:
            raise StockMoved(item.on_hand)
        raise NothingToCorrect(on_hand) if on_hand == seen else BelowReserved(item.reserved)
    return _moved(
        stock_item_id,
        variant,
        StockMovement.Kind.CORRECT,
        on_hand_change=on_hand - seen,
        reason=reason,
        actor=actor,
    )


def _locked_variant(stock_item_id: int) -> Variant:
    """The variant of a stock row, held until the transaction ends. Raises NotCounted."""
    variant = lock_variant(stock_item_id)
    if not variant.takes_stock:
        raise NotCounted(variant.sku)
    return variant


def _moved(stock_item_id: int, variant: Variant, kind: StockMovement.Kind, *, actor, **movement) -> StockItem:
    """Write the movement of a change that is done, tell visitors, note who did it."""
    item = StockItem.objects.select_related("store").get(pk=stock_item_id)
    item.variant = variant
    written = StockMovement.objects.create(stock_item=item, kind=kind, actor=actor, **movement)
    if set_availability(variant, available=variant.available_quantity):
        relist([variant.product_id])
    if actor is not None:
        action = LOG_RECEIVE if kind == StockMovement.Kind.RECEIVE else LOG_CORRECT
        log(instance=item, action=action, user=actor, data={"change": written.on_hand_change})
    return item
