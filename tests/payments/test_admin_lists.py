"""Lists of money in the back office: filters, search, export, the inbox, receipts, the desk."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core import clock
from inventory.models import StockItem
from istok.roles import EDITOR
from payments.enums import GatewayType, InboxState, PaymentStatus, Purpose, RefundReason, RefundStatus
from payments.models import FiscalReceipt, Payment, Refund, WebhookEvent
from payments.services.refunds import fail
from tests.factories.orders import make_order
from tests.factories.payments import give_back, make_balance, make_paid_order, take_cash
from tests.factories.people import make_customer, make_staff

from .scenes import begin, fresh, pay, run_outbox, switch_on, waiting_order
from .till import logged, page, refusals, send, words

pytestmark = pytest.mark.django_db


def shown(client, name: str, **query) -> list[int]:
    return [row.pk for row in client.get(reverse(f"{name}:index"), query).context["object_list"]]


def make_webhook(**fields) -> WebhookEvent:
    given = {
        "gateway_type": GatewayType.STRIPE,
        "event_key": f"evt_{WebhookEvent.objects.count()}",
        "kind": "charge.succeeded",
        "received_at": clock.now(),
    }
    return WebhookEvent.objects.create(**given | fields)


def table(client, name: str, **query) -> list[dict]:
    answer = client.get(reverse(f"{name}:index"), {"export": "csv", **query})
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_payments_are_filtered(manager, fake):
    with clock.hold(clock.now() - timedelta(days=3)):
        old = take_cash(make_order())
    part = take_cash(make_order(), 100)
    switch_on()
    waits = begin(waiting_order())
    Payment.objects.filter(pk=part.pk).update(review_reason="differs_captured", purpose=Purpose.DEPOSIT)
    names = {old.pk: "old", part.pk: "part", waits.pk: "waits"}

    def found(**query) -> set[str]:
        return {names[pk] for pk in shown(manager, "payments", **query)}

    assert found() == {"old", "part", "waits"}
    assert found(status=PaymentStatus.PENDING) == {"waits"}
    assert found(status=[PaymentStatus.PENDING, PaymentStatus.COMPLETED]) == {"old", "part", "waits"}
    assert found(gateway=waits.gateway_id) == {"waits"}
    assert found(purpose=Purpose.DEPOSIT) == {"part"}
    assert found(review="yes") == {"part"}
    assert found(created_at_to=(clock.today() - timedelta(days=1)).isoformat()) == {"old"}
    assert found(created_at_from=clock.today().isoformat()) == {"part", "waits"}


def test_a_payment_is_found_by_any_of_its_numbers(manager, fake):
    make_paid_order()
    payment = pay(fake, waiting_order())

    for number in (
        payment.order.order_id, payment.order.order_id[4:].lower(), payment.invoice_number,
        str(payment.payment_id), str(payment.payment_id)[:8], payment.gateway_reference,
        payment.gateway_transaction_id, f"{payment.invoice_number} {payment.order.order_id}",
    ):  # fmt: skip
        assert shown(manager, "payments", q=number) == [payment.pk], number
    assert shown(manager, "payments", q="нет такого") == []
    for odd in ("x" * 10_000, "\x00", "%", "😀"):
        assert manager.get(reverse("payments:index"), {"q": odd}).status_code == 200


def test_refunds_are_filtered_and_found(manager, fake):
    payment = pay(fake, waiting_order())
    failed = give_back(payment, 100, reason=RefundReason.DISCOUNT)
    fail(failed.pk, reason="refused_later")
    cash = give_back(take_cash(make_order()), 50)
    Refund.objects.filter(pk=cash.pk).update(actor=None)

    assert shown(manager, "refunds", status=RefundStatus.FAILED) == [failed.pk]
    assert shown(manager, "refunds", reason=RefundReason.DISCOUNT) == [failed.pk]
    assert shown(manager, "refunds", waits="repeat") == [failed.pk]
    assert shown(manager, "refunds", waits="cash") == [cash.pk]
    assert shown(manager, "refunds", road="balance") == []
    assert shown(manager, "refunds", q=payment.order.order_id) == [failed.pk]
    assert shown(manager, "refunds", q=str(failed.refund_id)) == [failed.pk]
    give_back(payment, 100)
    assert shown(manager, "refunds", waits="repeat") == []


def test_tables_hold_what_was_filtered_in_words_and_no_formula(administrator):
    order = make_order(name="=cmd|' /C calc'!A0")
    payment = take_cash(order, 1000)
    give_back(payment, 400, reason=RefundReason.OTHER, note="=1+1", actor=administrator.person)
    run_outbox()
    give_back(payment, 150, actor=administrator.person)
    take_cash(make_order())
    customer = make_customer(first_name="=HYPERLINK(1)", last_name="")
    make_balance(customer, 5)

    paid = table(administrator, "payments", q=order.order_id)
    back = table(administrator, "refunds")
    balances = table(administrator, "balances")
    book = administrator.get(reverse("payments:index"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active

    assert len(paid) == 1
    assert [paid[0][name] for name in ("Статус", "Чем оплачен", "Возвращено, ₽", "В пути обратно, ₽")] == [
        "оплачен", "наличные", "400.00", "150.00",
    ]  # fmt: skip
    assert "'=1+1" in back[-1].values()
    assert sheet.max_row == 3
    assert [cell for row in balances for cell in row.values() if cell.startswith("=")] == []


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("payments", 13), ("refunds", 11), ("balances", 11), ("receipts", 11), ("webhooks", 11)],
)
def test_lists_cost_the_same_for_any_length(administrator, django_assert_num_queries, name, queries, count):
    for number in range(count):
        _fill(name, number, administrator.person)
    page(administrator, f"{name}:index")

    with django_assert_num_queries(queries):
        assert len(shown(administrator, name)) == count


def _fill(name: str, number: int, actor) -> None:
    if name == "balances":
        make_balance(make_customer(f"person-{number}"), 10)
    elif name == "webhooks":
        make_webhook(state=InboxState.DONE)
    else:
        payment = take_cash(make_order(), 10, actor=actor)
        StockItem.objects.update(on_hand=100)  # so that the next one finds a piece
        if name == "refunds":
            give_back(payment, 5, actor=actor)


def test_webhooks_are_filtered_and_found(manager):
    bad = make_webhook(state=InboxState.BAD, error="no such payment", reference="pi_77")
    done = make_webhook(state=InboxState.DONE, gateway_type=GatewayType.PAYPAL)

    assert shown(manager, "webhooks", state=InboxState.BAD) == [bad.pk]
    assert shown(manager, "webhooks", gateway_type=GatewayType.PAYPAL) == [done.pk]
    assert shown(manager, "webhooks", q="pi_77") == [bad.pk]
    assert "Такого платежа нет." in words(page(manager, "webhooks:inspect", bad.pk))


def test_a_webhook_is_looked_at_again_by_who_may(manager, administrator, fake):
    payment = pay(fake, waiting_order())
    event = make_webhook(
        gateway_type=GatewayType.TEST_GATEWAY, reference=payment.gateway_reference, state=InboxState.BAD
    )
    address = reverse("webhooks:look_again", args=[event.pk])

    assert address not in str(page(manager, "webhooks:inspect", event.pk))
    soup = page(administrator, "webhooks:inspect", event.pk)
    assert soup.select_one(f'a[href="{address}"]')
    assert soup.select_one(f'a[href="{reverse("payments:inspect", args=[payment.pk])}"]')
    send(administrator, "webhooks:look_again", event.pk)
    again = send(administrator, "webhooks:look_again", event.pk)

    assert fresh(event).state == InboxState.NEW
    assert "в очереди" in refusals(again)
    assert logged("payments.webhook_again").data == {"state": "bad", "error": ""}


@pytest.mark.parametrize("state", [InboxState.PARKED, InboxState.BAD])
def test_a_webhook_that_is_nobodys_is_put_aside_by_who_may(manager, administrator, state):
    event = make_webhook(state=state, error="no such payment")
    address = reverse("webhooks:put_aside", args=[event.pk])

    assert address not in str(page(manager, "webhooks:inspect", event.pk))
    assert page(administrator, "webhooks:inspect", event.pk).select_one(f'a[href="{address}"]')
    silent = send(administrator, "webhooks:put_aside", event.pk)
    send(administrator, "webhooks:put_aside", event.pk, note="Проба из кабинета")
    late = send(administrator, "webhooks:put_aside", event.pk, note="Проба из кабинета")

    assert "note" in silent.context["form"].errors
    assert fresh(event).state == InboxState.IGNORED
    assert "Отложить можно только" in refusals(late)
    assert logged("payments.webhook_aside").data == {
        "note": "Проба из кабинета", "state": state, "error": "no such payment",
    }  # fmt: skip
    assert not page(administrator, "wagtailadmin_home").select("#waiting-money")
    send(administrator, "webhooks:look_again", event.pk)
    assert fresh(event).state == InboxState.NEW


@pytest.mark.parametrize("state", [InboxState.NEW, InboxState.DONE])
def test_a_webhook_that_is_not_stuck_is_not_put_aside(administrator, state):
    event = make_webhook(state=state)

    assert "Отложить можно только" in words(page(administrator, "webhooks:put_aside", event.pk))
    send(administrator, "webhooks:put_aside", event.pk, note="Проба")

    assert fresh(event).state == state


def test_what_has_gone_back_is_told_apart_from_what_is_on_its_way(administrator, fake):
    payment = pay(fake, waiting_order())
    give_back(payment, 1000)
    run_outbox()
    give_back(payment, 500)

    listed = words(page(administrator, "payments:index"), "main").replace("\u00a0", " ")
    shown_alone = words(page(administrator, "payments:inspect", payment.pk), "[aria-labelledby=sums]")

    assert "1 000 ₽, в пути 500 ₽" in listed
    assert "Возвращено 1 000 ₽ В пути обратно 500 ₽" in shown_alone.replace("\u00a0", " ")


def test_a_receipt_that_failed_is_sent_again_by_who_may(manager, administrator):
    take_cash(make_order())
    receipt = FiscalReceipt.objects.get()
    FiscalReceipt.objects.update(status="failed", failure_reason="vat")
    address = reverse("receipts:again", args=[receipt.pk])

    soup = page(administrator, "receipts:inspect", receipt.pk)
    assert soup.select_one(f'a[href="{address}"]')
    assert "Комод «Север»" in words(soup)
    assert address not in str(page(manager, "receipts:inspect", receipt.pk))
    send(administrator, "receipts:again", receipt.pk)
    FiscalReceipt.objects.update(status="registered")
    again = send(administrator, "receipts:again", receipt.pk)

    assert "уже зарегистрирован" in refusals(again)
    assert logged("payments.receipt_again").data == {"status": "failed", "error": "vat"}


def test_the_desk_counts_what_waits_and_each_number_opens_its_list(client, administrator, fake):
    payment = pay(fake, waiting_order())
    Payment.objects.update(review_reason="differs_captured")
    fail(give_back(payment, 100).pk, reason="refused_later")
    make_webhook(state=InboxState.BAD)
    FiscalReceipt.objects.update(status="failed")
    Refund.objects.filter(pk=give_back(take_cash(make_order()), 5).pk).update(actor=None)

    soup = page(administrator, "wagtailadmin_home")
    links = {link["href"]: link.get_text(" ", strip=True) for link in soup.select("#waiting-money ~ ul a")}

    assert len(links) == 5
    for address, told in links.items():
        assert str(len(administrator.get(address).context["object_list"])) == told.split()[0]
    client.force_login(make_staff(EDITOR))
    assert not page(client, "wagtailadmin_home").select("#waiting-money")


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 вебхук не разобран"),
        (2, "2 вебхука не разобраны"),
        (5, "5 вебхуков не разобрано"),
        (21, "21 вебхук не разобран"),
    ],
)
def test_the_desk_speaks_in_numbers_as_people_do(administrator, count, told):
    for _number in range(count):
        make_webhook(state=InboxState.BAD)

    assert words(page(administrator, "wagtailadmin_home"), "#waiting-money ~ ul") == told


def test_the_desk_is_silent_when_nothing_waits(administrator):
    make_paid_order()

    assert not page(administrator, "wagtailadmin_home").select("#waiting-money")


def test_rows_lead_to_the_order_only_for_who_may_open_it(manager):
    payment = take_cash(make_order())

    soup = BeautifulSoup(manager.get(reverse("payments:index")).content, "html.parser")

    assert soup.select_one(f'a[href="{reverse("orders:inspect", args=[payment.order_id])}"]')
    assert soup.select_one(f'a[href="{reverse("payments:inspect", args=[payment.pk])}"]')
