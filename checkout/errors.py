"""Refusals at the last step."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from cart.quote import Problem, Quote
from core.errors import DomainError
from core.money import format_rub


class CartEmpty(DomainError):
    code = "cart_empty"

    def __init__(self) -> None:
        super().__init__(_("There is nothing in the cart that can be ordered."))


class QuoteRefused(DomainError):
    """Something stands in the way; `problems` says what, `quote` is how things are now."""

    code = "quote_refused"

    def __init__(self, quote: Quote) -> None:
        self.quote = quote
        self.problems: Sequence[Problem] = quote.problems
        super().__init__(" ".join(problem.sentence for problem in quote.problems))


class QuoteChanged(DomainError):
    """The total is not the one that the customer saw. seen: roubles, None when it was not sent."""

    code = "price_changed"

    def __init__(self, quote: Quote, *, seen: Decimal | None) -> None:
        self.quote, self.seen = quote, seen
        now = format_rub(quote.total)
        if seen is None or seen == quote.total:
            message = _(
                "The order has changed since you opened this page, its total is %(now)s. Look once more."
            )
        else:
            message = _("The total has changed from %(was)s to %(now)s. Look once more.")
        super().__init__(message % {"was": format_rub(seen) if seen is not None else "", "now": now})
