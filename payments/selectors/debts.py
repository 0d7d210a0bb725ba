"""What an order has received, and what is to be paid for it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cart.enums import OrderKind
from core import clock
from core.money import ZERO
from orders.enums import OrderStatus, PaymentState
from orders.models import Order

from ..enums import PaymentStatus, Purpose, RefundStatus
from ..models import Payment, PaymentSchedule

NOTHING_TO_PAY = frozenset({OrderStatus.DRAFT, OrderStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class Received:
    """Roubles. captured: came in and counts. refunded: given back or promised back."""

    captured: Decimal
    refunded: Decimal

    @property
    def net(self) -> Decimal:
        return self.captured - self.refunded


@dataclass(frozen=True, slots=True)
class Due:
    """amount: roubles, above zero. part: of the schedule, None without one."""

    amount: Decimal
    purpose: Purpose
    part: PaymentSchedule | None = None


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the schedule as it stands. left: what is still to be paid of it, roubles."""

    part: PaymentSchedule
    left: Decimal
    is_due: bool

    @property
    def is_paid(self) -> bool:
        return self.left == ZERO


def received(order: Order) -> Received:
    """Counted in Python: SQLite adds decimals in floating point."""
    rows = Payment.objects.filter(order=order, status=PaymentStatus.COMPLETED)
    sums = list(rows.values_list("captured", "refunded"))
    return Received(sum((row[0] for row in sums), ZERO), sum((row[1] for row in sums), ZERO))


def payment_state(order: Order, money: Received) -> PaymentState:
    """The axis of money, computed and never chosen."""
    if money.captured == ZERO:
        return PaymentState.UNPAID
    if money.net <= ZERO:
        return PaymentState.REFUNDED
    if money.net > order.total:
        return PaymentState.OVERPAID
    if money.net == order.total:
        return PaymentState.PAID
    return PaymentState.PARTLY_REFUNDED if money.refunded else PaymentState.DEPOSIT_PAID


def plan_of(order: Order, *, net: Decimal) -> list[PartView]:
    """The schedule with what is left of each part: money covers the first parts first."""
    return _plan(list(order.payment_parts.order_by("number")), net)


def due_of(order: Order) -> Due | None:
    """What the shop asks for now; None when nothing is to be paid, or nobody has said yet how much."""
    if order.status in NOTHING_TO_PAY:
        return None
    net = received(order).net
    return due_from(order, net=net, plan=plan_of(order, net=net))


def due_from(order: Order, *, net: Decimal, plan: Sequence[PartView]) -> Due | None:
    """The same, where plan and received money are known already."""
    if order.status in NOTHING_TO_PAY:
        return None
    if plan:
        return next((_due(view) for view in plan if view.left and view.is_due), None)
    waits_for_plan = order.kind == OrderKind.MADE_TO_ORDER and order.status == OrderStatus.PENDING
    left = order.total - net
    return None if waits_for_plan or left <= ZERO else Due(left, Purpose.FULL)


def _plan(parts: Sequence[PaymentSchedule], net: Decimal) -> list[PartView]:
    views, money, today = [], max(net, ZERO), clock.today()
    for part in parts:
        covered = min(part.amount, money)
        money -= covered
        asked = part.is_due or (part.due_date is not None and part.due_date <= today)
        views.append(PartView(part, part.amount - covered, asked))
    return views


def _due(view: PartView) -> Due:
    return Due(view.left, Purpose(view.part.purpose), view.part)


# Refunds that take their amount off what can still be given back.
STANDING = frozenset({RefundStatus.REQUESTED, RefundStatus.PENDING, RefundStatus.COMPLETED})
