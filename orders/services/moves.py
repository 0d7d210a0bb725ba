"""Moving an order along its table of moves: one lock, one move, one event."""

from collections.abc import Sequence

from django.db import transaction

from cart.enums import OrderKind
from core import clock
from inventory.errors import Shortage
from users.models import CustomUser

from ..enums import (
    CUSTOMER_REASONS,
    STAFF_REASONS,
    Action,
    CancelReason,
    EventKind,
    OrderStatus,
    PaymentState,
    Role,
)
from ..errors import OrderChanged, OrderNotFound, TransitionRefused
from ..models import Order
from ..transitions import check
from .events import write_event
from .pieces import consume_pieces, hold_again, hold_gifts, return_pieces
from .promotion_uses import count_promotions_again, return_promotions

DATED = {OrderStatus.DELIVERED: "delivery_date", OrderStatus.INSTALLED: "installation_date"}


def lock_order(order_id: int, *, version: int | None = None) -> Order:
    """The order's row, held until the transaction ends. Raises OrderNotFound, OrderChanged."""
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound
    if version is not None and order.version != version:
        raise OrderChanged
    return order


@transaction.atomic
def act(
    order_id: int, action: Action, *, actor: CustomUser | None, version: int | None = None, note: str = ""
) -> Order:
    """One named action of the staff, or of the shop itself when `actor` is None; not for cancelling, nor for
    what late money takes up again.

    Accepting a request holds its gifts, confirming sells the held pieces; a gift that ran out becomes a note
    for the staff. Raises TransitionRefused, OrderChanged, OrderNotFound; writes nothing then.
    """
    if action in {Action.CANCEL, Action.REVIVE}:
        raise ValueError(f"{action} has a service of its own")
    order = lock_order(order_id, version=version)
    role = Role.STAFF if actor else Role.SYSTEM
    move = check(action, status=order.status, kind=order.kind, role=role)
    missing = []
    if order.kind == OrderKind.MADE_TO_ORDER and action in {Action.ACCEPT, Action.CONFIRM}:
        missing = hold_gifts(order)
    if action == Action.CONFIRM:
        consume_pieces(order)
    _move(order, move.target)
    write_event(order, move.event, role=role, actor=actor, note=note)
    _tell_missing(order, missing)
    return order


@transaction.atomic
def confirm_paid(order_id: int, *, data: dict) -> Order:
    """The whole sum is there: a ready-made order that waits for it is confirmed; one that was cancelled for
    want of it stands again, with its pieces and promotions.

    data: of the event. Raises OutOfStock when a piece of a cancelled one is gone, TransitionRefused for every
    other state; writes nothing then.
    """
    order = lock_order(order_id)
    revived = order.cancel_reason == CancelReason.PAYMENT_TIMEOUT
    move = check(
        Action.REVIVE if revived else Action.CONFIRM,
        status=order.status,
        kind=order.kind,
        role=Role.SYSTEM,
    )
    missing = []
    if revived:
        missing = hold_again(order)
        count_promotions_again(order)
        order.cancel_reason = ""
    consume_pieces(order)
    _move(order, move.target)
    write_event(order, move.event, role=Role.SYSTEM, data=data)
    _tell_missing(order, missing)
    return order


@transaction.atomic
def cancel_order(
    order_id: int,
    *,
    role: Role,
    reason: CancelReason,
    actor: CustomUser | None = None,
    version: int | None = None,
    note: str = "",
) -> Order:
    """Call an order off: pieces and promotions go back once, the customer is told.

    actor: empty for a guest and for the shop itself. Raises TransitionRefused, OrderChanged, OrderNotFound;
    writes nothing then.
    """
    order = lock_order(order_id, version=version)
    move = check(Action.CANCEL, status=order.status, kind=order.kind, role=role)
    reasons = {Role.CUSTOMER: CUSTOMER_REASONS, Role.STAFF: STAFF_REASONS}.get(role, tuple(CancelReason))
    if reason not in reasons:
        raise TransitionRefused(f"unknown reason {reason!r}", code="unknown_reason")
    call_off(order, reason=reason)
    write_event(order, move.event, role=role, actor=actor, note=note, data={"reason": reason})
    return order


def call_off(order: Order, *, reason: CancelReason) -> None:
    """The part that cancelling and expiring share. The caller holds the order and writes the event."""
    return_pieces(order)
    return_promotions(order)
    order.cancel_reason = reason
    _move(order, OrderStatus.CANCELLED)


@transaction.atomic
def expire_order(order_id: int) -> bool:
    """Cancel an order whose payment window is over; False when it was paid, cancelled or given more time.

    Two sweepers at once cancel it once: the second finds it cancelled.
    """
    order = lock_order(order_id)
    due = order.pay_until is not None and order.pay_until <= clock.now()
    if not due or order.status != OrderStatus.PENDING or order.payment_state != PaymentState.UNPAID:
        return False
    call_off(order, reason=CancelReason.PAYMENT_TIMEOUT)
    write_event(order, EventKind.EXPIRED, role=Role.SYSTEM, data={"reason": CancelReason.PAYMENT_TIMEOUT})
    return True


def _tell_missing(order: Order, missing: Sequence[Shortage]) -> None:
    """Gifts that ran out are for the staff to mend."""
    if missing:
        told = " ".join(map(str, missing))
        write_event(order, EventKind.NOTE, role=Role.SYSTEM, is_public=False, note=told)


def _move(order: Order, target: OrderStatus) -> None:
    order.status = target
    order.version += 1
    order.pay_until = None  # the window belongs to a pending order
    if column := DATED.get(target):
        setattr(order, column, clock.today())
    order.save()
