"""What a letter tells of money."""

from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from orders.models import OrderEvent

from ..enums import RefundRoad
from ..models import Refund
from .debts import received

CASH = "cash"  # a refund that a person hands over


@dataclass(frozen=True, slots=True)
class Told:
    """amount: of the event. left: still to be paid for the order, roubles. why: late, cancelled or surplus,
    when the money goes back at once. road: of a refund: provider, balance, cash or outside.
    """

    amount: Decimal
    left: Decimal
    why: str = ""
    road: str = ""


def told_of(event: OrderEvent) -> Told:
    """event: of kind paid, paid_late, revived or refunded."""
    order, data = event.order, event.data
    left = ZERO if order.is_cancelled else max(ZERO, order.total - received(order).settled)
    refund = Refund.objects.select_related("payment__gateway").filter(pk=data.get("refund")).first()
    road = where_to(refund) if refund else ""
    return Told(Decimal(data["amount"]), left, why=data.get("why", ""), road=road)


def where_to(refund: Refund) -> str:
    """Where the money goes: provider, balance, cash or outside."""
    by_hand = refund.road == RefundRoad.PROVIDER and not refund.payment.gateway.is_online
    return CASH if by_hand else refund.road
