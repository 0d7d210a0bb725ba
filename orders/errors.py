"""Refusals of orders."""

from collections.abc import Sequence

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


class NothingChanged(DomainError):
    code = "nothing_changed"

    def __init__(self) -> None:
        super().__init__(_("Nothing is different from what the order says already."))


class ReasonMissing(DomainError):
    """A promise to the customer is moved without telling him why."""

    code = "reason_missing"

    def __init__(self) -> None:
        message = _("The customer was promised another day. Say why it moves.")
        super().__init__(message, fields={"reason": message})


class DateTooEarly(DomainError):
    """field: the column that holds the date."""

    code = "date_too_early"

    def __init__(self, field: str) -> None:
        message = _("This day was before the order was placed.")
        super().__init__(message, fields={field: message})


class DateTooFar(DomainError):
    """field: the column that holds the date."""

    code = "date_too_far"

    def __init__(self, field: str) -> None:
        message = _("This day is years away. Look at the year.")
        super().__init__(message, fields={field: message})


class OrderOver(DomainError):
    """Cancelled or installed: there is nothing left to promise."""

    code = "order_over"

    def __init__(self) -> None:
        super().__init__(_("This order is over: no day can be promised any more."))


class NotAHandler(DomainError):
    code = "not_a_handler"

    def __init__(self) -> None:
        message = _("This person has no right to handle orders.")
        super().__init__(message, fields={"manager": message})


class WrongCode(DomainError):
    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(
            _("The code does not fit or is too old. Look into the newest letter or ask for another code.")
        )


class DocumentIncomplete(DomainError):
    """A paper would have an empty place. names: what is to be filled in, in the words of the form."""

    code = "document_incomplete"

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        super().__init__(
            _("The paper waits until this is filled in under Settings, Company: %(names)s.")
            % {"names": ", ".join(self.names)}
        )
