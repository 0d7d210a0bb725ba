"""The balance in the account: what is on it, what happened, putting money on it."""

from decimal import Decimal

import pytest
from wagtail.models import Site

from orders.enums import OrderStatus, PaymentState
from payments.enums import EntryKind, FeeBearer, GatewayType, RefundRoad
from payments.errors import GatewayUnavailable
from payments.models import BalanceEntry, Payment, PaymentRules
from payments.services.balance_payments import pay_from_balance
from payments.services.ledger import credit
from payments.services.starting import open_top_up
from tests.factories.payments import give_back
from tests.factories.people import make_admin, make_customer

from .pages import TOPPED_UP, codes, notes, soup, words
from .scenes import fresh, give_balance, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db
AT = "/account/balance/"


@pytest.fixture
def anna(client, fake):
    switch_on()
    person = make_customer("anna")
    client.force_login(person)
    return person


def filled(client, **answers) -> dict:
    form = soup(client.get(AT)).select_one("form.form")
    return {"key": form.select_one("[name=key]")["value"], "gateway": "test_gateway", **answers}


def entries(client) -> list[str]:
    return [words(entry).split(" ", 4)[4] for entry in soup(client.get(AT)).select(".entries__entry")]


def test_no_test_money_comes_onto_a_balance_in_a_real_shop(client, anna, settings):
    switch_on(GatewayType.STRIPE)
    form = filled(client, gateway="stripe", amount="1000")
    settings.DEBUG = settings.TEST_GATEWAY = False

    assert not soup(client.get(AT)).select(".ways")
    assert client.post(AT, form).status_code == 422
    with pytest.raises(GatewayUnavailable):
        open_top_up(anna.pk, Decimal("1000"), gateway_type=GatewayType.STRIPE)
    assert not Payment.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get(AT).headers["Location"] == f"/account/login/?next={AT}"


def test_an_empty_balance_can_be_filled(client, anna):
    page = soup(client.get(AT))

    assert words(page.select_one(".balance__sum")) == "На балансе: 0 ₽"
    assert "Пока ничего нет." in words(page)
    assert "От 100 ₽ до 100 000 ₽" in words(page.select_one("form.form"))
    assert codes(page) == [GatewayType.TEST_GATEWAY]
    assert page.select_one(".account__link[aria-current]")["href"] == AT
    assert anna.userprofile.balance == anna.userprofile.get_balance() == 0


def test_every_movement_says_what_it_was_for(client, anna):
    switch_on(GatewayType.BALANCE)
    credit(anna.pk, Decimal("70000"), actor=make_admin(), reason="За ожидание", key="gift")
    order = waiting_order(user=anna)
    payment = pay_from_balance(order.pk)
    give_back(payment, 200, road=RefundRoad.BALANCE)
    run_outbox()

    page = soup(client.get(AT))

    assert entries(client) == [
        f"Возврат по заказу {order.order_id} +200 ₽ баланс 6 000 ₽",
        f"Оплата заказа {order.order_id} −64 200 ₽ баланс 5 800 ₽",
        "За ожидание +70 000 ₽ баланс 70 000 ₽",
    ]
    assert page.select_one(".entries a")["href"] == f"/account/orders/{order.order_id}/"
    assert words(page.select_one(".balance__sum")) == "На балансе: 6 000 ₽"


def test_nobody_sees_the_money_of_somebody_else(client, anna):
    give_balance(make_customer("boris"), "777")

    assert "777" not in words(soup(client.get(AT)))


def test_a_top_up_comes_to_the_balance_and_pays_what_waits(client, fake, anna):
    switch_on(GatewayType.BALANCE)
    old, new = waiting_order(user=anna), waiting_order(user=anna)

    answer = client.post(AT, filled(client, amount="70 000"))
    payment = Payment.objects.get()
    fake.pay(payment.gateway_reference)
    back = client.get(f"/payments/{payment.payment_id}/return/", follow=True)
    run_outbox()

    assert answer.headers["Location"] == f"/payments/{payment.payment_id}/go/"
    assert (payment.amount, payment.account.user) == (70000, anna)
    assert back.redirect_chain == [(AT, 303)]
    assert notes(soup(back)) == [TOPPED_UP]
    assert (fresh(old).payment_state, fresh(old).status) == (PaymentState.PAID, OrderStatus.PROCESSING)
    assert fresh(new).payment_state == PaymentState.UNPAID
    assert entries(client)[-1] == "Пополнение: test_gateway +70 000 ₽ баланс 70 000 ₽"
    assert fresh(anna).userprofile.balance == 5800


def test_a_double_click_is_one_top_up(client, fake, anna):
    form = filled(client, amount="500")

    first, second = client.post(AT, form), client.post(AT, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Payment.objects.count() == fake.counters["test_gateway"]["started"] == 1


@pytest.mark.parametrize(
    ("amount", "status", "message"),
    [
        ("", 422, "Напишите сумму."),
        ("много", 422, "Напишите сумму числом, например 5000."),
        ("-500", 422, "Напишите сумму числом, например 5000."),
        ("99,99", 409, "Пополнить можно на сумму от 100 ₽ до 100 000 ₽."),
        ("100000.01", 409, "Пополнить можно на сумму от 100 ₽ до 100 000 ₽."),
    ],
)
def test_a_sum_that_cannot_be_is_told_beside_the_field(client, anna, amount, status, message):
    page = soup(client.post(AT, filled(client, amount=amount)), status)

    assert words(page.select_one("#id_amount_error")) == message
    assert page.select_one("[name=amount]").get("value", "") == amount
    assert not Payment.objects.exists()


def test_the_owner_sets_the_limits(client, anna):
    site = Site.objects.get(is_default_site=True)
    PaymentRules.objects.create(site=site, top_up_minimum=Decimal("1000"), top_up_maximum=Decimal("2000"))

    assert "От 1 000 ₽ до 2 000 ₽" in words(soup(client.get(AT)).select_one("form.form"))
    assert client.post(AT, filled(client, amount="999")).status_code == 409


def test_without_a_gateway_nothing_is_offered(client, anna):
    switch_on(is_active=False)

    assert soup(client.get(AT)).select_one("form.form") is None
    assert client.post(AT, {"amount": "500", "gateway": "test_gateway", "key": "k"}).status_code == 422


def test_balance_cannot_fill_itself(client, anna):
    switch_on(GatewayType.BALANCE)
    give_balance(anna, "500")

    assert client.post(AT, filled(client, amount="500", gateway="balance")).status_code == 422
    assert not BalanceEntry.objects.filter(kind=EntryKind.TOP_UP).exists()


def test_silent_provider_is_told(client, fake, anna):
    fake.fail("POST", "/test/v1/payments", "drop")

    answer = client.post(AT, filled(client, amount="500"), follow=True)

    assert answer.redirect_chain == [(AT, 303)]
    assert "Платёжная система сейчас не отвечает" in notes(soup(answer))[0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_statement_costs_the_same_for_any_length(client, anna, django_assert_num_queries, count):
    switch_on(GatewayType.BALANCE)
    give_balance(anna, "1000000")
    for _order in range(count):
        pay_from_balance(waiting_order(user=anna).pk)
    client.get(AT)

    with django_assert_num_queries(18):
        page = soup(client.get(AT))
    assert len(page.select(".entries__entry")) == count + 1


def test_a_fee_is_told_before_the_sum_is_known(client, anna):
    switch_on(fee_bearer=FeeBearer.CUSTOMER, fixed_fee=20, percentage_fee=Decimal("2.5"))

    assert "+ комиссия 20 ₽ + 2,5 %" in words(soup(client.get("/account/balance/")).select_one(".ways"))
