"""Refusals of the cart."""

from django.utils.translation import gettext as _

from core.errors import DomainError
from inventory.errors import OutOfStock, Shortage


class NotOnSale(DomainError):
    code = "not_on_sale"

    def __init__(self) -> None:
        super().__init__(_("This piece is not on sale now, so it was not put into the cart."))


class WrongQuantity(DomainError):
    code = "wrong_quantity"

    def __init__(self, most: int) -> None:
        message = _("Write a number of pieces from 1 to %(most)d.") % {"most": most}
        super().__init__(message, fields={"quantity": message})


class TooFewLeft(OutOfStock):
    """A shortage as a customer is told of it: he looks at the piece and does not know its SKU."""

    def __init__(self, shortage: Shortage, *, variant_id: int) -> None:
        super().__init__([shortage])
        self.variant_id = variant_id
        self.message = (
            _("%(left)d left, more cannot be ordered now.") % {"left": shortage.available}
            if shortage.available > 0
            else _("None is left now.")
        )


class LineNotFound(DomainError):
    """Also for a line of somebody else's cart: nobody learns that it exists."""

    code = "line_not_found"

    def __init__(self) -> None:
        super().__init__(_("This line is not in your cart any more."))


class CartFull(DomainError):
    code = "cart_full"

    def __init__(self, most: int) -> None:
        super().__init__(
            _("There are %(most)d different pieces in the cart, and that is all it holds. Order them first.")
            % {"most": most}
        )


class NotInPool(DomainError):
    """The chosen gift or promotion is not one of those that are offered."""

    code = "not_in_pool"

    def __init__(self) -> None:
        super().__init__(_("This gift cannot be chosen now. Please choose another one."))
