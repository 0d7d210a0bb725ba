"""What orders do with pieces: hold, let go, sell, get back.

Inventory knows numbers and a text `reference` (the order's number), not orders. Nobody here locks a product
or a variant, so that a checkout never waits for an editor: stock rows only, in order of pk. When a row's
free pieces end or begin, the outbox has the variant looked at after commit (`visitors.tell_visitors`).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from core import outbox

from ..errors import MoreThanReserved
from ..models import StockItem, StockMovement
from ..pieces import Want

AVAILABILITY = "inventory.availability"
Kind = StockMovement.Kind


@dataclass(frozen=True)
class Move:
    """One way of changing a stock row: what a piece adds to its numbers, and when it may.

    quiet: the changes after which the row has free pieces as it had before, so that visitors need no telling.
    """

    kind: StockMovement.Kind
    on_hand: int
    reserved: int
    allowed: Callable[[int], Q]
    quiet: Callable[[int], Q]

    def changes(self, quantity: int) -> dict[str, int]:
        """Columns and how much is added to each."""
        added = {"on_hand": self.on_hand * quantity, "reserved": self.reserved * quantity}
        return {name: change for name, change in added.items() if change}


HAS_FREE = Q(on_hand__gt=F("reserved"))
RESERVE = Move(
    Kind.RESERVE, 0, 1,
    allowed=lambda quantity: Q(on_hand__gte=F("reserved") + quantity),
    quiet=lambda quantity: Q(on_hand__gt=F("reserved") + quantity),
)  # fmt: skip
RELEASE = Move(
    Kind.RELEASE, 0, -1,
    allowed=lambda quantity: Q(reserved__gte=quantity),
    quiet=lambda quantity: Q(reserved__gte=quantity) & HAS_FREE,
)  # fmt: skip
CONSUME = Move(
    Kind.CONSUME, -1, -1,
    allowed=lambda quantity: Q(reserved__gte=quantity),
    quiet=lambda quantity: Q(reserved__gte=quantity),
)  # fmt: skip
RETURN = Move(Kind.RETURN, 1, 0, allowed=lambda quantity: Q(), quiet=lambda quantity: HAS_FREE)


@transaction.atomic(savepoint=False)
def take(wanted: Iterable[Want], *, reference: str, actor=None) -> list[int]:
    """Hold pieces for an order; the answer is the ids of the rows that have too few.

    A row gives all that is wanted of it or nothing. What the answer does not name is held: a caller who needs
    everything raises (`errors.OutOfStock`), and its transaction undoes the rest.
    Costs one UPDATE per row and one INSERT; one UPDATE more for a row that is emptied or short.
    """
    return _move(RESERVE, wanted, reference, actor)


@transaction.atomic
def put_back(held: Iterable[Want], *, reference: str, actor=None) -> None:
    """Let go what `take` held. Raises MoreThanReserved and changes nothing."""
    _all_or_nothing(RELEASE, held, reference, actor)


@transaction.atomic
def sell(held: Iterable[Want], *, reference: str, actor=None) -> None:
    """What `take` held leaves the shelf for good. Raises MoreThanReserved and changes nothing."""
    _all_or_nothing(CONSUME, held, reference, actor)


@transaction.atomic
def restock(sold: Iterable[Want], *, reference: str, actor=None) -> None:
    """Put on the shelf again what `sell` took off, after the sale was cancelled."""
    _all_or_nothing(RETURN, sold, reference, actor)


def _all_or_nothing(move: Move, pieces: Iterable[Want], reference: str, actor) -> None:
    refused = _move(move, pieces, reference, actor)
    if refused:
        item = StockItem.objects.select_related("variant", "store").get(pk=refused[0])
        raise MoreThanReserved(str(item), reserved=item.reserved)


def _move(move: Move, pieces: Iterable[Want], reference: str, actor) -> list[int]:
    """Do what can be done, row by row in order of pk, with movements; the ids of the rows that refused."""
    movements, crossing, refused = [], [], []
    for pk, quantity in sorted(_added_up(pieces).items()):
        row = StockItem.objects.filter(pk=pk)
        changes = move.changes(quantity)
        added = {name: F(name) + change for name, change in changes.items()}
        quiet = bool(row.filter(move.quiet(quantity)).update(**added))
        if not quiet and not row.filter(move.allowed(quantity)).update(**added):
            refused.append(pk)
            continue
        movement = StockMovement(stock_item_id=pk, kind=move.kind, reference=reference, actor=actor)
        for name, change in changes.items():
            setattr(movement, f"{name}_change", change)
        movements.append(movement)
        if not quiet:
            crossing.append(movement)
    StockMovement.objects.bulk_create(movements)
    for movement in crossing:
        key = f"availability:{movement.pk}"
        outbox.enqueue(AVAILABILITY, key, {"stock_item": movement.stock_item_id})
    return refused


def _added_up(pieces: Iterable[Want]) -> Counter[int]:
    """Row → pieces. Raises ValueError for a quantity that is not positive."""
    sums: Counter[int] = Counter()
    for pk, quantity in pieces:
        if quantity < 1:
            raise ValueError("quantity must be positive")
        sums[pk] += quantity
    return sums
