"""Refusals at the last step."""

import math
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart.quote import Problem, Quote
from core.errors import DomainError
from core.money import format_rub


class CartEmpty(DomainError):
    code = "cart_empty"

    def __init__(self) -> None:
        super().__init__(_("There is nothing in the cart that can be ordered."))


class TooManyOrders(DomainError):
    """More orders of one person, or from one address, than people place. retry_after: whole seconds."""

    code = "too_many_orders"

    def __init__(self, retry_after: int) -> None:
        minutes = max(1, math.ceil(retry_after / 60))
        super().__init__(
            ngettext(
                "Too many orders are coming from you. Call us, or try again in %(minutes)d minute.",
                "Too many orders are coming from you. Call us, or try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )
        self.retry_after = retry_after


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
