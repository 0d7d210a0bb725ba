"""Money taken by hand, and orders paid in parts."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from orders.enums import Action, EventKind, OrderStatus, PaymentState, Role
from orders.errors import OrderChanged
from orders.models import OrderEvent
from orders.services.moves import act
from payments.enums import Purpose
from payments.errors import AmountWrong, NothingDue, ScheduleWrong
from payments.models import PaymentSchedule
from payments.selectors.debts import due_of, plan_of, received
from payments.selectors.gateways import balance_of
from payments.services.balance_payments import pay_waiting
from payments.services.cash import record_cash
from payments.services.plans import NewPart, ask_for_due_parts, ask_for_part, plan_payments, suggested
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.people import make_admin, make_customer

from .scenes import begin, fresh, give_balance, pay, run_outbox, switch_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_admin()


def kitchen(boss, **wishes):
    """Accepted, so that it can be paid for: 480 000 ₽."""
    return act(make_request(**wishes).pk, Action.ACCEPT, actor=boss)


def plan(order, boss, *amounts: str, due: int = 1, **wishes):
    parts = [NewPart(f"часть {n}", Decimal(each), is_due=n <= due) for n, each in enumerate(amounts, 1)]
    return plan_payments(order.pk, parts, actor=boss, **wishes)


def test_cash_at_the_door_pays_the_order(boss):
    order = move_to(make_order(), OrderStatus.SHIPPED, actor=boss)

    payment = record_cash(order.pk, order.total, actor=boss)

    order = fresh(order)
    assert order.payment_state == PaymentState.PAID
    assert order.status == OrderStatus.SHIPPED
    assert payment.metadata == {"recorded_by": boss.pk}
    told = OrderEvent.objects.get(order=order, kind=EventKind.PAID)
    assert (told.role, told.actor) == (Role.STAFF, boss)


def test_cash_for_a_waiting_order_confirms_it(boss):
    order = make_order()

    record_cash(order.pk, order.total, actor=boss)

    assert fresh(order).status == OrderStatus.PROCESSING


@pytest.mark.parametrize("amount", ["0", "-5", "64200.01", "1.001"])
def test_cash_that_cannot_be(boss, amount):
    order = make_order()

    with pytest.raises(AmountWrong):
        record_cash(order.pk, Decimal(amount), actor=boss)
    assert received(order).captured == 0


def test_cash_is_not_taken_twice_by_two_forms(boss):
    order = make_order()
    version = order.version
    record_cash(order.pk, Decimal("1000"), actor=boss, version=version)

    with pytest.raises(OrderChanged):
        record_cash(order.pk, Decimal("1000"), actor=boss, version=version)


def test_cash_that_changes_no_state_is_not_taken_twice_either(boss):
    """A second part of money leaves the order «deposit paid», as it was."""
    order = make_order()
    record_cash(order.pk, Decimal("1000"), actor=boss)
    version = fresh(order).version
    record_cash(order.pk, Decimal("1000"), actor=boss, version=version)

    with pytest.raises(OrderChanged):
        record_cash(order.pk, Decimal("1000"), actor=boss, version=version)
    assert received(order).captured == 2000


def test_nothing_is_paid_for_a_request_or_a_cancelled_order(boss):
    request = make_request()

    with pytest.raises(NothingDue):
        record_cash(request.pk, Decimal("1"), actor=boss)
    with pytest.raises(NothingDue):
        plan(request, boss, "480000")


def test_what_is_made_to_order_is_not_due_before_somebody_plans_it(boss):
    order = kitchen(boss)
    assert due_of(order) is None

    plan(order, boss, "144000", "336000")

    due = due_of(order)
    assert (due.amount, due.purpose, due.part.number) == (Decimal("144000.00"), Purpose.DEPOSIT, 1)


def test_deposit_and_then_the_rest(fake, boss):
    order = kitchen(boss)
    first, second = plan(order, boss, "144000", "336000")

    pay(fake, order)
    assert fresh(order).payment_state == PaymentState.DEPOSIT_PAID
    assert fresh(order).status == OrderStatus.PENDING
    assert due_of(fresh(order)) is None
    ask_for_part(second.pk, actor=boss)
    payment = pay(fake, order)

    assert (payment.part_id, payment.purpose) == (second.pk, Purpose.STAGE)
    assert fresh(order).payment_state == PaymentState.PAID
    views = plan_of(order, settled=received(order).settled)
    assert [view.is_paid for view in views] == [True, True]


def test_what_is_left_is_due_once_the_customer_has_everything(boss):
    order = kitchen(boss)
    plan(order, boss, "144000", "336000")
    record_cash(order.pk, Decimal("144000"), actor=boss)
    assert due_of(fresh(order)) is None

    order = move_to(fresh(order), OrderStatus.INSTALLED, actor=boss)

    assert due_of(order).amount == Decimal("336000")


def test_part_is_due_on_its_day(boss):
    order = kitchen(boss)
    day = clock.today() + timedelta(days=3)
    plan_payments(order.pk, [NewPart("всё", order.total, due_date=day)], actor=boss)

    assert due_of(order) is None
    with clock.hold(clock.now() + timedelta(days=3)):
        assert due_of(order).amount == order.total


@pytest.mark.parametrize("amounts", [["480000.01"], ["479999.99"], ["480000", "0"], ["500000", "-20000"], []])
def test_parts_add_up_to_the_order(boss, amounts):
    order = kitchen(boss)

    with pytest.raises(ScheduleWrong):
        plan(order, boss, *amounts)
    assert not PaymentSchedule.objects.exists()


def test_paid_part_stays_as_it_is(fake, boss):
    order = kitchen(boss)
    plan(order, boss, "144000", "336000")
    pay(fake, order)

    with pytest.raises(ScheduleWrong):
        plan(order, boss, "150000", "330000")
    plan(order, boss, "144000", "100000", "236000")

    assert [part.amount for part in order.payment_parts.all()] == [144000, 100000, 236000]


def test_new_plan_closes_the_page_that_asks_for_the_old_sum(fake, boss):
    switch_on()
    order = kitchen(boss)
    plan(order, boss, "144000", "336000")
    payment = begin(order)

    plan(order, boss, "200000", "280000")

    assert fresh(payment).status == "cancelled"
    assert due_of(order).amount == Decimal("200000.00")


def test_two_forms_do_not_plan_over_each_other(boss):
    order = kitchen(boss)
    plan(order, boss, "480000", version=order.version)

    with pytest.raises(OrderChanged):
        plan(order, boss, "480000", version=order.version)


def test_suggested_deposit_is_the_owners(boss):
    order = kitchen(boss)

    assert [part.amount for part in suggested(order, Decimal("30"))] == [144000, 336000]
    assert [part.amount for part in suggested(order, None)] == [480000]


def test_balance_pays_only_the_part_that_is_due(boss):
    customer = make_customer()
    order = kitchen(boss, user=customer)
    plan(order, boss, "144000", "336000")
    give_balance(customer, "480000")

    paid = pay_waiting(customer.pk)

    assert [payment.amount for payment in paid] == [Decimal("144000.00")]
    assert fresh(order).payment_state == PaymentState.DEPOSIT_PAID


def test_balance_pays_a_part_as_soon_as_it_is_asked_for(boss):
    customer = make_customer()
    give_balance(customer, "480000")
    order = kitchen(boss, user=customer)
    first, _rest = plan(order, boss, "144000", "336000", due=0)
    run_outbox()
    assert fresh(order).payment_state == PaymentState.UNPAID

    ask_for_part(first.pk, actor=boss)
    run_outbox()

    assert fresh(order).payment_state == PaymentState.DEPOSIT_PAID
    assert balance_of(customer) == Decimal("336000.00")


def test_balance_pays_what_a_new_plan_asks_for_at_once(boss):
    customer = make_customer()
    give_balance(customer, "480000")
    order = kitchen(boss, user=customer)

    plan(order, boss, "144000", "336000")
    run_outbox()

    assert balance_of(customer) == Decimal("336000.00")


def test_balance_pays_a_part_when_its_day_comes(boss):
    customer = make_customer()
    give_balance(customer, "480000")
    order = kitchen(boss, user=customer)
    day = clock.today() + timedelta(days=3)
    plan_payments(order.pk, [NewPart("всё", order.total, due_date=day)], actor=boss)

    counts = []
    for days in (2, 3, 4):
        with clock.hold(clock.now() + timedelta(days=days)):
            counts.append(ask_for_due_parts())
            run_outbox()

    assert counts == [0, 1, 1]
    assert fresh(order).payment_state == PaymentState.PAID
    assert order.payments.count() == 1


def test_balance_pays_the_last_part_of_what_is_installed(boss):
    customer = make_customer()
    order = kitchen(boss, user=customer)
    _first, rest = plan(order, boss, "144000", "336000")
    record_cash(order.pk, Decimal("144000"), actor=boss)
    move_to(fresh(order), OrderStatus.INSTALLED, actor=boss)
    give_balance(customer, "336000")

    ask_for_part(rest.pk, actor=boss)
    run_outbox()

    assert fresh(order).payment_state == PaymentState.PAID
