"""The table of moves: which action leads from which status to which, and who may do it.

Every pair that is not here is refused with a reason and writes nothing. Pure.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cart.enums import OrderKind

from .enums import Action, EventKind, OrderStatus, Role
from .errors import TransitionRefused

S = OrderStatus


@dataclass(frozen=True, slots=True)
class Move:
    """sources: where the action starts; target: where it ends. kinds: of which orders."""

    sources: frozenset[OrderStatus]
    target: OrderStatus
    event: EventKind
    roles: frozenset[Role]
    kinds: frozenset[OrderKind] = frozenset(OrderKind)


STAFF = frozenset({Role.STAFF})

MOVES: dict[Action, Move] = {
    Action.ACCEPT: Move(
        frozenset({S.DRAFT}), S.PENDING, EventKind.ACCEPTED, STAFF, frozenset({OrderKind.MADE_TO_ORDER})
    ),
    Action.CONFIRM: Move(frozenset({S.PENDING}), S.PROCESSING, EventKind.CONFIRMED, STAFF | {Role.SYSTEM}),
    Action.SHIP: Move(frozenset({S.PROCESSING}), S.SHIPPED, EventKind.SHIPPED, STAFF),
    Action.DELIVER: Move(frozenset({S.SHIPPED}), S.DELIVERED, EventKind.DELIVERED, STAFF),
    Action.INSTALL: Move(frozenset({S.DELIVERED}), S.INSTALLED, EventKind.INSTALLED, STAFF),
    Action.CANCEL: Move(
        frozenset({S.DRAFT, S.PENDING, S.PROCESSING}), S.CANCELLED, EventKind.CANCELLED, frozenset(Role)
    ),
    # Only what was not paid in time: `orders.services.moves.confirm_paid` sees to it.
    Action.REVIVE: Move(
        frozenset({S.CANCELLED}),
        S.PROCESSING,
        EventKind.REVIVED,
        frozenset({Role.SYSTEM}),
        frozenset({OrderKind.READY_MADE}),
    ),
}

# A customer may still call off what we make for him until production begins, which is when it is processed.
CUSTOMER_CANCELS = {
    OrderKind.READY_MADE: frozenset({S.PENDING, S.PROCESSING}),
    OrderKind.MADE_TO_ORDER: frozenset({S.DRAFT, S.PENDING}),
}


def allowed(action: Action, *, status: OrderStatus, kind: OrderKind, role: Role) -> bool:
    """Whether `action` is possible now for somebody in `role`."""
    move = MOVES[action]
    if role not in move.roles or kind not in move.kinds or status not in move.sources:
        return False
    return action != Action.CANCEL or role != Role.CUSTOMER or status in CUSTOMER_CANCELS[kind]


def allowed_actions(*, status: OrderStatus, kind: OrderKind, role: Role) -> list[Action]:
    """In the order of an order's life; cancelling comes last."""
    return [action for action in Action if allowed(action, status=status, kind=kind, role=role)]


def check(action: Action, *, status: OrderStatus, kind: OrderKind, role: Role) -> Move:
    """The move, or TransitionRefused with a sentence that says why not."""
    if allowed(action, status=status, kind=kind, role=role):
        return MOVES[action]
    label = OrderStatus(status).label
    if action == Action.CANCEL and role == Role.CUSTOMER:
        if status == S.CANCELLED:
            raise TransitionRefused(_("This order is cancelled already."))
        raise TransitionRefused(
            _("This order is %(status)s and can no longer be cancelled here. Please call us.")
            % {"status": label}
        )
    if role not in MOVES[action].roles:
        raise TransitionRefused(_("“%(action)s” is not yours to do.") % {"action": Action(action).label})
    raise TransitionRefused(
        _("“%(action)s” is not possible: the order is %(status)s.")
        % {"action": Action(action).label, "status": label}
    )
