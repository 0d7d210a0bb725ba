"""Asking providers unasked: one at a time, nobody in vain, and one broken row stops nothing."""

from decimal import Decimal

import pytest

from core.models import Outbox
from orders.enums import CancelReason, Role
from orders.services.moves import cancel_order
from payments.enums import GatewayType, PaymentStatus, RefundReason, RefundStatus
from payments.models import Payment
from payments.services import rounds
from payments.services.cash import record_cash
from payments.services.polling import reconcile_recent, sync_if_stale, sync_open
from payments.services.refunds import refund_payment
from payments.services.starting import open_top_up, start
from tests.factories.people import make_admin, make_customer

from .scenes import after, begin, fresh, let_time_out, pay, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db
PATHS = {GatewayType.TEST_GATEWAY: "/test/v1/payments", GatewayType.STRIPE: "/stripe/v1/checkout/sessions"}


def top_up(gateway_type: str = GatewayType.TEST_GATEWAY, name: str = "anna") -> Payment:
    """Begun at the provider, and not paid."""
    switch_on(gateway_type)
    customer = make_customer(name, email=f"{name}@example.com")
    return start(open_top_up(customer.pk, Decimal("1000"), gateway_type=gateway_type).pk)


def asked(fake, gateway_type: str = GatewayType.TEST_GATEWAY) -> int:
    return fake.calls("GET", PATHS[gateway_type])


def silence(fake, gateway_type: str = GatewayType.TEST_GATEWAY) -> None:
    fake.fail("GET", PATHS[gateway_type], "error_before", times=1000)


def test_of_four_pages_that_wait_one_asks(fake):
    switch_on()
    payment = begin(waiting_order())
    pages = [fresh(payment) for _ in range(4)]

    for page in pages:
        sync_if_stale(page)
    assert asked(fake) == 1
    with after(seconds=4):
        for page in pages:
            sync_if_stale(page)

    assert asked(fake) == 2


def test_provider_that_hangs_is_left_alone_for_a_while(fake, settings):
    settings.PAYMENT_CALL_SECONDS = 0.2
    switch_on()
    payment = begin(waiting_order())
    fake.fail("GET", PATHS[GatewayType.TEST_GATEWAY], "hang", times=100, seconds=0.4)

    for seconds in (0, 1, 5, 14):
        with after(seconds=seconds):
            assert sync_if_stale(fresh(payment)).status == PaymentStatus.PENDING
    assert asked(fake) == 1
    with after(seconds=16):
        sync_if_stale(fresh(payment))

    assert asked(fake) == 2


def test_payment_that_we_gave_up_is_asked_about_for_a_day(fake):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    let_time_out(order)
    before = asked(fake)

    with after(minutes=15, hours=24, seconds=-5):
        sync_if_stale(fresh(payment))
    assert asked(fake) == before + 1
    with after(minutes=16, hours=24):
        sync_if_stale(fresh(payment))

    assert asked(fake) == before + 1


@pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.CANCELLED, PaymentStatus.EXPIRED])
def test_money_that_comes_within_an_hour_after_the_end_is_found_by_the_schedule(fake, status):
    payment = top_up()
    Payment.objects.update(status=status)
    fake.pay(payment.gateway_reference)

    with after(hours=24, minutes=59):
        assert sync_open() == 1

    assert fresh(payment).status == PaymentStatus.COMPLETED


def test_what_ended_long_ago_is_asked_about_by_nobody(fake):
    top_up()
    Payment.objects.update(status=PaymentStatus.EXPIRED)

    with after(hours=25, minutes=1):
        assert sync_open() == 0


def test_capture_that_paypal_still_looks_at_is_asked_about_for_days(fake):
    payment = top_up(GatewayType.PAYPAL)
    told = {"provider": {"capture_status": "PENDING"}}
    Payment.objects.update(status=PaymentStatus.EXPIRED, metadata=told)
    fake.pay(payment.gateway_reference)

    with after(days=5):
        assert sync_open() == 1


def test_silent_gateway_is_asked_once_in_a_run_and_the_others_are_asked_all_the_same(fake):
    for name in ("anna", "boris", "vera"):
        top_up(GatewayType.STRIPE, name)
    last = top_up(name="gleb")
    fake.pay(last.gateway_reference)
    silence(fake, GatewayType.STRIPE)
    before = asked(fake, GatewayType.STRIPE)

    assert sync_open() == 2

    assert asked(fake, GatewayType.STRIPE) == before + 1
    assert fresh(last).status == PaymentStatus.COMPLETED


def test_payment_that_never_gets_an_answer_comes_last_the_next_time(fake):
    broken, good = top_up(GatewayType.STRIPE, "anna"), top_up(GatewayType.STRIPE, "boris")
    fake.fail("GET", f"{PATHS[GatewayType.STRIPE]}/{broken.gateway_reference}", "error_before", times=1000)
    fake.pay(good.gateway_reference)

    sync_open()
    assert fresh(good).status == PaymentStatus.PENDING
    sync_open()

    assert fresh(good).status == PaymentStatus.COMPLETED


def test_row_that_cannot_be_worked_with_stops_nothing(fake, caplog):
    broken, good = top_up(name="anna"), top_up(name="boris")
    Payment.objects.filter(pk=broken.pk).update(metadata=[])
    fake.pay(good.gateway_reference)

    assert sync_open() == 2

    assert fresh(good).status == PaymentStatus.COMPLETED
    assert f"_ask {broken.pk} failed" in caplog.text


def test_nothing_is_begun_once_the_time_of_a_run_is_over(fake, monkeypatch):
    top_up()
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 0)

    assert sync_open() == 0
    assert asked(fake) == 0


def test_refund_whose_outbox_row_is_dead_is_taken_up_by_the_schedule(fake):
    payment = pay(fake, waiting_order())
    refund = refund_payment(
        payment.pk, Decimal("1000"), actor=make_admin(), reason=RefundReason.OTHER, key="once"
    )
    Outbox.objects.filter(topic="payments.refund").delete()

    with after(minutes=59):
        sync_open()
    assert fresh(refund).status == RefundStatus.REQUESTED
    with after(minutes=61):
        sync_open()

    assert fresh(refund).status == RefundStatus.COMPLETED
    assert fake.counters["test_gateway"]["refunds"] == 1


def test_cash_that_waits_to_be_handed_out_asks_nobody():
    boss = make_admin()
    order = waiting_order()
    switch_on(GatewayType.CASH_ON_DELIVERY)
    payment = record_cash(order.pk, order.total, actor=boss)
    cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.OUT_OF_STOCK, actor=boss)
    run_outbox()

    with after(days=1):
        assert sync_open() == 0

    assert payment.refunds.get().status == RefundStatus.REQUESTED


def test_gateway_that_cannot_be_compared_keeps_no_other_from_it(fake, settings):
    switch_on(GatewayType.STRIPE, sort_order=1)
    payment = top_up()
    fake.pay(payment.gateway_reference)
    settings.PAYMENT_PROVIDERS = {"test_gateway": settings.PAYMENT_PROVIDERS["test_gateway"]}

    assert reconcile_recent() == 0

    assert fresh(payment).status == PaymentStatus.COMPLETED
