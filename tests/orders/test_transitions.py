"""Every pair of action and status, for every kind of order and role: allowed or refused, as written here."""

from itertools import product

import pytest
from django.db import transaction

from cart.enums import OrderKind
from core.models import Outbox
from inventory.models import StockItem, StockMovement
from orders.enums import Action, CancelReason, EventKind, OrderStatus, Role
from orders.errors import TransitionRefused
from orders.models import Order, OrderEvent, PromotionUse, Reservation
from orders.services.moves import act, cancel_order, confirm_paid
from orders.services.pieces import return_pieces
from orders.transitions import allowed_actions, check
from promotions.models import CustomerUse, Promotion
from tests.factories.orders import kinds, make_order, make_request, move_to
from tests.factories.people import make_admin
from tests.factories.promotions import make_promotion

A, S, R = Action, OrderStatus, Role
READY, MADE = OrderKind.READY_MADE, OrderKind.MADE_TO_ORDER
# (action, status) → what it becomes, and for which kinds and roles. Whatever is not here is refused.
TABLE = {
    (A.ACCEPT, S.DRAFT): (S.PENDING, {MADE: {R.STAFF}}),
    (A.CONFIRM, S.PENDING): (S.PROCESSING, {READY: {R.STAFF, R.SYSTEM}, MADE: {R.STAFF, R.SYSTEM}}),
    (A.SHIP, S.PROCESSING): (S.SHIPPED, {READY: {R.STAFF}, MADE: {R.STAFF}}),
    (A.DELIVER, S.SHIPPED): (S.DELIVERED, {READY: {R.STAFF}, MADE: {R.STAFF}}),
    (A.INSTALL, S.DELIVERED): (S.INSTALLED, {READY: {R.STAFF}, MADE: {R.STAFF}}),
    (A.CANCEL, S.DRAFT): (S.CANCELLED, {READY: {R.STAFF, R.SYSTEM}, MADE: set(R)}),
    (A.CANCEL, S.PENDING): (S.CANCELLED, {READY: set(R), MADE: set(R)}),
    (A.CANCEL, S.PROCESSING): (S.CANCELLED, {READY: set(R), MADE: {R.STAFF, R.SYSTEM}}),
    (A.REVIVE, S.CANCELLED): (S.PROCESSING, {READY: {R.SYSTEM}}),
}
EVENTS = {
    A.ACCEPT: EventKind.ACCEPTED,
    A.CONFIRM: EventKind.CONFIRMED,
    A.SHIP: EventKind.SHIPPED,
    A.DELIVER: EventKind.DELIVERED,
    A.INSTALL: EventKind.INSTALLED,
    A.CANCEL: EventKind.CANCELLED,
    A.REVIVE: EventKind.REVIVED,
}
EVERY = list(product(Action, OrderStatus, OrderKind, Role))


def target(action, status, kind, role) -> OrderStatus | None:
    """What the table says; None for refused."""
    reached, who = TABLE.get((action, status), (None, {}))
    return reached if role in who.get(kind, ()) else None


def written() -> list:
    """Everything that a move may write."""
    counted = (OrderEvent, StockMovement, Outbox)
    return [
        *(model.objects.count() for model in counted),
        list(Order.objects.values()),
        list(StockItem.objects.values()),
        list(Reservation.objects.values()),
        list(PromotionUse.objects.values()),
    ]


def put_into(order: Order, status: OrderStatus) -> None:
    reason = CancelReason.PAYMENT_TIMEOUT if status == S.CANCELLED else ""
    Order.objects.filter(pk=order.pk).update(status=status, cancel_reason=reason)


def do(order: Order, action: Action, role: Role, boss) -> Order:
    if action == A.CANCEL:
        return cancel_order(order.pk, role=role, reason=CancelReason.OTHER)
    if action == A.REVIVE:
        return_pieces(order)  # as cancelling did
        return confirm_paid(order.pk, data={})
    return act(order.pk, action, actor=boss if role == R.STAFF else None)


@pytest.mark.parametrize("action", Action)
def test_the_table_of_moves_is_this_one(action):
    for _action, status, kind, role in [row for row in EVERY if row[0] == action]:
        expected = target(action, status, kind, role)
        if expected is None:
            with pytest.raises(TransitionRefused) as refused:
                check(action, status=status, kind=kind, role=role)
            assert refused.value.code == "transition_refused"
            assert len(refused.value.message) > 15
        else:
            move = check(action, status=status, kind=kind, role=role)
            assert (move.target, move.event) == (expected, EVENTS[action])


def test_what_staff_are_offered_is_what_they_may():
    for status, kind, role in product(OrderStatus, OrderKind, Role):
        offered = allowed_actions(status=status, kind=kind, role=role)
        assert offered == [action for action in Action if target(action, status, kind, role)]


@pytest.mark.parametrize(
    ("told", "meant"), [("paid", S.PROCESSING), ("new", S.PENDING), ("under_paying", S.PENDING)]
)
def test_statuses_of_the_owners_documents_are_understood(told, meant):
    assert OrderStatus(told) is meant
    with pytest.raises(ValueError, match="lost"):
        OrderStatus("lost")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OrderKind)
def test_services_move_by_the_table_and_a_refusal_writes_nothing(kind):
    boss = make_admin()
    order = make_order() if kind == READY else make_request()
    # A customer has no other action than cancelling, so no service asks for his role elsewhere.
    rows = [row for row in EVERY if row[2] == kind and (row[3] != R.CUSTOMER or row[0] == A.CANCEL)]
    # Money confirms what waits, and takes up again what was cancelled: one service, by what the order is.
    rows = [row for row in rows if row[0] != A.REVIVE or (row[1] == S.CANCELLED and row[3] == R.SYSTEM)]

    for action, status, _kind, role in rows:
        put_into(order, status)
        expected, before = target(action, status, kind, role), written()
        if expected is None:
            with pytest.raises(TransitionRefused):
                do(order, action, role, boss)
            assert written() == before
            continue
        try:
            with transaction.atomic():
                moved = do(order, action, role, boss)
                event = OrderEvent.objects.last()
                assert (moved.status, moved.version) == (expected, order.version + 1)
                assert (event.kind, event.role) == (EVENTS[action], role)
                raise Rehearsal
        except Rehearsal:
            assert written() == before


class Rehearsal(Exception):
    """Undoes what was only tried."""


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "no_such", CancelReason.PAYMENT_TIMEOUT, CancelReason.OUT_OF_STOCK])
def test_a_reason_that_is_not_the_customers_is_refused(reason):
    order = make_order()
    before = written()

    with pytest.raises(TransitionRefused) as refused:
        cancel_order(order.pk, role=R.CUSTOMER, reason=reason)

    assert refused.value.code == "unknown_reason"
    assert written() == before


def pieces() -> tuple[int, int]:
    item = StockItem.objects.get()
    return item.on_hand, item.reserved


@pytest.mark.django_db
def test_cancelling_gives_held_pieces_back_once():
    order = make_order({"KS-OAK": 2})
    assert pieces() == (10, 2)

    cancel_order(order.pk, role=R.CUSTOMER, reason=CancelReason.CHANGED_MIND)
    after = written()
    with pytest.raises(TransitionRefused):
        cancel_order(order.pk, role=R.CUSTOMER, reason=CancelReason.CHANGED_MIND)

    assert pieces() == (10, 0)
    assert written() == after
    assert kinds(order) == [EventKind.PLACED, EventKind.CANCELLED]


@pytest.mark.django_db
def test_cancelling_a_confirmed_order_puts_sold_pieces_on_the_shelf_again():
    boss, order = make_admin(), make_order({"KS-OAK": 2})
    act(order.pk, A.CONFIRM, actor=boss)
    assert pieces() == (8, 0)

    cancel_order(order.pk, role=R.STAFF, reason=CancelReason.NOT_REACHED, actor=boss)

    movements = StockMovement.objects.filter(reference=order.order_id).order_by("pk")
    assert pieces() == (10, 0)
    assert [movement.kind for movement in movements] == ["reserve", "consume", "return"]
    assert [row.state for row in Reservation.objects.all()] == ["released"]


@pytest.mark.django_db
def test_cancelling_gives_promotions_back_once():
    promotion = make_promotion(total_limit=5, per_customer_limit=1)
    order = make_order()
    assert Promotion.objects.get().used_count == 1
    assert PromotionUse.objects.get(order=order).promotion == promotion

    cancel_order(order.pk, role=R.STAFF, reason=CancelReason.OTHER, actor=make_admin())
    with pytest.raises(TransitionRefused):
        cancel_order(order.pk, role=R.STAFF, reason=CancelReason.OTHER)

    assert Promotion.objects.get().used_count == 0
    assert {row.used for row in CustomerUse.objects.all()} == {0}
    assert PromotionUse.objects.get().is_counted is False


@pytest.mark.django_db
def test_days_are_empty_until_they_happen():
    boss, order = make_admin(), make_order()
    dates = {}

    for status in (S.PROCESSING, S.SHIPPED, S.DELIVERED, S.INSTALLED):
        moved = move_to(order, status, actor=boss)
        dates[status] = [moved.delivery_date is not None, moved.installation_date is not None]

    assert list(dates.values()) == [[False, False], [False, False], [True, False], [True, True]]


@pytest.mark.django_db
def test_an_order_that_went_on_its_way_keeps_its_pieces_sold():
    boss, order = make_admin(), make_order({"KS-OAK": 2})
    move_to(order, S.SHIPPED, actor=boss)

    with pytest.raises(TransitionRefused, match="отменить"):
        cancel_order(order.pk, role=R.CUSTOMER, reason=CancelReason.CHANGED_MIND)

    assert pieces() == (8, 0)
