"""Giving money back: never more than came in, split to the kopeck, each once."""

from decimal import Decimal

import pytest

from inventory.models import StockItem
from istok.roles import MANAGER
from orders.enums import CancelReason, EventKind, OrderStatus, PaymentState, Role
from orders.services.moves import cancel_order
from payments.admin_forms import STAFF_REASONS
from payments.enums import ONLINE, GatewayType, RefundReason, RefundRoad, RefundStatus
from payments.errors import (
    AmountWrong,
    GatewayUnavailable,
    PaymentNotFound,
    RefundAboveLimit,
    RefundExceeds,
    RefundReasonWrong,
)
from payments.models import PaymentTransaction, Refund
from payments.selectors.gateways import balance_of
from payments.services.cash import record_cash
from payments.services.refunds import hand_out, refund_payment
from payments.services.reviewing import send_back_received
from payments.services.syncing import sync_payment
from tests.factories.orders import make_order, move_to
from tests.factories.people import make_admin, make_customer, make_staff

from .scenes import after, begin, fresh, odd_payment, pay, run_outbox, story, switch_on, waiting_order
from .till import let_managers_refund

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make_admin()


def give_back(payment, amount, actor, key="key", **wishes) -> Refund:
    wishes = {"reason": RefundReason.DISCOUNT, **wishes}
    return refund_payment(payment.pk, Decimal(amount), actor=actor, key=key, **wishes)


@pytest.mark.parametrize("gateway_type", sorted(ONLINE))
def test_two_parts_and_the_rest_are_the_whole(fake, admin, gateway_type):
    order = waiting_order()
    payment = pay(fake, order, gateway_type)

    for number, amount in enumerate(["1000.01", "333.33"]):
        give_back(payment, amount, admin, key=str(number))
        run_outbox()
    assert fresh(order).payment_state == PaymentState.PARTLY_REFUNDED
    give_back(payment, fresh(payment).refundable, admin, key="rest")
    run_outbox()

    payment = fresh(payment)
    assert payment.refunded == payment.captured
    assert fresh(order).payment_state == PaymentState.REFUNDED
    assert fake.counters[gateway_type]["refunds"] == 3
    assert fake.counters[gateway_type]["refunded_sum"] == payment.charged
    assert {refund.status for refund in Refund.objects.all()} == {RefundStatus.COMPLETED}
    assert sum(PaymentTransaction.objects.values_list("amount", flat=True)) == 0
    assert story(order).count(EventKind.REFUNDED) == 3


def test_more_than_came_in_is_refused_and_written_nowhere(fake, admin):
    payment = pay(fake, waiting_order())
    give_back(payment, payment.captured - 100, admin)

    with pytest.raises(RefundExceeds) as refusal:
        give_back(payment, "100.01", admin, key="more")

    assert refusal.value.refundable == Decimal("100.00")
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_amounts_that_are_none(fake, admin, amount):
    payment = pay(fake, waiting_order())

    with pytest.raises(AmountWrong):
        give_back(payment, amount, admin)


def test_same_key_is_the_same_refund(fake, admin):
    payment = pay(fake, waiting_order())

    assert give_back(payment, "10", admin).pk == give_back(payment, "10", admin).pk
    assert fresh(payment).refunded == Decimal("10.00")


@pytest.mark.parametrize(
    "reason", [reason for reason in STAFF_REASONS if reason != RefundReason.ORDER_CANCELLED]
)
def test_manager_gives_back_up_to_the_limit_of_one_order_in_all(fake, admin, reason):
    let_managers_refund(1000)
    order, manager = make_order(), make_staff(MANAGER)
    payment = record_cash(order.pk, Decimal("5000"), actor=admin)

    give_back(payment, "600", manager, key="1", reason=reason)
    with pytest.raises(RefundAboveLimit):
        give_back(payment, "400.01", manager, key="2", reason=reason)
    give_back(payment, "400", manager, key="3", reason=reason)

    assert fresh(payment).refunded == Decimal("1000.00")


def test_what_the_shop_owed_takes_nothing_off_the_limit(fake, admin):
    """Wrong money that was sent back is no present of anybody's."""
    let_managers_refund(1000)
    payment = odd_payment(fake)
    send_back_received(payment.pk, actor=admin, note="Не та сумма")
    run_outbox()
    paid = pay(fake, fresh(payment.order))

    give_back(paid, "1000", make_staff(MANAGER))

    assert fresh(paid).refunded == Decimal("1000.00")


@pytest.mark.parametrize("reason", [RefundReason.SURPLUS, RefundReason.ORDER_CANCELLED])
def test_what_was_not_owed_is_not_given_back_as_if_it_was(fake, admin, reason):
    """Else the order would owe it again, and the balance would pay it back unasked."""
    payment = pay(fake, waiting_order())

    with pytest.raises(RefundReasonWrong):
        give_back(payment, "1000", admin, reason=reason)

    assert not Refund.objects.exists()
    assert fresh(payment.order).payment_state == PaymentState.PAID


def test_manager_gives_nothing_back_before_the_owner_sets_a_limit(fake):
    payment = pay(fake, waiting_order())

    with pytest.raises(RefundAboveLimit):
        give_back(payment, "0.01", make_staff(MANAGER))


def test_refund_that_the_provider_refuses_can_be_given_again(fake, admin):
    payment = pay(fake, waiting_order())
    fake.refunds_become("failed")
    refund = give_back(payment, "500", admin)

    run_outbox()

    assert fresh(refund).status == RefundStatus.FAILED
    assert fresh(payment).refunded == 0
    assert fresh(payment.order).payment_state == PaymentState.PAID
    fake.refunds_become("completed")
    give_back(payment, "500", admin, key="again")
    run_outbox()
    assert fresh(payment).refunded == Decimal("500.00")


def test_refund_on_its_way_ends_when_the_provider_says_so(fake, admin):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    fake.refunds_become("pending")
    refund = give_back(payment, "500", admin)
    run_outbox()
    assert fresh(refund).status == RefundStatus.PENDING

    fake.settle(fresh(refund).gateway_refund_id)
    sync_payment(payment.pk)

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fresh(refund).processed_at


@pytest.mark.parametrize("trouble", ["error_after", "drop", "error_before"])
def test_provider_in_trouble_gives_back_once(fake, admin, trouble):
    payment = pay(fake, waiting_order(), GatewayType.STRIPE)
    fake.fail("POST", "/stripe/v1/refunds", trouble)
    refund = give_back(payment, "500", admin)

    run_outbox()
    assert fresh(refund).status == RefundStatus.REQUESTED
    with after(minutes=2):
        run_outbox()

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fake.counters["stripe"]["refunds"] == 1


def test_refund_made_in_the_providers_cabinet_is_written_down_once(fake):
    order = waiting_order()
    payment = pay(fake, order)
    fake.refund(payment.gateway_reference, Decimal("700.00"))

    for _ in range(3):
        sync_payment(payment.pk)
        run_outbox()

    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.status) == (
        Decimal("700.00"),
        RefundReason.AT_PROVIDER,
        RefundStatus.COMPLETED,
    )
    assert fresh(order).payment_state == PaymentState.PARTLY_REFUNDED
    assert fake.counters["test_gateway"]["refunds"] == 1


def test_refund_to_the_balance_needs_no_provider(fake, admin):
    customer = make_customer()
    order = waiting_order(user=customer)
    payment = pay(fake, order)

    give_back(payment, "500", admin, road=RefundRoad.BALANCE)
    run_outbox()

    assert balance_of(customer) == Decimal("500.00")
    assert fake.counters["test_gateway"]["refunds"] == 0
    assert Refund.objects.get().status == RefundStatus.COMPLETED


def test_guest_has_no_balance_to_be_refunded_to(fake, admin):
    payment = pay(fake, waiting_order())

    with pytest.raises(GatewayUnavailable):
        give_back(payment, "500", admin, road=RefundRoad.BALANCE)


def test_returned_pieces_lie_on_the_shelf_once(fake, admin):
    order = waiting_order()
    payment = pay(fake, order)
    move_to(order, OrderStatus.DELIVERED, actor=admin)
    item = order.items.get()

    for key in ("1", "2"):
        give_back(
            payment, "100", admin, key=key, reason=RefundReason.GOODS_RETURNED, returned_items=[item.pk]
        )

    assert StockItem.objects.values_list("on_hand", "reserved").get() == (10, 0)


def test_cash_of_a_cancelled_order_waits_until_somebody_gives_it_back(admin):
    order = make_order()
    payment = record_cash(order.pk, order.total, actor=admin)
    cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.OUT_OF_STOCK, actor=admin)
    run_outbox()
    refund = payment.refunds.get()
    assert refund.status == RefundStatus.REQUESTED

    hand_out(refund.pk, actor=admin)

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fresh(refund).actor == admin
    with pytest.raises(PaymentNotFound):
        hand_out(refund.pk, actor=admin)


def test_unpaid_payment_has_nothing_to_give_back(fake, admin):
    switch_on()
    payment = begin(waiting_order())

    with pytest.raises(RefundExceeds):
        give_back(payment, "1", admin)
