"""Refusals of the warehouse."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.errors import DomainError


class NotCounted(DomainError):
    """Pieces of something that is made for one customer are not counted."""

    code = "not_counted"

    def __init__(self, sku: str) -> None:
        message = _("%(sku)s is not sold from stock, so its pieces are not counted.") % {"sku": sku}
        super().__init__(message, fields={"sku": message})


class BelowReserved(DomainError):
    """A correction may not take away pieces that are promised to buyers."""

    code = "below_reserved"

    def __init__(self, reserved: int) -> None:
        message = _("Reserved for orders: %(reserved)d. There cannot be fewer on hand.") % {
            "reserved": reserved
        }
        super().__init__(message, fields={"on_hand": message})


class StockMoved(DomainError):
    """Somebody moved pieces while a person was counting."""

    code = "stock_moved"

    def __init__(self, on_hand: int) -> None:
        super().__init__(
            _("The number has changed meanwhile: now it is %(on_hand)d. Count once more.")
            % {"on_hand": on_hand}
        )


class NothingToCorrect(DomainError):
    code = "nothing_to_correct"

    def __init__(self, on_hand: int) -> None:
        message = _("There are %(on_hand)d on hand already, nothing to correct.") % {"on_hand": on_hand}
        super().__init__(message, fields={"on_hand": message})


class Shortage(NamedTuple):
    """What was wanted of a SKU, and how much of it there is."""

    sku: str
    wanted: int
    available: int

    def __str__(self) -> str:
        said = {"sku": self.sku, "wanted": self.wanted, "available": self.available}
        if self.available > 0:
            return _("%(sku)s: %(wanted)d wanted, %(available)d left.") % said
        return _("%(sku)s: %(wanted)d wanted, none left.") % said


class OutOfStock(DomainError):
    """Fewer pieces are free than somebody wants; nothing is held. `shortages` names each SKU."""

    code = "out_of_stock"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        message = " ".join(str(shortage) for shortage in self.shortages)
        super().__init__(message, fields={shortage.sku: str(shortage) for shortage in self.shortages})


class MoreThanReserved(DomainError):
    """Somebody lets go or sells pieces that nobody holds. name: the SKU or the row of the warehouse."""

    code = "more_than_reserved"

    def __init__(self, name: str, *, reserved: int) -> None:
        super().__init__(_("%(name)s: only %(reserved)d reserved.") % {"name": name, "reserved": reserved})
