"""What the money of an order does to the order. The caller holds the order's row."""

from decimal import Decimal

from django.db import transaction

from cart.enums import OrderKind
from core import clock
from core.errors import DomainError
from orders.enums import CancelReason, EventKind, OrderStatus, PaymentMethod, ReservationState, Role
from orders.models import Order, Reservation
from orders.services.events import write_event
from orders.services.moves import confirm_paid

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


def settle(payment: Payment) -> None:
    """Money of `payment` has just come in for its order: move the order on, or send back what is too much."""
    order = payment.order
    net = received(order).net
    data = {"payment": payment.pk, "amount": f"{payment.amount:.2f}"}
    if order.status == OrderStatus.CANCELLED:
        if not _revived(order, net, data):
            why = "late" if order.cancel_reason == CancelReason.PAYMENT_TIMEOUT else "cancelled"
            _send_back(payment, payment.amount, reason=RefundReason.LATE_MONEY, why=why)
    elif net > order.total:
        surplus = min(net - order.total, payment.amount)
        _send_back(payment, surplus, reason=RefundReason.SURPLUS, why="surplus")
    else:
        _tell_paid(order, net, data)
    order.refresh_from_db()
    recount(order)


def _tell_paid(order: Order, net: Decimal, data: dict) -> None:
    write_event(order, EventKind.PAID, role=Role.SYSTEM, data=data)
    if order.status != OrderStatus.PENDING:
        return
    if order.kind == OrderKind.READY_MADE and net >= order.total:
        confirm_paid(order.pk, data=data)
    elif order.pay_until is not None:  # a part is there, so nobody takes the pieces away any more
        order.pay_until = None
        order.save(update_fields=["pay_until", "updated_at"])


def _revived(order: Order, net: Decimal, data: dict) -> bool:
    """Whether an order that was cancelled for want of money could be taken up again."""
    if order.cancel_reason != CancelReason.PAYMENT_TIMEOUT or net < order.total:
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
    if order.pay_until is None:
        return
    order.pay_until = max(order.pay_until, clock.now() + PaymentMethod.ONLINE.window)
    order.save(update_fields=["pay_until", "updated_at"])
    Reservation.objects.filter(order_item__order=order, state=ReservationState.HELD).update(
        expires_at=order.pay_until
    )
