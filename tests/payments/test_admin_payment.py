"""One payment in the back office: what is shown, and money that goes back or is decided about."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orders.enums import OrderStatus
from payments.enums import GatewayType, PaymentStatus, RefundReason, RefundRoad, RefundStatus
from payments.models import Payment, PaymentGateway, Refund
from payments.services.refunds import fail
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.payments import give_back, make_balance, make_paid_order, take_cash
from tests.factories.people import make_customer

from .scenes import begin, fresh, pay, run_outbox, switch_on, waiting_order
from .till import buttons, let_managers_refund, logged, page, refusals, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid() -> Payment:
    """64 200 ₽ in cash."""
    return make_paid_order().payments.get()


def plain(soup, selector: str = "main") -> str:
    return words(soup, selector).replace("\u00a0", " ")


def test_the_screen_tells_everything_of_a_payment(administrator, fake):
    payment = pay(fake, waiting_order())
    give_back(payment, 2500, reason=RefundReason.DISCOUNT, note="Царапина", actor=administrator.person)
    run_outbox()
    payment = fresh(payment)

    soup = page(administrator, "payments:inspect", payment.pk)

    told = words(soup, ".istok-order")
    for piece in (
        payment.invoice_number, str(payment.payment_id), payment.gateway_reference,
        payment.gateway_transaction_id, "64 200 ₽", "Оплачен", "Прошла", "+64 200 ₽", "−2 500 ₽",
        "скидка после оплаты", "Царапина", "Семён Котов", "карта", "Предоплата",
    ):  # fmt: skip
        assert piece in told.replace("\u00a0", " "), piece
    assert soup.select_one(f'a[href="{reverse("orders:inspect", args=[payment.order_id])}"]')
    assert buttons(soup) == {"Вернуть деньги", "Спросить шлюз"}


def test_all_that_is_left_is_offered_to_be_given_back(administrator, paid):
    give_back(paid, 200)

    form = page(administrator, "payments:refund", paid.pk)

    assert form.select_one("[name=amount]")["value"] == "64\u00a0000"
    assert not form.select("[name=road]")  # a guest has no balance
    assert not form.select("[name=returned_items]")  # the pieces have not left the house


def test_money_is_given_back_once_and_stands_in_the_log(administrator, paid):
    given = {"amount": "1 000,50", "reason": RefundReason.DISCOUNT, "note": "Царапина", "key": "k" * 36}

    send(administrator, "payments:refund", paid.pk, **given)
    again = send(administrator, "payments:refund", paid.pk, **given)

    refund = Refund.objects.get()
    assert again.url == reverse("payments:inspect", args=[paid.pk])
    assert (refund.amount, refund.road) == (Decimal("1000.50"), RefundRoad.PROVIDER)
    assert refund.actor == administrator.person
    entry = logged("payments.refund_asked")
    assert (entry.object_id, entry.user) == (str(paid.pk), administrator.person)
    assert entry.data["amount"] == "1000.50"
    assert (entry.data["reason"], entry.data["note"]) == (RefundReason.DISCOUNT, "Царапина")
    assert "Запрошен возврат" in words(page(administrator, "payments:inspect", paid.pk), ".istok-order")


def test_the_same_form_with_another_sum_is_asked_about(administrator, paid):
    given = {"reason": RefundReason.DISCOUNT, "key": "k" * 36}
    send(administrator, "payments:refund", paid.pk, amount="100", **given)

    answer = send(administrator, "payments:refund", paid.pk, amount="200", **given)

    assert "уже была отправлена" in refusals(answer)
    assert answer.context["form"]["key"].value() != given["key"]
    assert Refund.objects.get().amount == Decimal("100.00")


@pytest.mark.parametrize(
    "amount", ["", "0", "-5", "−5", "NaN", "Infinity", "1e3", "0x10", "1,005", "١٢", "9" * 20, "64200,01"]
)
def test_a_wrong_amount_stands_on_the_form_and_moves_nothing(administrator, paid, amount):
    answer = send(
        administrator, "payments:refund", paid.pk,
        amount=amount, reason=RefundReason.OTHER, note="Так вышло",
    )  # fmt: skip

    assert "amount" in answer.context["form"].errors
    assert answer.context["form"]["amount"].value() == amount
    assert answer.context["form"]["note"].value() == "Так вышло"
    assert (Refund.objects.count(), fresh(paid).refunded) == (0, Decimal("0.00"))


def test_another_reason_wants_words(administrator, paid):
    answer = send(administrator, "payments:refund", paid.pk, amount="10", reason=RefundReason.OTHER)

    assert "note" in answer.context["form"].errors
    assert not Refund.objects.exists()


@pytest.mark.parametrize("reason", [RefundReason.AT_PROVIDER, RefundReason.LATE_MONEY, "no_such"])
def test_reasons_of_the_shop_itself_are_not_chosen_by_hand(administrator, paid, reason):
    answer = send(administrator, "payments:refund", paid.pk, amount="10", reason=reason)

    assert "reason" in answer.context["form"].errors


def test_managers_give_back_up_to_the_limit_of_an_order(manager, paid):
    let_managers_refund(1000)

    send(manager, "payments:refund", paid.pk, amount="600", reason=RefundReason.DISCOUNT)
    answer = send(manager, "payments:refund", paid.pk, amount="600", reason=RefundReason.DISCOUNT)

    assert "не больше 1\u00a0000\u00a0₽" in refusals(answer)
    assert Refund.objects.get().amount == Decimal("600.00")


def test_a_manager_reads_and_is_offered_what_is_left_of_the_limit(manager, paid):
    let_managers_refund(5000)
    first = page(manager, "payments:refund", paid.pk)
    give_back(paid, 4000, actor=manager.person, reason=RefundReason.DISCOUNT)
    second = page(manager, "payments:refund", paid.pk)

    assert first.select_one("[name=amount]")["value"] == "5\u00a0000"
    assert "Вы можете вернуть до 5 000 ₽, это предел на один заказ" in plain(first)
    assert second.select_one("[name=amount]")["value"] == "1\u00a0000"
    assert "Вы можете вернуть до 1 000 ₽: это остаток от предела 5 000 ₽" in plain(second)


def test_a_sum_that_is_offered_is_sent_as_it_stands(administrator, paid):
    give_back(paid, Decimal("200.50"))
    offered = page(administrator, "payments:refund", paid.pk).select_one("[name=amount]")["value"]

    send(administrator, "payments:refund", paid.pk, amount=offered, reason=RefundReason.DISCOUNT)

    assert offered == "63\u00a0999,50"
    assert fresh(paid).refundable == 0


def test_a_large_limit_is_no_news_to_a_small_payment(manager, paid):
    let_managers_refund(100_000)

    form = page(manager, "payments:refund", paid.pk)

    assert form.select_one("[name=amount]")["value"] == "64\u00a0200"
    assert "Вы можете вернуть до 64 200 ₽: это всё, что осталось" in plain(form)


@pytest.mark.parametrize(("limit", "told"), [(0, "Владелец не назначил"), (500, "уже исчерпан")])
def test_who_may_give_nothing_back_learns_it_before_any_form(manager, paid, limit, told):
    let_managers_refund(limit)
    if limit:
        give_back(paid, limit, actor=manager.person, reason=RefundReason.DISCOUNT)

    soup = page(manager, "payments:refund", paid.pk)
    send(manager, "payments:refund", paid.pk, amount="1", reason=RefundReason.DISCOUNT)

    assert told in plain(soup)
    assert not soup.select("[name=amount]")
    assert fresh(paid).refunded == limit


def test_a_refund_that_failed_is_marked_as_given_back_otherwise(manager, fake):
    let_managers_refund(1000)
    payment = pay(fake, waiting_order())
    refund = give_back(payment, 700, reason=RefundReason.DISCOUNT)
    fail(refund.pk, reason="refused_later")
    address = reverse("refunds:outside", args=[refund.pk])

    assert page(manager, "payments:inspect", payment.pk).select_one(f'a[href="{address}"]')
    assert page(manager, "refunds:inspect", refund.pk).select_one(f'a[href="{address}"]')
    silent = send(manager, "refunds:outside", refund.pk)
    send(manager, "refunds:outside", refund.pk, note="Поручение 17", key="k" * 36)
    send(manager, "refunds:outside", refund.pk, note="Поручение 17", key="k" * 36)
    late = send(manager, "refunds:outside", refund.pk, note="Поручение 17")

    assert "note" in silent.context["form"].errors
    assert (fresh(refund).status, fresh(refund).road) == (RefundStatus.COMPLETED, RefundRoad.OUTSIDE)
    assert "Этот возврат уже сделан" in refusals(late)
    assert logged("payments.refund_outside").data == {
        "amount": "700.00", "note": "Поручение 17", "why": "refused_later", "refund": refund.pk,
    }  # fmt: skip
    assert "Поручение 17" in plain(page(manager, "payments:inspect", payment.pk))
    assert "Поручение 17" in plain(page(manager, "orders:inspect", payment.order_id), ".istok-timeline")


def test_a_customer_may_get_it_on_the_balance(administrator):
    customer = make_customer()
    order = make_order(user=customer)
    payment = take_cash(order)

    assert page(administrator, "payments:refund", payment.pk).select("[name=road]")
    send(
        administrator, "payments:refund", payment.pk,
        amount="200", reason=RefundReason.DISCOUNT, road=RefundRoad.BALANCE,
    )  # fmt: skip
    run_outbox()

    assert customer.balance_account.balance == Decimal("200.00")
    assert Refund.objects.get().status == RefundStatus.COMPLETED


def test_what_was_paid_from_a_balance_has_no_other_way_back(administrator):
    payment = make_paid_order(from_balance=True).payments.get()

    assert not page(administrator, "payments:refund", payment.pk).select("[name=road]")


def test_pieces_of_a_delivered_order_are_put_back_on_the_shelf(administrator, paid):
    move_to(paid.order, OrderStatus.DELIVERED, actor=administrator.person)
    line = paid.order.items.get()
    stock = line.variant.stock_items.get()
    before = stock.on_hand

    form = page(administrator, "payments:refund", paid.pk)
    send(
        administrator, "payments:refund", paid.pk,
        amount="64200", reason=RefundReason.GOODS_RETURNED, returned_items=[line.pk],
    )  # fmt: skip

    assert "KS-OAK" in words(form, "form")
    assert fresh(stock).on_hand == before + 1
    assert logged("payments.refund_asked").data["returned_items"] == [line.pk]


def test_a_line_of_another_order_is_not_put_back(administrator, paid):
    move_to(paid.order, OrderStatus.DELIVERED, actor=administrator.person)
    other = make_paid_order().items.get()

    answer = send(
        administrator, "payments:refund", paid.pk,
        amount="10", reason=RefundReason.GOODS_RETURNED, returned_items=[other.pk],
    )  # fmt: skip

    assert "returned_items" in answer.context["form"].errors
    assert not Refund.objects.exists()


def test_what_failed_is_offered_again_with_the_same_words(administrator, fake):
    payment = pay(fake, waiting_order())
    refund = give_back(payment, 700, reason=RefundReason.DISCOUNT, note="Скол")
    fail(refund.pk, reason="refused_later")

    screen = page(administrator, "payments:inspect", payment.pk)
    address = f"{reverse('payments:refund', args=[payment.pk])}?again={refund.pk}"
    form = page(administrator, "payments:refund", payment.pk, again=refund.pk)

    assert screen.select_one(f'a[href="{address}"]')
    assert form.select_one("[name=amount]")["value"] == "700"
    assert form.select_one("[name=note]").get_text(strip=True) == "Скол"
    assert form.select_one("[name=reason] [selected]")["value"] == RefundReason.DISCOUNT
    unknown = reverse("payments:refund", args=[payment.pk])
    assert administrator.get(unknown, {"again": "999999"}).status_code == 404


def test_a_payment_without_money_offers_nothing_to_give_back(administrator, fake):
    switch_on()
    payment = begin(waiting_order())

    assert buttons(page(administrator, "payments:inspect", payment.pk)) == {"Спросить шлюз"}
    assert "возвращать нечего" in words(page(administrator, "payments:refund", payment.pk))
    answer = send(administrator, "payments:refund", payment.pk, amount="1", reason=RefundReason.DISCOUNT)
    assert "amount" in answer.context["form"].errors


def test_cash_of_a_cancelled_order_is_handed_out_once(manager):
    order = move_to(make_request(), OrderStatus.PENDING, actor=manager.person)
    payment = take_cash(order, 5000)
    move_to(order, OrderStatus.CANCELLED, actor=manager.person)
    run_outbox()
    refund = Refund.objects.get()

    offered = page(manager, "payments:inspect", payment.pk)
    send(manager, "refunds:hand_out", refund.pk, key="k" * 36)
    send(manager, "refunds:hand_out", refund.pk, key="k" * 36)
    late = send(manager, "refunds:hand_out", refund.pk)

    assert offered.select_one(f'a[href="{reverse("refunds:hand_out", args=[refund.pk])}"]')
    assert (fresh(refund).status, fresh(refund).actor) == (RefundStatus.COMPLETED, manager.person)
    assert "нет наличных" in refusals(late)
    assert logged("payments.cash_handed_out").data == {"amount": "5000.00", "refund": refund.pk}


def test_the_provider_is_asked_for_what_a_lost_webhook_would_have_told(manager, fake):
    switch_on()
    payment = begin(waiting_order())
    fake.pay(payment.gateway_reference)

    send(manager, "payments:sync", payment.pk)

    assert fresh(payment).status == PaymentStatus.COMPLETED
    assert logged("payments.provider_asked").data == {"old": "pending", "new": "completed"}


def test_a_provider_that_does_not_answer_is_told_in_a_sentence(manager, fake):
    switch_on()
    payment = begin(waiting_order())
    fake.fail("GET", "/test/v1/payments", "drop", times=5)

    answer = send(manager, "payments:sync", payment.pk)

    assert "не отвечает" in refusals(answer)
    assert fresh(payment).status == PaymentStatus.PENDING


def test_a_provider_without_keys_is_told_in_a_sentence(manager, fake, settings):
    switch_on()
    payment = begin(waiting_order())
    settings.PAYMENT_PROVIDERS = {}

    assert "нет ключей" in refusals(send(manager, "payments:sync", payment.pk))


def test_a_top_up_has_a_screen_too(administrator):
    account = make_balance(make_customer(), 500)
    payment = Payment.objects.create(
        account=account, gateway=PaymentGateway.objects.get(gateway_type=GatewayType.BALANCE),
        purpose="top_up", amount=5, total_amount=5, charged=5, created_at=account.entries.get().created_at,
    )  # fmt: skip

    soup = page(administrator, "payments:inspect", payment.pk)

    assert soup.select_one(f'a[href="{reverse("balances:inspect", args=[account.pk])}"]')
    assert page(administrator, "payments:refund", payment.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_costs_the_same_for_any_history(administrator, paid, django_assert_num_queries, count):
    for _number in range(count):
        give_back(paid, 10, actor=administrator.person)
    page(administrator, "payments:inspect", paid.pk)

    with django_assert_num_queries(16):
        page(administrator, "payments:inspect", paid.pk)
