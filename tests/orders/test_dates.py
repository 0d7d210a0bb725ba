"""Days that staff promise: possible ones, for orders that are still under way."""

from datetime import timedelta

import pytest

from core import clock
from orders.enums import OrderStatus
from orders.errors import DateTooEarly, DateTooFar, OrderOver
from orders.models import OrderEvent
from orders.services.changes import set_dates
from tests.factories.orders import make_order, move_to
from tests.factories.people import make_admin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days", "refusal"), [(-1, DateTooEarly), (5 * 365 + 1, DateTooFar), (2_800_000, DateTooFar)]
)
@pytest.mark.parametrize("field", ["promised_date", "deadline"])
def test_a_day_that_cannot_be_meant_is_refused_beside_its_field(field, days, refusal):
    order = make_order()
    given = {"promised_date": None, "deadline": None, field: clock.today() + timedelta(days=days)}

    with pytest.raises(refusal) as told:
        set_dates(order.pk, actor=make_admin(), version=order.version, **given)

    assert list(told.value.fields) == [field]
    order.refresh_from_db()
    assert (order.promised_date, order.deadline, order.version) == (None, None, 1)


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.INSTALLED])
def test_nothing_is_promised_for_an_order_that_is_over(status):
    boss = make_admin()
    order = move_to(make_order(), status, actor=boss)
    events = OrderEvent.objects.count()

    with pytest.raises(OrderOver):
        set_dates(order.pk, actor=boss, version=order.version, promised_date=clock.today(), deadline=None)

    assert OrderEvent.objects.count() == events
