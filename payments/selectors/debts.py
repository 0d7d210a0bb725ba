"""What an order has received, and what is to be paid for it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cart.enums import OrderKind
from core import clock
from core.money import ZERO
from orders.enums import OrderStatus, PaymentState
from orders.models import Order

from ..enums import PaymentStatus, Purpose, RefundReason, RefundStatus
from ..models import Payment, PaymentSchedule, Refund

NOTHING_TO_PAY = frozenset({OrderStatus.DRAFT, OrderStatus.CANCELLED})
# Refunds that take their amount off what can still be given back.
STANDING = frozenset({RefundStatus.REQUESTED, RefundStatus.PENDING, RefundStatus.COMPLETED})
# What goes back because it was too much, or came too late: it changes nothing of what the order costs.
NOT_FORGIVEN = frozenset({RefundReason.ORDER_CANCELLED, RefundReason.LATE_MONEY, RefundReason.SURPLUS})


@dataclass(frozen=True, slots=True)
class Received:
    """Roubles. captured: came in and counts. refunded: given back or promised back. forgiven: of that, what
    the customer does not owe any more, as a discount or for goods that came back. returned: of it, what has
    gone back indeed.
    """

    captured: Decimal
    refunded: Decimal
    forgiven: Decimal = ZERO
    returned: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.captured - self.refunded

    @property
    def settled(self) -> Decimal:
        """How much of the order's total nobody asks for any more."""
        return self.net + self.forgiven


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
    refunds = Refund.objects.filter(payment__in=rows, status__in=STANDING)
    return received_of(sums, list(refunds.values_list("amount", "reason", "status")))


def received_of(
    payments: Sequence[tuple[Decimal, Decimal]], refunds: Sequence[tuple[Decimal, str, str]]
) -> Received:
    """The same, of rows that are known already. payments: captured and refunded of those that count. refunds:
    amount, reason and status of theirs that stand.
    """
    return Received(
        sum((captured for captured, _refunded in payments), ZERO),
        sum((refunded for _captured, refunded in payments), ZERO),
        sum((amount for amount, reason, _status in refunds if reason not in NOT_FORGIVEN), ZERO),
        sum((amount for amount, _reason, status in refunds if status == RefundStatus.COMPLETED), ZERO),
    )


def payment_state(order: Order, money: Received) -> PaymentState:
    """The axis of money, computed and never chosen. What is only on its way back is not back."""
    kept = money.captured - money.returned
    if money.captured == ZERO:
        return PaymentState.UNPAID
    if kept <= ZERO:
        return PaymentState.REFUNDED
    if kept > order.total:
        return PaymentState.OVERPAID
    if kept == order.total:
        return PaymentState.PAID
    return PaymentState.PARTLY_REFUNDED if money.forgiven else PaymentState.DEPOSIT_PAID


def plan_of(order: Order, *, settled: Decimal) -> list[PartView]:
    """The schedule with what is left of each part: money covers the first parts first."""
    return _plan(list(order.payment_parts.order_by("number")), settled, is_over=_is_over(order))


def _is_over(order: Order) -> bool:
    """Whether the customer has all that he paid for, so that the rest of the money is due."""
    comes_with_fitters = order.kind == OrderKind.MADE_TO_ORDER
    last = {OrderStatus.INSTALLED} if comes_with_fitters else {OrderStatus.DELIVERED, OrderStatus.INSTALLED}
    return order.status in last


def due_of(order: Order) -> Due | None:
    """What the shop asks for now; None when nothing is to be paid, or nobody has said yet how much."""
    if order.status in NOTHING_TO_PAY:
        return None
    settled = received(order).settled
    return due_from(order, settled=settled, plan=plan_of(order, settled=settled))


def due_from(order: Order, *, settled: Decimal, plan: Sequence[PartView]) -> Due | None:
    """The same, where plan and received money are known already."""
    if order.status in NOTHING_TO_PAY:
        return None
    if plan:
        return next((_due(view) for view in plan if view.left and view.is_due), None)
    waits_for_plan = order.kind == OrderKind.MADE_TO_ORDER and order.status == OrderStatus.PENDING
    left = order.total - settled
    return None if waits_for_plan or left <= ZERO else Due(left, Purpose.FULL)


def _plan(parts: Sequence[PaymentSchedule], settled: Decimal, *, is_over: bool) -> list[PartView]:
    views, money, today = [], max(settled, ZERO), clock.today()
    for part in parts:
        covered = min(part.amount, money)
        money -= covered
        asked = is_over or part.is_due or (part.due_date is not None and part.due_date <= today)
        views.append(PartView(part, part.amount - covered, asked))
    return views


def _due(view: PartView) -> Due:
    return Due(view.left, Purpose(view.part.purpose), view.part)
