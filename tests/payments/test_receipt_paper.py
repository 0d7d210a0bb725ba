"""The receipt on paper comes once for each payment of an order, and once more with prepaid goods."""

from decimal import Decimal

import pytest

from core.models import Outbox
from core.outbox import send_again
from core.private_storage import private_storage
from orders.enums import OrderStatus
from orders.models import Order, OrderDocument
from orders.selectors.documents import documents_of
from payments.enums import FeeBearer, GatewayType
from payments.services.papers import paper_of_payment
from payments.services.starting import open_top_up, start
from payments.services.syncing import sync_payment
from tests.factories.company import make_company
from tests.factories.documents import text_of
from tests.factories.orders import make_order, move_to
from tests.factories.payments import take_cash
from tests.factories.people import make_admin, make_customer

from .scenes import begin, dead, pay, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


def papers(order: Order) -> list[tuple[str, str]]:
    return list(OrderDocument.objects.filter(order=order).order_by("pk").values_list("number", "key"))


def text(number: str) -> str:
    document = OrderDocument.objects.get(number=number)
    with private_storage().open(document.storage_name) as stream:
        return text_of(stream.read())


def test_paid_order_gets_its_receipt_with_the_invoice_number(fake):
    make_company(vat_code=1)
    order = waiting_order()
    payment = pay(fake, order)

    run_outbox()

    assert papers(order) == [(payment.invoice_number, f"receipt:{payment.payment_id}")]
    told = text(payment.invoice_number)
    for words in (
        f"Чек № {payment.invoice_number}",
        f"Заказ {order.order_id}",
        "Оплачено этим платежом 64 200,00 ₽",
        "Способ оплаты банковской картой",
        "Вид расчёта предоплата 100 %",
        "Осталось оплатить ничего",
        "Фискальный чек направлен на a•••@example.com.",
    ):
        assert words in told
    assert list(documents_of(order, is_open=False)) == [OrderDocument.objects.get()]


def test_paper_is_drawn_once_however_often_it_is_asked_for(fake):
    make_company()
    order = waiting_order()
    payment = pay(fake, order)
    run_outbox()
    Outbox.objects.filter(topic="payments.receipt").update(done_at=None)

    run_outbox()
    paper_of_payment(payment.pk)

    assert len(papers(order)) == 1


def test_second_payment_tells_of_the_first_and_an_untold_fiscal_receipt_is_not_named():
    make_company()
    order = make_order()
    first = take_cash(order, Decimal("4200.00"))
    second = take_cash(order)

    run_outbox()

    assert [number for number, _key in papers(order)] == [first.invoice_number, second.invoice_number]
    assert "Осталось оплатить 60 000,00 ₽" in text(first.invoice_number)
    assert "Вид расчёта частичная предоплата" in text(first.invoice_number)
    told = text(second.invoice_number)
    assert "4 200,00 ₽, при получении, наличными или картой" in told
    assert "Осталось оплатить ничего" in told
    assert "Фискальный" not in told


def test_fee_of_the_customer_is_told_beside_the_sum(fake):
    make_company()
    switch_on(percentage_fee=Decimal("2"), fee_bearer=FeeBearer.CUSTOMER)
    order = waiting_order()
    payment = begin(order)
    fake.pay(payment.gateway_reference)
    payment = sync_payment(payment.pk)

    run_outbox()

    told = text(payment.invoice_number)
    assert "Оплачено этим платежом 64 200,00 ₽" in told
    assert "Способ оплаты банковской картой; сверх того комиссия 1 284,00 ₽" in told


def test_paper_names_what_was_charged_in_another_currency(fake):
    make_company(vat_code=1)
    switch_on(GatewayType.PAYPAL, name="PayPal", rate=Decimal("89"))
    order = waiting_order()
    payment = begin(order, GatewayType.PAYPAL)
    fake.pay(payment.gateway_reference)
    payment = sync_payment(payment.pk)

    run_outbox()

    told = text(payment.invoice_number)
    assert "Оплачено этим платежом 64 200,00 ₽" in told
    assert "списано 721,35 $ по курсу 89,00" in told


def test_prepaid_goods_come_with_a_paper_of_full_payment():
    make_company()
    order = make_order()
    payment = take_cash(order)

    move_to(order, OrderStatus.DELIVERED, actor=make_admin("olga"))
    run_outbox()

    number = f"{payment.invoice_number}-2"
    assert papers(order)[1:] == [(number, f"receipt:handover:{order.order_id}")]
    told = text(number)
    assert "Вид расчёта полный расчёт" in told
    assert "Способ оплаты зачёт предоплаты" in told
    assert "Осталось оплатить ничего" in told


def test_paper_of_handed_over_goods_does_not_call_a_part_the_whole():
    make_company()
    order = make_order()
    payment = take_cash(order, "50000")

    move_to(order, OrderStatus.DELIVERED, actor=make_admin("olga"))
    run_outbox()

    told = text(f"{payment.invoice_number}-2")
    assert "Зачтено из оплаченного раньше 50 000,00" in told
    assert "часть суммы, остальное к доплате" in told
    assert "Оплачено этим платежом" not in told
    assert "полный расчёт" not in told


def test_paper_waits_for_the_data_of_the_company_and_is_drawn_when_they_are_there():
    make_company(inn="", address="")
    order = make_order()
    take_cash(order)
    run_outbox()
    assert papers(order) == []
    [told] = dead()
    assert "не заполнено: ИНН, адрес" in told

    make_company()
    [row] = Outbox.objects.filter(topic="payments.receipt")
    assert send_again(row.pk)
    run_outbox()

    assert len(papers(order)) == 1
    assert dead() == []


def test_top_up_has_no_paper(fake):
    make_company(vat_code=1)
    switch_on()
    user = make_customer()
    top_up = start(open_top_up(user.pk, Decimal("500.00"), gateway_type=GatewayType.TEST_GATEWAY).pk)
    fake.pay(top_up.gateway_reference)

    assert sync_payment(top_up.pk).invoice_number

    assert not Outbox.objects.filter(topic="payments.receipt").exists()
