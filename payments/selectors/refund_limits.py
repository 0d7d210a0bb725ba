"""How much one of the staff may give back of an order."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import ZERO, format_rub
from users.models import CustomUser

from ..models import Payment, Refund
from ..permissions import REFUND_ANY
from .debts import STANDING
from .rules import payment_rules

BY_STAFF = "staff:"  # how the key of a refund begins that a person gave of his own accord


@dataclass(frozen=True, slots=True)
class RefundRoom:
    """refundable: what is left of the payment. limit: the owner's, None for who has none; left: of that."""

    refundable: Decimal
    limit: Decimal | None = None
    left: Decimal | None = None

    @property
    def most(self) -> Decimal:
        return self.refundable if self.left is None else min(self.refundable, self.left)

    @property
    def told(self) -> str:
        """What may be typed, said before anybody types it."""
        if self.left is None or self.left >= self.refundable:
            return _("You can give back up to %(most)s: all that is left of the payment.") % {
                "most": format_rub(self.refundable)
            }
        if self.left < self.limit:
            words = _("You can give back up to %(most)s: the rest of the limit of %(limit)s for one order.")
        else:
            words = _("You can give back up to %(most)s, the limit for one order.")
        return " ".join([words % {"most": format_rub(self.left), "limit": format_rub(self.limit)}, _ask()])

    @property
    def refusal(self) -> str:
        """Why nothing can be given back by this person; "" when something can."""
        if self.refundable <= ZERO:
            return _("There is nothing to give back of this payment.")
        if self.left is None or self.left > ZERO:
            return ""
        if self.limit > ZERO:
            words = _("The limit of %(limit)s for one order is used up.") % {"limit": format_rub(self.limit)}
        else:
            words = _("The owner has set no sum that managers may give back.")
        return " ".join([words, _ask()])


def room_of(payment: Payment, actor: CustomUser) -> RefundRoom:
    left = limit_left(payment, actor)
    limit = None if left is None else payment_rules().refund_limit
    return RefundRoom(payment.refundable, limit, left)


def limit_left(payment: Payment, actor: CustomUser) -> Decimal | None:
    """Roubles that are left of the owner's limit; None for who has none. Of one order in all, whoever of the
    staff gave it, so that a limit cannot be walked round in small steps. What the shop owed does not count.
    """
    if actor.has_perm(REFUND_ANY):
        return None
    given = Refund.objects.filter(status__in=STANDING, key__startswith=BY_STAFF)
    of = {"payment__order": payment.order_id} if payment.order_id else {"payment": payment}
    total = sum(given.filter(**of).values_list("amount", flat=True), ZERO)
    return max(payment_rules().refund_limit - total, ZERO)


def _ask() -> str:
    return _("More is for an administrator: ask one.")
