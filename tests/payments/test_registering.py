"""Receipts reach the register once, whatever happens on the way, and wait in sight where there is none."""

from decimal import Decimal

import pytest

from core.models import Outbox
from core.outbox import send_again
from orders.enums import OrderStatus
from orders.models import Order
from payments.enums import GatewayType, ReceiptKind, ReceiptStatus
from payments.errors import GatewayUnavailable, VatNotSet
from payments.models import FiscalReceipt
from payments.selectors.gateways import what_is_missing
from payments.services import registering
from payments.services.gateways import change_gateway
from payments.services.registering import register_again, register_waiting
from payments.services.starting import open_payment
from tests.factories.company import make_company
from tests.factories.orders import make_order, move_to
from tests.factories.payments import take_cash
from tests.factories.people import make_admin

from .receipts import registered
from .scenes import after, dead, fresh, pay, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db
REGISTER = "/register/v1/receipts"


@pytest.fixture(autouse=True)
def company():
    return make_company(vat_code=1, tax_system_code=2)


@pytest.fixture
def boss():
    return make_admin()


@pytest.fixture
def no_register(fake, settings):
    settings.PAYMENT_PROVIDERS = {
        name: entry for name, entry in settings.PAYMENT_PROVIDERS.items() if name != "register"
    }
    return fake


def test_handover_of_what_yookassa_took_is_registered_there_when_there_is_no_register(no_register, boss):
    fake, order = no_register, waiting_order()
    payment = pay(fake, order, GatewayType.YOOKASSA)
    fake.fail("POST", "/yookassa/v3/receipts", "error_after")

    move_to(order, OrderStatus.DELIVERED, actor=boss)
    run_outbox()
    with after(minutes=2):
        run_outbox()

    final = FiscalReceipt.objects.get(kind=ReceiptKind.FULL_PAYMENT)
    [told] = [each for number, each in fake.state.receipts.items() if number.startswith("rt-")]
    assert (final.status, final.register_id) == (ReceiptStatus.REGISTERED, told["id"])
    assert final.fiscal_number == told["fiscal_document_number"]
    assert (told["type"], told["payment_id"]) == ("payment", payment.gateway_reference)
    assert [item["payment_mode"] for item in told["items"]] == ["full_payment"]
    assert told["settlements"] == [
        {"type": "prepayment", "amount": {"value": f"{order.total:.2f}", "currency": "RUB"}}
    ]


def test_handover_of_what_came_by_several_payments_waits_for_a_register(no_register, boss):
    order = waiting_order()
    take_cash(order, Decimal("100.00"))
    pay(no_register, order, GatewayType.YOOKASSA)

    move_to(order, OrderStatus.DELIVERED, actor=boss)
    run_outbox()

    assert FiscalReceipt.objects.get(kind=ReceiptKind.FULL_PAYMENT).status == ReceiptStatus.REQUESTED
    assert dead() == []


@pytest.mark.parametrize("trouble", ["error_before", "error_after", "drop"])
def test_silent_register_gets_the_receipt_later_and_once(fake, trouble):
    take_cash(make_order())
    fake.fail("POST", REGISTER, trouble)

    run_outbox()
    waiting = FiscalReceipt.objects.get().status
    with after(minutes=2):
        run_outbox()

    assert waiting == ReceiptStatus.REQUESTED
    assert FiscalReceipt.objects.get().status == ReceiptStatus.REGISTERED
    assert fake.counters["register"]["receipts"] == 1


def test_receipt_that_the_register_refuses_is_failed_and_can_be_sent_again(fake, boss):
    order = make_order()
    Order.objects.filter(pk=order.pk).update(contact_email="", contact_phone="")
    take_cash(fresh(order))
    run_outbox()
    receipt = FiscalReceipt.objects.get()
    assert (receipt.status, receipt.failure_reason) == (ReceiptStatus.FAILED, "receipt_without_contact")

    Order.objects.filter(pk=order.pk).update(contact_email="anna@example.com")
    assert register_again(receipt.pk, actor=boss)
    run_outbox()

    receipt = fresh(receipt)
    assert (receipt.status, receipt.failure_reason) == (ReceiptStatus.REGISTERED, "")
    assert not register_again(receipt.pk, actor=boss)
    assert len(registered(fake)) == 1


def test_without_a_register_receipts_wait_and_nothing_fails(no_register, settings):
    take_cash(make_order())
    run_outbox()
    assert FiscalReceipt.objects.get().status == ReceiptStatus.REQUESTED
    assert not Outbox.objects.filter(topic="payments.fiscal").exists()
    assert (dead(), register_waiting()) == ([], 0)

    settings.PAYMENT_PROVIDERS = {
        "register": {"url": f"{no_register.url}/register", "key": "fake-register-key"}
    }
    with after(hours=2):
        assert register_waiting() == 1
        run_outbox()

    assert FiscalReceipt.objects.get().status == ReceiptStatus.REGISTERED


def test_real_register_hears_nothing_of_test_money(fake, boss, settings):
    order = waiting_order()
    pay(fake, order, GatewayType.STRIPE)
    settings.DEBUG = settings.TEST_GATEWAY = False

    move_to(order, OrderStatus.DELIVERED, actor=boss)
    run_outbox()
    with after(hours=2):
        register_waiting()
        run_outbox()

    assert (dead(), registered(fake)) == ([], [])
    assert set(FiscalReceipt.objects.values_list("status", flat=True)) == {ReceiptStatus.REQUESTED}


def test_receipts_of_test_money_keep_no_other_waiting(fake, boss, settings, monkeypatch):
    monkeypatch.setattr(registering, "AT_MOST", 1)
    pay(fake, waiting_order())
    order = waiting_order()
    take_cash(order)
    settings.DEBUG = settings.TEST_GATEWAY = False
    Outbox.objects.all().delete()

    with after(hours=2):
        assert register_waiting() == 1
        run_outbox()

    [receipt] = FiscalReceipt.objects.filter(status=ReceiptStatus.REGISTERED)
    assert receipt.order == order


def test_without_the_vat_nothing_is_supposed_in_the_owners_place(fake, company, boss):
    stripe, yookassa = switch_on(GatewayType.STRIPE), switch_on(GatewayType.YOOKASSA)
    type(company).objects.update(vat_code=None)

    with pytest.raises(GatewayUnavailable):
        open_payment(waiting_order().pk, gateway_type=GatewayType.YOOKASSA)

    assert "НДС в фискальных чеках" in what_is_missing(yookassa)
    assert what_is_missing(stripe) == ""
    type(yookassa).objects.filter(pk=yookassa.pk).update(is_active=False)
    with pytest.raises(VatNotSet):
        change_gateway(yookassa.pk, actor=boss, is_active=True)


def test_receipt_without_the_vat_waits_on_the_dead_list_until_it_is_filled_in(fake, company):
    company.vat_code = None
    company.save()
    take_cash(make_order())
    run_outbox()
    assert fake.calls("POST", REGISTER) == 0
    [row] = Outbox.objects.filter(topic="payments.fiscal")
    assert "НДС в фискальных чеках" in row.error
    assert row.dead_at is not None

    company.vat_code = 11
    company.save()
    assert send_again(row.pk)
    run_outbox()

    [asked] = registered(fake)
    assert [item["vat_code"] for item in asked["items"]] == [12]
