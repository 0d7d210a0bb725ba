"""How an order stands with its money, for the page of the order, the pay link and the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from math import ceil

from core import clock
from core.money import ZERO
from orders.enums import CancelReason, OrderStatus, PaymentMethod
from orders.models import Order

from ..enums import AttemptStatus, Decline, PaymentStatus, RefundStatus
from ..models import Payment, PaymentAttempt, Refund
from .debts import STANDING, Due, PartView, Received, due_from, plan_of, received_of
from .gateways import Way, ways_to_pay


class Standing(StrEnum):
    """What is to be done about the money of an order. Values are for the API."""

    NOTHING = "nothing"  # nobody asks for money now
    DUE = "due"
    CHECKING = "checking"  # money came, and a person looks at it first
    EXPIRED = "expired"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """due: what is asked for now. until: until when, None without a window; seconds_left: of it.

    way: by which somebody tried to pay last, "" if nobody did. open: begun and not ended. attempts: of the
    newest payment, oldest first. declined: why its last try did not pay, None when it did or nobody tried.
    plan: the parts, empty without a schedule. payments: those that brought money, oldest first. refunds:
    those that stand, oldest first.
    """

    order: Order
    status: Standing
    money: Received
    due: Due | None = None
    until: datetime | None = None
    seconds_left: int | None = None
    way: str = ""
    open: Payment | None = None
    attempts: Sequence[PaymentAttempt] = ()
    declined: Decline | None = None
    plan: Sequence[PartView] = ()
    payments: Sequence[Payment] = ()
    refunds: Sequence[Refund] = ()
    is_refund_stuck: bool = False

    @property
    def amount(self) -> Decimal | None:
        return self.due.amount if self.due else None

    @property
    def is_due(self) -> bool:
        return self.status == Standing.DUE

    @property
    def is_paid(self) -> bool:
        return self.status == Standing.PAID

    @property
    def is_expired(self) -> bool:
        return self.status == Standing.EXPIRED

    @property
    def is_checking(self) -> bool:
        return self.status == Standing.CHECKING

    @property
    def goes_back(self) -> Decimal:
        """Money of a cancelled order that no refund stands for: either one follows at once, or it has failed
        and the staff see to it (`is_refund_stuck`).
        """
        return self.money.net if self.order.is_cancelled else ZERO

    @property
    def left(self) -> Decimal:
        """Still to be paid, now or later."""
        return max(ZERO, self.order.total - self.money.settled)

    @property
    def pays_later(self) -> bool:
        """In cash or by card, when the order is handed over: nothing is asked for on a page."""
        return self.order.payment_method == PaymentMethod.CASH_ON_DELIVERY and not self.plan

    @property
    def is_told(self) -> bool:
        """Whether there is anything to say of money at all."""
        asked = self.status != Standing.NOTHING and not (self.pays_later and self.is_due)
        return bool(asked or self.plan or self.payments or self.refunds)

    @property
    def asks(self) -> bool:
        """Whether the customer is asked to pay now, on a page."""
        return self.is_due and not self.pays_later


def payment_status(order: Order) -> OrderMoney:
    """Everything that is to be told of an order's money, in at most four queries."""
    if order.is_request:
        return OrderMoney(order, Standing.NOTHING, Received(ZERO, ZERO))
    found = list(
        order.payments.select_related("gateway").prefetch_related("attempts", "refunds").order_by("pk")
    )
    brought = [payment for payment in found if payment.status == PaymentStatus.COMPLETED]
    written = [refund for payment in found for refund in payment.refunds.all()]
    refunds = [refund for refund in written if refund.status in STANDING]
    counted = {payment.pk for payment in brought}
    money = received_of(
        [(each.captured, each.refunded) for each in brought],
        [(each.amount, each.reason, each.status) for each in refunds if each.payment_id in counted],
    )
    plan = plan_of(order, settled=money.settled)
    due = due_from(order, settled=money.settled, plan=plan)
    newest = found[-1] if found else None
    current = newest if newest is not None and _is_open(newest) else None
    return OrderMoney(
        order=order,
        way=newest.gateway.gateway_type if newest else "",
        status=_standing(order, found, due, money),
        money=money,
        due=due,
        until=order.pay_until,
        seconds_left=seconds_left(order.pay_until),
        open=current,
        attempts=list(newest.attempts.all()) if newest else (),
        declined=decline_of(newest) if newest else None,
        plan=plan,
        payments=brought,
        is_refund_stuck=len(refunds) < len(written),
        refunds=sorted(refunds, key=lambda refund: refund.pk),
    )


def ways_of(order: Order, amount: Decimal, *, user) -> Sequence[Way]:
    """The ways to pay now. user: who looks; the balance is offered to the order's own customer alone."""
    is_own = user is not None and user.is_authenticated and order.user_id == user.pk
    return ways_to_pay(amount, user=user if is_own else None)


def preferred(ways: Sequence[Way], wanted: str = "") -> str:
    """The way that is ticked: the wanted one where it can pay, else the owner's first that can."""
    able = [way.code for way in ways if not way.is_short]
    return wanted if wanted in able else next(iter(able), "")


def is_returned(refund: Refund) -> bool:
    return refund.status == RefundStatus.COMPLETED


def _standing(order: Order, found: Sequence[Payment], due: Due | None, money: Received) -> Standing:
    if any(payment.is_looked_into for payment in found):
        return Standing.CHECKING
    if order.is_cancelled:
        timed_out = order.cancel_reason == CancelReason.PAYMENT_TIMEOUT
        return Standing.EXPIRED if timed_out else Standing.NOTHING
    if due is not None:
        over = order.status == OrderStatus.PENDING and order.pay_until and order.pay_until <= clock.now()
        return Standing.EXPIRED if over else Standing.DUE
    return Standing.PAID if money.captured and money.settled >= order.total else Standing.NOTHING


def _is_open(payment: Payment) -> bool:
    is_over = payment.expires_at is not None and payment.expires_at <= clock.now()
    return payment.status == PaymentStatus.PENDING and not is_over


def decline_of(payment: Payment) -> Decline | None:
    """Why the last try of an open or failed payment did not pay; None when it did, or nobody tried. What the
    bank said last: that somebody went away from the page of the provider is no refusal.
    """
    if payment.status == PaymentStatus.PENDING:
        tries = list(payment.attempts.all())
        if tries and tries[-1].status == AttemptStatus.FAILED:
            return Decline(tries[-1].failure_reason or Decline.OTHER)
    if payment.status == PaymentStatus.FAILED:
        return Decline(payment.decline or Decline.OTHER)
    return None


def seconds_left(until: datetime | None) -> int | None:
    """Rounded up: when they are counted down, the time is over indeed."""
    return None if until is None else max(0, ceil((until - clock.now()).total_seconds()))


def _sum(amounts) -> Decimal:
    return sum(amounts, ZERO)
