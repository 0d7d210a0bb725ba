"""What was not paid in time goes back, at the minute, once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from catalog.models import Variant
from core import clock
from core.models import Outbox
from inventory.models import StockItem
from orders.enums import Action, CancelReason, EventKind, OrderStatus, PaymentMethod, PaymentState, Role
from orders.models import Order
from orders.services import expiry
from orders.services.expiry import cancel_stale, expire_due, free_held
from orders.services.moves import act, cancel_order, expire_order
from orders.services.notes import write_note
from orders.tasks import STALE_DAYS
from orders.tasks import cancel_stale as cancel_stale_task
from orders.tasks import expire_due as expire_due_task
from tests.factories.orders import kinds, make_order, make_request, move_to
from tests.factories.people import make_admin
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db


def reserved() -> int:
    return StockItem.objects.get().reserved


def after(order: Order, **delta):
    return clock.hold(order.order_date + timedelta(**delta))


def cancel_as_read(order: Order):
    """What `cancel_stale` goes on to do with the order as the list had it."""
    as_read = list(expiry.stale(days=STALE_DAYS).values_list("pk", "version"))
    assert as_read == [(order.pk, order.version)]
    return lambda: expiry.call_off_each(expiry.cancel_as_read, as_read)


def online() -> Order:
    return make_order({"KS-OAK": 2}, method=PaymentMethod.ONLINE)


def test_at_14_59_the_pieces_are_held_and_at_15_01_they_are_free():
    order = online()

    with after(order, minutes=14, seconds=59):
        early = (expire_due(), reserved())
    with after(order, minutes=15, seconds=1):
        late = (expire_due(), reserved())

    assert (early, late) == ((0, 2), (1, 0))
    order.refresh_from_db()
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.PAYMENT_TIMEOUT)
    assert kinds(order) == [EventKind.PLACED, EventKind.EXPIRED]


def test_expired_twice_is_expired_once():
    make_promotion(total_limit=3)
    order = online()

    with after(order, minutes=16):
        counts = [expire_due(), expire_due(), expire_order(order.pk)]

    assert counts == [1, 0, False]
    assert reserved() == 0
    assert kinds(order) == [EventKind.PLACED, EventKind.EXPIRED]
    assert Outbox.objects.filter(topic="mail.order_expired").count() == 1
    assert order.promotion_uses.get().promotion.used_count == 0


@pytest.mark.parametrize(
    "change",
    [
        {"payment_state": PaymentState.PAID},
        {"payment_state": PaymentState.DEPOSIT_PAID},
        {"status": OrderStatus.PROCESSING},
        {"pay_until": None},
    ],
    ids=str,
)
def test_what_was_paid_confirmed_or_given_time_stays(change):
    order = online()
    Order.objects.filter(pk=order.pk).update(**change)

    with after(order, minutes=16):
        assert expire_due() == 0
        assert expire_order(order.pk) is False

    assert reserved() == 2


def test_payment_on_delivery_has_no_window():
    order = make_order()

    with after(order, days=3):
        assert expire_due() == 0

    assert order.pay_until is None


def test_confirming_closes_the_window():
    order = move_to(online(), OrderStatus.PROCESSING, actor=make_admin())

    assert order.pay_until is None
    with after(order, minutes=16):
        assert expire_due() == 0


def test_a_buyer_who_needs_the_pieces_does_not_wait_for_the_schedule():
    order = online()
    variant_id = order.items.get().variant_id

    with after(order, minutes=16):
        freed = [free_held([variant_id + 1]), free_held([variant_id])]

    assert (freed, reserved()) == ([0, 1], 0)


def test_task_and_command_do_the_same():
    first, second = online(), online()
    out = StringIO()

    with after(second, minutes=16):
        assert expire_order(first.pk)
        call_command("expire_orders", stdout=out)
        assert expire_due_task() == 0

    assert out.getvalue() == "1\n"


def test_what_nobody_paid_or_confirmed_for_a_hundred_days_is_cancelled_and_kept():
    order, request = make_order(), make_request()
    with_papers = make_order()
    Order.objects.filter(pk=with_papers.pk).update(contract_number="К-1")

    with after(with_papers, days=STALE_DAYS + 1):
        counts = [cancel_stale(days=STALE_DAYS + 2), cancel_stale_task(), cancel_stale_task()]

    assert counts == [0, 1, 0]
    statuses = {row.pk: row.status for row in Order.objects.all()}
    assert statuses == {
        order.pk: OrderStatus.CANCELLED,
        request.pk: OrderStatus.DRAFT,
        with_papers.pk: OrderStatus.PENDING,
    }


@pytest.mark.parametrize(
    ("state", "count"),
    [(state, int(state in {PaymentState.UNPAID, PaymentState.REFUNDED})) for state in PaymentState],
)
def test_what_has_money_is_not_forgotten_and_what_gave_it_back_is(state, count):
    order = make_order()
    Order.objects.update(payment_state=state)

    with after(order, days=STALE_DAYS + 1):
        assert cancel_stale(days=STALE_DAYS) == count


def test_what_staff_write_about_is_not_forgotten():
    order = make_order()
    with after(order, days=STALE_DAYS - 1):
        write_note(order.pk, actor=make_admin(), text="Ждём ключи от квартиры", is_public=False)

    with after(order, days=STALE_DAYS + 1):
        assert cancel_stale(days=STALE_DAYS) == 0


def test_what_is_confirmed_while_the_list_is_worked_off_stays():
    order = make_order()
    with after(order, days=STALE_DAYS + 1):
        due = cancel_as_read(order)
        act(order.pk, Action.CONFIRM, actor=make_admin())
        assert due() == 0

    assert Order.objects.get().status == OrderStatus.PROCESSING


def test_one_order_that_cannot_be_called_off_keeps_nobody_waiting(caplog):
    broken, order = online(), make_order({"KS-ASH": 1}, method=PaymentMethod.ONLINE)
    StockItem.objects.filter(variant__sku="KS-OAK").update(reserved=0)
    variants = list(Variant.objects.values_list("pk", flat=True))

    with after(order, minutes=16):
        counts = [free_held(variants), expire_due()]

    assert counts == [1, 0]
    assert Order.objects.get(pk=broken.pk).status == OrderStatus.PENDING
    assert f"order {broken.pk} could not be called off" in caplog.text


def test_an_order_that_was_cancelled_before_is_no_longer_due():
    order = online()
    cancel_order(order.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)

    with after(order, minutes=16):
        assert expire_due() == 0

    assert kinds(order) == [EventKind.PLACED, EventKind.CANCELLED]
