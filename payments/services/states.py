"""What the money of an order does to the order. The caller holds the order's row."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cart.enums import OrderKind
from core import clock
from core.errors import DomainError
from orders.enums import CancelReason, EventKind, OrderStatus, PaymentMethod, ReservationState, Role
from orders.models import Order, Reservation
from orders.services.events import write_event
from orders.services.moves import confirm_paid
from users.models import CustomUser

from ..enums import RefundReason
from ..models import Payment
from ..selectors.debts import payment_state, received
from .refund_rows import refund_by_shop


def recount(order: Order) -> None:
    """Write `payment_state`; nobody else does."""
    state = payment_state(order, received(order))
    if state != order.payment_state:
        order.payment_state = state
        order.version += 1
        order.save(update_fields=["payment_state", "version", "updated_at"])


def settle(payment: Payment, *, actor: CustomUser | None = None) -> None:
    """Money of `payment` has just come in for its order: move the order on, or send back what is too much.

    actor: who of the staff took it or let it count; None when it came by itself.
    """
    order = payment.order
    settled = received(order).settled
    data = {"payment": payment.pk, "amount": f"{payment.amount:.2f}"}
    if order.status == OrderStatus.CANCELLED:
        if not _revived(order, settled, data):
            why = "late" if order.cancel_reason == CancelReason.PAYMENT_TIMEOUT else "cancelled"
            _send_back(payment, payment.amount, reason=RefundReason.LATE_MONEY, why=why)
    elif settled > order.total:
        surplus = min(settled - order.total, payment.amount)
        _send_back(payment, surplus, reason=RefundReason.SURPLUS, why="surplus")
    else:
        _tell_paid(order, settled, data, actor)
    order.refresh_from_db()
    recount(order)


def _tell_paid(order: Order, settled: Decimal, data: dict, actor: CustomUser | None) -> None:
    role = Role.STAFF if actor else Role.SYSTEM
    write_event(order, EventKind.PAID, role=role, actor=actor, data=data)
    if order.status != OrderStatus.PENDING:
        return
    if order.kind == OrderKind.READY_MADE and settled >= order.total:
        confirm_paid(order.pk, data=data)
    elif order.pay_until is not None:  # a part is there, so nobody takes the pieces away any more
        _hold_until(order, None)


def _revived(order: Order, settled: Decimal, data: dict) -> bool:
    """Whether an order that was cancelled for want of money could be taken up again."""
    if order.cancel_reason != CancelReason.PAYMENT_TIMEOUT or settled < order.total:
        return False
    try:
        with transaction.atomic():
            confirm_paid(order.pk, data=data)
    except DomainError:  # a piece is gone
        return False
    return True


def _send_back(payment: Payment, amount: Decimal, *, reason: RefundReason, why: str) -> None:
    told = {"payment": payment.pk, "amount": f"{amount:.2f}", "why": why}
    write_event(payment.order, EventKind.PAID_LATE, role=Role.SYSTEM, data=told)
    refund_by_shop(payment, amount, reason=reason, key=f"{reason}:{payment.payment_id}")


def extend_hold(order: Order) -> None:
    """Money is held at the bank and about to be taken: the pieces must not go meanwhile."""
    if order.pay_until is not None:
        _hold_until(order, max(order.pay_until, clock.now() + PaymentMethod.ONLINE.window))


def stop_clock(order: Order) -> None:
    """Money came that somebody has to look at: the order does not run out before he has."""
    if order.status == OrderStatus.PENDING and order.pay_until is not None:
        _hold_until(order, None)


def open_window(order: Order) -> None:
    """An order that waits for online payment can be paid anew, as long as at first."""
    method = PaymentMethod(order.payment_method)
    if order.status == OrderStatus.PENDING and order.pay_until is None and method.window:
        _hold_until(order, clock.now() + method.window)


def _hold_until(order: Order, moment: datetime | None) -> None:
    order.pay_until = moment
    order.save(update_fields=["pay_until", "updated_at"])
    Reservation.objects.filter(order_item__order=order, state=ReservationState.HELD).update(
        expires_at=order.pay_until
    )
