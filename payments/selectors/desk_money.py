"""The money of one order, as its screen in the back office shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from orders.models import Order

from ..enums import PaymentStatus
from ..models import Payment
from .debts import NOTHING_TO_PAY, Due, PartView, Received, due_from, plan_of, received


@dataclass(frozen=True, slots=True)
class DeskMoney:
    """due: what the shop asks for now. payments: the newest first."""

    order: Order
    money: Received
    plan: Sequence[PartView]
    due: Due | None
    payments: Sequence[Payment]

    @property
    def on_its_way(self) -> Decimal:
        """Roubles of what goes back that have not left yet, of payments that count."""
        counted = [payment for payment in self.payments if payment.status == PaymentStatus.COMPLETED]
        return sum((payment.on_its_way for payment in counted), ZERO)

    @property
    def returned(self) -> Decimal:
        return self.money.refunded - self.on_its_way

    @property
    def is_closed(self) -> bool:
        """Nothing can be paid: a request, or a cancelled order."""
        return self.order.status in NOTHING_TO_PAY

    @property
    def left(self) -> Decimal:
        """Roubles that are still to come, whether asked for or not."""
        return ZERO if self.is_closed else max(self.order.total - self.money.settled, ZERO)


def desk_money(order: Order) -> DeskMoney:
    money = received(order)
    plan = plan_of(order, settled=money.settled)
    rows = order.payments.select_related("gateway").prefetch_related("refunds")
    payments = list(rows.order_by("-pk"))
    return DeskMoney(order, money, plan, due_from(order, settled=money.settled, plan=plan), payments)
