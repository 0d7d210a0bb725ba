"""Our books against a provider's: what was lost is brought in, a difference of one rouble is found."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import clock
from payments.enums import GatewayType, PaymentStatus
from payments.models import Payment, PaymentGateway
from payments.services.reconciliation import reconcile
from tests.factories.payments import take_cash

from .scenes import after, begin, fresh, pay, switch_on, waiting_order

pytestmark = pytest.mark.django_db
GATEWAYS = [GatewayType.TEST_GATEWAY, GatewayType.STRIPE, GatewayType.PAYPAL, GatewayType.YOOKASSA]


def command(**options) -> tuple[int, str]:
    """Exit code and what it printed."""
    out = StringIO()
    try:
        call_command("reconcile_payments", stdout=out, **options)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


@pytest.fixture(autouse=True)
def only_what_is_switched_on():
    PaymentGateway.objects.update(is_active=False)


@pytest.mark.parametrize("gateway_type", GATEWAYS)
def test_books_that_agree_end_with_nothing(fake, gateway_type):
    pay(fake, waiting_order(), gateway_type)

    code, told = command()

    assert code == 0
    assert "сверено платежей — 1, расхождений — 0" in told
    assert "Расхождений нет." in told


@pytest.mark.parametrize("gateway_type", GATEWAYS)
def test_planted_rouble_is_found(fake, gateway_type):
    payment = pay(fake, waiting_order(), gateway_type)
    fake.tamper(payment.gateway_reference, amount=payment.charged + 1)

    code, told = command()

    [row] = [line for line in told.splitlines() if payment.invoice_number in line]
    assert code == 1
    assert row.split()[:3] == [
        payment.invoice_number,
        f"{payment.charged:.2f}",
        f"{payment.charged + 1:.2f}",
    ]
    assert row.endswith("полученная сумма")
    assert "Расхождений: 1." in told
    assert fresh(payment).review_reason == "differs_captured"
    assert fresh(payment).status == PaymentStatus.COMPLETED


def test_payment_whose_webhook_was_lost_is_brought_in(fake):
    switch_on()
    payment = begin(waiting_order())
    fake.pay(payment.gateway_reference)

    code, _told = command()

    assert code == 0
    assert fresh(payment).status == PaymentStatus.COMPLETED


def test_refund_of_the_cabinet_is_brought_in(fake):
    payment = pay(fake, waiting_order())
    fake.refund(payment.gateway_reference, Decimal("100.00"))

    code, _told = command()

    assert code == 0
    assert fresh(payment).refunded == Decimal("100.00")


def test_money_that_only_the_provider_knows_of_is_named(fake):
    payment = pay(fake, waiting_order())
    Payment.objects.filter(pk=payment.pk).update(gateway_reference="lost")

    assert "провайдеру неизвестен" not in command()[1]  # a report may be hours late
    with after(hours=4, minutes=1):
        code, told = command()

    assert code == 1
    assert "нам неизвестен" in told
    assert "провайдеру неизвестен" in told


def test_one_payment_that_cannot_be_asked_is_named_and_stops_no_other(fake):
    switch_on(GatewayType.STRIPE)
    lost = [
        begin(waiting_order(email=f"{number}@example.com", phone=f"+7921999999{number}"), GatewayType.STRIPE)
        for number in range(2)
    ]
    for payment in lost:
        fake.pay(payment.gateway_reference)
        fake.state.take(fake.payment(payment.gateway_reference))
    silent = lost[1]
    fake.fail("GET", f"/stripe/v1/checkout/sessions/{silent.gateway_reference}", "error_before", times=9)

    code, told = command()

    assert [fresh(payment).status for payment in lost] == [PaymentStatus.COMPLETED, PaymentStatus.PENDING]
    assert code == 1
    assert str(silent.payment_id) in told
    assert fresh(silent).review_reason == "differs_captured"


def test_only_the_days_that_are_asked_for_are_compared(fake):
    payment = pay(fake, waiting_order())
    fake.tamper(payment.gateway_reference, amount=payment.charged + 1)

    with after(days=10):
        assert command(days=3)[0] == 0
        assert command(days=11)[0] == 1


def test_one_gateway_is_compared_also_when_it_is_switched_off(fake):
    payment = pay(fake, waiting_order())
    fake.tamper(payment.gateway_reference, amount=payment.charged + 1)
    PaymentGateway.objects.update(is_active=False)

    assert command()[0] == 0
    assert command(gateway=GatewayType.TEST_GATEWAY)[0] == 1


def test_silent_provider_is_told_and_counts_as_a_difference(fake):
    gateway = switch_on()
    fake.fail("GET", "/test/v1/payments", "error_before", times=5)

    code, told = command()

    assert code == 1
    assert f"{gateway.name}: нет ответа" in told


def test_cash_has_no_provider_to_be_compared_with(fake):
    gateway = switch_on()
    take_cash(waiting_order())

    assert reconcile(gateway, since=clock.now()).looked_at == 0
    assert command()[0] == 0
