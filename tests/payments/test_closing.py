"""The end of what nobody paid: it comes whatever the provider says, and held money does not stay held."""

import threading
import time
from decimal import Decimal

import pytest
from django.db import transaction

from core.models import Outbox
from orders.enums import CancelReason, Role
from orders.services.moves import cancel_order
from payments.enums import GatewayType, PaymentStatus
from payments.models import Payment
from payments.providers.base import OutcomeUnknown
from payments.services.closing import cancel_at_provider, expire_open
from payments.services.locks import outside_transaction
from payments.services.starting import open_top_up, start
from tests.factories.people import make_customer

from .scenes import after, begin, fresh, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db
YOOKASSA = "/yookassa/v3/payments"


def top_up(gateway_type: str, name: str) -> Payment:
    switch_on(gateway_type)
    customer = make_customer(name, email=f"{name}@example.com")
    return start(open_top_up(customer.pk, Decimal("1000"), gateway_type=gateway_type).pk)


def cancelled(payment: Payment) -> Payment:
    cancel_order(payment.order_id, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
    return payment


@pytest.mark.parametrize("trouble", ["no keys", "other mode", "silent", "broken row"])
def test_time_is_over_whatever_the_provider_says(fake, settings, trouble):
    first, second = top_up(GatewayType.STRIPE, "anna"), top_up(GatewayType.TEST_GATEWAY, "boris")
    if trouble == "no keys":
        settings.PAYMENT_PROVIDERS = {"test_gateway": settings.PAYMENT_PROVIDERS["test_gateway"]}
    elif trouble == "other mode":
        switch_on(GatewayType.STRIPE, is_test_mode=False)
    elif trouble == "silent":
        fake.fail("GET", "/stripe/v1/checkout/sessions", "error_before", times=100)
    else:
        Payment.objects.filter(pk=first.pk).update(metadata=[])

    with after(hours=25):
        assert expire_open() == 2

    assert [fresh(each).status for each in (first, second)] == [PaymentStatus.EXPIRED] * 2


def test_silent_gateway_is_asked_once_by_the_run_that_ends_payments(fake):
    for name in ("anna", "boris", "vera"):
        top_up(GatewayType.STRIPE, name)
    fake.fail("GET", "/stripe/v1/checkout/sessions", "error_before", times=100)
    before = fake.calls("GET", "/stripe/v1/checkout/sessions")

    with after(hours=25):
        assert expire_open() == 3

    assert fake.calls("GET", "/stripe/v1/checkout/sessions") == before + 1


def test_hold_that_comes_while_the_page_is_being_closed_is_let_go(fake):
    """YooKassa cannot close a page that waits: the customer pays between our word and our second look."""
    switch_on(GatewayType.YOOKASSA)
    payment = cancelled(begin(waiting_order(), GatewayType.YOOKASSA))
    before = fake.calls("GET", YOOKASSA)
    fake.fail("GET", YOOKASSA, "slow", times=2)
    fake.fail("GET", YOOKASSA, "slow", seconds=1)

    def pay_meanwhile() -> None:
        while fake.calls("GET", YOOKASSA) < before + 3:
            time.sleep(0.01)
        fake.pay(payment.gateway_reference)

    customer = threading.Thread(target=pay_meanwhile, daemon=True)
    customer.start()
    Payment.objects.filter(pk=payment.pk).update(status=PaymentStatus.CANCELLED)
    with pytest.raises(OutcomeUnknown, match="still_held"):
        cancel_at_provider(payment.pk)
    customer.join(5)
    cancel_at_provider(payment.pk)

    assert fake.counters["yookassa"]["cancelled"] == 1
    assert fake.counters["yookassa"]["captured"] == 0


def test_approval_at_paypal_holds_nothing_and_needs_no_second_word(fake):
    switch_on(GatewayType.PAYPAL)
    payment = begin(waiting_order(), GatewayType.PAYPAL)
    fake.pay(payment.gateway_reference)
    cancelled(payment)

    run_outbox()

    assert not Outbox.objects.filter(done_at=None, topic="payments.cancel").exists()
    assert fake.counters["paypal"]["captured"] == 0


def test_page_that_the_provider_does_not_know_has_nothing_to_close(fake):
    switch_on(GatewayType.STRIPE)
    payment = begin(waiting_order(), GatewayType.STRIPE)
    fake.lose(payment.gateway_reference)
    cancelled(payment)

    run_outbox()

    assert not Outbox.objects.filter(done_at=None, topic="payments.cancel").exists()


def test_no_provider_is_asked_inside_a_transaction(fake):
    switch_on()
    payment = begin(waiting_order())
    outside_transaction()

    for act in (start, cancel_at_provider):
        with transaction.atomic(), pytest.raises(RuntimeError):
            act(payment.pk)
