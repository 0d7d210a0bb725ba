"""The money of an order on its own page: in the account, and by a guest's link."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from orders.enums import CancelReason, OrderStatus, PaymentState, Role
from orders.links import link_of
from orders.services.moves import cancel_order
from payments.enums import FeeBearer, GatewayType, RefundRoad
from payments.links import pay_path
from payments.models import Payment, Refund
from payments.selectors.debts import received
from payments.selectors.pages import Standing, payment_status
from payments.services.balance_payments import pay_from_balance
from payments.services.plans import NewPart, ask_for_part, plan_payments
from payments.services.syncing import sync_payment
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.payments import give_back, take_cash
from tests.factories.people import make_admin, make_customer

from .pages import codes, panel, soup, words
from .scenes import (
    DECLINED,
    begin,
    fresh,
    give_balance,
    let_time_out,
    odd_payment,
    pay,
    run_outbox,
    switch_on,
    waiting_order,
)

pytestmark = pytest.mark.django_db


def pay_with(fake, order, **gateway) -> Payment:
    switch_on(**gateway)
    payment = begin(order)
    fake.pay(payment.gateway_reference)
    return sync_payment(payment.pk)


def told(client, order) -> str:
    return words(panel(client, link_of(order)))


def test_asks_for_the_sum_until_a_time_that_needs_no_script(client, fake):
    switch_on(name="Картой онлайн")
    order = waiting_order()

    block = panel(client, link_of(order))

    assert "К оплате 64 200 ₽" in words(block)
    assert words(block.select_one("form button")) == "Оплатить 64 200 ₽"
    assert block.form["action"] == pay_path(order)
    assert block.select_one("[name=next]")["value"] == link_of(order)
    time = block.select_one("[data-countdown] time")
    assert len(words(time)) == 5
    assert 890 <= int(block.select_one("[data-countdown]")["data-countdown"]) <= 900
    assert block.select_one("[data-countdown-left]").has_attr("hidden")


def test_a_press_comes_back_to_this_page(client, fake):
    switch_on()
    order = waiting_order()
    block = panel(client, link_of(order))

    nothing = client.post(block.form["action"], {"next": link_of(order)})
    client.post(block.form["action"], {"next": link_of(order), "gateway": "test_gateway"})
    payment = Payment.objects.get()
    fake.pay(payment.gateway_reference)
    answer = client.get(f"/payments/{payment.payment_id}/return/")

    assert (nothing.status_code, nothing.headers["Location"]) == (303, link_of(order))
    assert answer.headers["Location"] == link_of(order)


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_way_back_to_another_site_is_not_taken(client, fake, evil):
    switch_on()
    order = waiting_order()

    client.post(pay_path(order), {"next": evil, "gateway": "test_gateway"})
    payment = Payment.objects.get()
    fake.pay(payment.gateway_reference)

    assert client.get(f"/payments/{payment.payment_id}/return/").headers["Location"] == pay_path(order)


def test_a_refused_card_is_told_and_another_one_can_be_tried(client, fake):
    switch_on(name="Картой онлайн")
    order = waiting_order()
    payment = begin(order)
    fake.pay(payment.gateway_reference, DECLINED)
    sync_payment(payment.pk)

    block = panel(client, link_of(order))

    assert "Последняя попытка не удалась: банк отказал. Можно попробовать другую карту" in words(block)
    assert "Вы начали оплату: Картой онлайн." in words(block)
    assert block.select_one(".payment__open a")["href"] == f"/payments/{payment.payment_id}/go/"
    assert codes(block) == [GatewayType.TEST_GATEWAY]


def test_a_paid_order_tells_by_what_and_asks_for_nothing(client, fake):
    order = waiting_order()
    pay(fake, order)

    block = panel(client, link_of(order))

    assert words(block.select_one(".payment__done")) == "Оплачено полностью"
    assert "test_gateway" in words(block.select_one(".payment__history"))
    assert "64 200 ₽" in words(block.select_one(".payment__history"))
    assert not block.select("form, [data-countdown]")


def test_a_fee_and_foreign_money_are_told_with_what_was_paid(client, fake):
    order, other = waiting_order(), waiting_order()
    payment = pay_with(fake, order, percentage_fee=2, fee_bearer=FeeBearer.CUSTOMER)
    pay(fake, other, GatewayType.PAYPAL)

    history = words(panel(client, link_of(order)).select_one(".payment__history"))
    in_dollars = words(panel(client, link_of(other)).select_one(".payment__history"))

    assert payment.total_amount == Decimal("65484.00")
    assert "в том числе комиссия 1 284 ₽" in history
    assert history.endswith("65 484 ₽")
    assert "списано 802,50 $" in in_dollars
    assert "комиссия" not in in_dollars


def test_what_went_back_to_the_balance_says_so(client):
    anna = make_customer()
    switch_on(GatewayType.BALANCE)
    order = waiting_order(user=anna)
    give_balance(anna, "64200")
    payment = pay_from_balance(order.pk)

    give_back(payment, 200)
    run_outbox()
    client.force_login(anna)

    assert "Возвращено на баланс" in words(panel(client, f"/account/orders/{order.order_id}/"))


def test_money_that_a_person_looks_at_first_is_not_called_unpaid(client, fake):
    order = odd_payment(fake, "1.00").order

    totals = words(soup(client.get(link_of(order))).select_one(".summary"))

    assert payment_status(order).is_checking
    assert "Проверяем оплату." in totals
    assert "Не оплачен" not in totals
    assert "К оплате" not in totals


def test_an_order_paid_on_delivery_says_nothing_until_there_is_money(client, fake):
    switch_on()
    order = make_order()
    assert panel(client, link_of(order)) is None

    take_cash(order)
    assert "Оплачено полностью" in told(client, order)


def test_a_request_has_no_money_yet(client, fake, django_assert_num_queries):
    switch_on()
    order = make_request()

    assert panel(client, link_of(order)) is None
    with django_assert_num_queries(0):
        assert payment_status(order).status == Standing.NOTHING


def test_time_that_is_over_is_told_before_and_after_anybody_swept(client, fake):
    switch_on()
    order = waiting_order()
    with clock.hold(order.pay_until + timedelta(seconds=1)):
        before = panel(client, link_of(order))
        assert "Оплатите до" not in words(soup(client.get(link_of(order))).main)
    after = panel(client, link_of(let_time_out(order)))

    for block in (before, after):
        assert "Время на оплату вышло." in words(block)
        assert "Если банк удержал деньги, он сам их освободит." in words(block)
        assert not block.select("form, [data-countdown]")
    assert "Товар вот-вот вернётся в продажу." in words(before)


def test_parts_are_told_each_with_its_turn(client, fake):
    boss = make_admin()
    switch_on()
    order = move_to(make_request(), OrderStatus.PENDING, actor=boss)
    parts = plan_payments(
        order.pk,
        [
            NewPart("Аванс", Decimal("144000"), is_due=True),
            NewPart("Перед доставкой", Decimal("240000"), due_date=clock.today() + timedelta(days=20)),
            NewPart("После установки", Decimal("96000")),
        ],
        actor=boss,
    )

    first = panel(client, link_of(order))
    pay(fake, order)
    second = panel(client, link_of(order))
    ask_for_part(parts[1].pk, actor=boss)
    third = panel(client, link_of(order))

    states = [
        [words(each).split(", до")[0] for each in block.select(".parts__state")]
        for block in (first, second, third)
    ]
    assert states == [
        ["к оплате сейчас", "позже", "позже"],
        ["оплачено", "позже", "позже"],
        ["оплачено", "к оплате сейчас", "позже"],
    ]
    assert "Аванс 144 000 ₽" in words(first.select_one(".payment__sum"))
    assert [bool(block.form) for block in (first, second, third)] == [True, False, True]
    assert words(third.select_one("form button")) == "Оплатить 240 000 ₽"
    assert not third.select("[data-countdown]")


def test_money_on_its_way_back_and_returned(client, fake):
    order = waiting_order()
    payment = pay(fake, order)
    run_outbox()
    fake.refunds_become("pending")
    give_back(payment, 1200)
    run_outbox()

    assert "Возвращаем туда, откуда оплачено −1 200 ₽" in told(client, order)

    fake.settle(Refund.objects.get().gateway_refund_id)
    sync_payment(payment.pk)
    assert "Возвращено" in told(client, order)


def test_what_was_paid_for_a_cancelled_order_goes_back_at_once_in_words(client, fake):
    anna = make_customer("anna")
    order = waiting_order(user=anna)
    pay(fake, order)
    run_outbox()
    client.force_login(anna)
    address = f"/account/orders/{order.order_id}/"
    form = soup(client.get(f"{address}cancel/"))

    client.post(
        f"{address}cancel/", {"reason": "other", "version": form.select_one("[name=version]")["value"]}
    )

    assert "Деньги за заказ вернутся к вам тем же способом" in words(form.main)
    assert fresh(order).status == OrderStatus.CANCELLED
    assert "64 200 ₽ возвращаются к вам" in words(panel(client, address))
    run_outbox()
    assert "возвращаются к вам" not in words(panel(client, address))


def test_money_that_the_bank_does_not_let_back_is_not_promised(client, fake):
    order = waiting_order()
    pay(fake, order)
    fake.refunds_become("failed")
    cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.OTHER, actor=make_admin())
    run_outbox()

    block = told(client, order)

    assert "возвращаются к вам" not in block
    assert "Банк не пропустил возврат 64 200 ₽: мы этим занимаемся" in block


def test_nothing_is_said_of_money_where_none_was_paid(client):
    anna = make_customer("anna")
    order = make_order(user=anna)
    client.force_login(anna)

    assert "Деньги за заказ" not in words(soup(client.get(f"/account/orders/{order.order_id}/cancel/")).main)


def test_the_way_that_was_refused_stays_ticked(client, fake):
    switch_on(sort_order=1)
    switch_on(GatewayType.STRIPE, sort_order=2)
    order = waiting_order()
    payment = begin(order, GatewayType.STRIPE)
    fake.pay(payment.gateway_reference, DECLINED)
    sync_payment(payment.pk)

    ticked = [way["value"] for way in panel(client, link_of(order)).select(".ways input[checked]")]

    assert ticked == [GatewayType.STRIPE]


def test_the_countdown_ends_no_earlier_than_the_time(fake):
    order = waiting_order()

    with clock.hold(order.pay_until - timedelta(seconds=59, milliseconds=900)):
        assert payment_status(order).seconds_left == 60
    with clock.hold(order.pay_until - timedelta(milliseconds=1)):
        assert payment_status(order).seconds_left == 1


def test_a_refund_that_failed_is_between_us_and_the_provider(client, fake):
    order = waiting_order()
    payment = pay(fake, order)
    fake.refunds_become("failed")
    give_back(payment, 1200)
    run_outbox()

    assert "1 200" not in told(client, order)
    assert received(order).refunded == 0


def test_a_cancelled_order_that_was_paid_tells_where_the_money_is(client, fake):
    anna = make_customer("anna")
    order = waiting_order(user=anna)
    payment = pay(fake, order)
    cancel_order(order.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND, actor=anna)
    run_outbox()
    client.force_login(anna)

    block = panel(client, f"/account/orders/{order.order_id}/")

    assert "Возвращено" in words(block)
    assert "−64 200 ₽" in words(block)
    assert fresh(payment).refunds.get().road == RefundRoad.PROVIDER
    assert fresh(order).payment_state == PaymentState.REFUNDED


def test_wrong_sum_asks_nobody_to_pay_again(client, fake):
    order = odd_payment(fake, "1.00").order

    block = panel(client, link_of(order))

    assert "Деньги пришли, мы их проверяем. Пожалуйста, не платите ещё раз." in words(block)
    assert not block.select("form")


def test_status_of_a_payment_for_programmes(fake, django_assert_num_queries):
    switch_on()
    order = waiting_order()
    payment = begin(order)
    fake.pay(payment.gateway_reference, DECLINED)
    sync_payment(payment.pk)

    again = fresh(order)

    with django_assert_num_queries(4):
        found = payment_status(again)

    assert (found.status, found.amount, found.order) == ("due", 64200, order)
    assert 880 <= found.seconds_left <= 900
    assert [(each.attempt_number, each.failure_reason) for each in found.attempts] == [(1, "decline")]
    assert found.open == payment
