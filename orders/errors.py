"""Refusals of orders."""

from django.utils.translation import gettext as _

from core.errors import DomainError


class TransitionRefused(DomainError):
    """The order is not in a state for this, or not by this person."""

    code = "transition_refused"


class OrderNotFound(DomainError):
    """Also for somebody else's order: nobody learns that it exists."""

    code = "order_not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such order."))


class OrderChanged(DomainError):
    """Somebody changed the order after the form was opened."""

    code = "order_changed"

    def __init__(self) -> None:
        super().__init__(_("The order has changed meanwhile. Look at it again and repeat."))


class WrongCode(DomainError):
    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(
            _("The code does not fit or is too old. Look into the newest letter or ask for another code.")
        )
