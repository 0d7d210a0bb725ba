"""The only code that changes stock: each change is one conditional UPDATE whose row count is the answer, with
a movement row beside it.

Locks: the stock row, then its variant, whose availability is written again by what is committed by then.
"""

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from catalog.models import Variant
from catalog.services.availability import set_availability

from .errors import BelowReserved, NotCounted, NothingToCorrect, StockMoved
from .models import StockItem, StockMovement, Store

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
    variant = Variant.objects.get(stock_items=stock_item_id)
    if not variant.takes_stock:
        raise NotCounted(variant.sku)
    StockItem.objects.filter(pk=stock_item_id).update(on_hand=F("on_hand") + quantity)
    return _moved(
        stock_item_id,
        StockMovement.Kind.RECEIVE,
        on_hand_change=quantity,
        reason=reason,
        reference=reference,
        actor=actor,
    )


@transaction.atomic
def correct(stock_item_id: int, *, on_hand: int, seen: int, reason: str, actor=None) -> StockItem:
    """Write down that a count found `on_hand` pieces where the books said `seen`.

    Raises BelowReserved, StockMoved when the books say something else by now, NothingToCorrect; nothing is
    written then.
    """
    if on_hand == seen:
        raise NothingToCorrect(on_hand)
    row = StockItem.objects.filter(pk=stock_item_id)
    if not row.filter(on_hand=seen, reserved__lte=on_hand).update(on_hand=on_hand):
        item = row.get()
        raise StockMoved(item.on_hand) if item.on_hand != seen else BelowReserved(item.reserved)
    return _moved(
        stock_item_id, StockMovement.Kind.CORRECT, on_hand_change=on_hand - seen, reason=reason, actor=actor
    )


def _moved(stock_item_id: int, kind: StockMovement.Kind, *, actor, **movement) -> StockItem:
    """Write the movement of a change that is done, tell visitors, note who did it."""
    item = StockItem.objects.select_related("store").get(pk=stock_item_id)
    # Of two changes in two stores the later one must count both: it waits here until the first is committed.
    item.variant = Variant.objects.select_for_update().get(pk=item.variant_id)
    written = StockMovement.objects.create(stock_item=item, kind=kind, actor=actor, **movement)
    set_availability(item.variant, available=item.variant.available_quantity)
    if actor is not None:
        action = LOG_RECEIVE if kind == StockMovement.Kind.RECEIVE else LOG_CORRECT
        log(instance=item, action=action, user=actor, data={"change": written.on_hand_change})
    return item
