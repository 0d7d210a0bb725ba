"""Choosing how to pay at the checkout."""

from decimal import Decimal

import pytest
from django.test import Client

from orders.enums import OrderStatus, PaymentMethod, PaymentState
from orders.links import link_of
from orders.models import Order
from payments.enums import FeeBearer, GatewayType
from payments.models import Payment, PaymentGateway
from tests.cart.scenes import goods, kitchen
from tests.checkout.test_pages import ANNA, filled, put, send
from tests.factories.people import make_admin, make_customer
from users.services.addresses import add_address

from .pages import notes, soup, words
from .scenes import fresh, give_balance, switch_on

pytestmark = pytest.mark.django_db
CARD = GatewayType.TEST_GATEWAY


@pytest.fixture(autouse=True)
def ways(fake):
    """By card first, then in cash."""
    switch_on(CARD, name="Картой онлайн", description="Visa, Mastercard, Мир", sort_order=1)
    PaymentGateway.objects.filter(gateway_type=GatewayType.CASH_ON_DELIVERY).update(sort_order=9)


def offered(page) -> list[tuple[str, str]]:
    """Code and words of each way."""
    found = page.select(".ways__way")
    return [(way.input["value"], words(way)) for way in found]


def ticked(page) -> list[str]:
    return [way["value"] for way in page.select("[name=payment][checked]")]


def page_of(client):
    return soup(client.get("/checkout/"))


def test_the_owners_order_decides_and_the_first_is_ticked(client):
    put(client, goods(price=10000))

    page = page_of(client)

    assert offered(page) == [
        (CARD, "Картой онлайн тест Visa, Mastercard, Мир"),
        ("cash_on_delivery", "При получении Наличными или картой, когда привезём или когда заберёте"),
    ]
    assert ticked(page) == [CARD]
    assert page.select_one(".ways legend").get_text() == "Как вы заплатите?"
    assert "товар отложим на 15 минут" in words(page.select_one("[data-checkout-payment]"))


def test_who_pays_online_goes_to_the_provider_and_the_order_waits(client, fake):
    put(client, goods(price=10000))

    answer = send(client, filled(client))

    order, payment = Order.objects.get(), Payment.objects.get()
    assert answer["Location"] == f"/payments/{payment.payment_id}/go/"
    assert (order.payment_method, order.status) == (PaymentMethod.ONLINE, OrderStatus.PENDING)
    assert order.pay_until == payment.expires_at
    assert fake.payment(payment.gateway_reference).amount == 10000

    fake.pay(payment.gateway_reference)
    back = client.get(f"/payments/{payment.payment_id}/return/", follow=True)

    assert back.redirect_chain == [(link_of(order), 303)]
    assert "Оплата получена" in notes(soup(back))[0]
    assert ANNA["address"] in words(soup(back))
    assert fresh(order).status == OrderStatus.PROCESSING


def test_who_pays_on_delivery_is_asked_for_no_money(client, fake):
    put(client, goods())

    answer = send(client, filled(client, payment="cash_on_delivery"))

    order = Order.objects.get()
    assert answer["Location"] == link_of(order)
    assert (order.payment_method, order.pay_until) == (PaymentMethod.CASH_ON_DELIVERY, None)
    assert not Payment.objects.exists()
    assert soup(client.get(answer["Location"])).select_one("#payment") is None


def test_pressed_twice_it_is_one_order_and_one_page_to_pay_at(client, fake):
    put(client, goods())
    form = filled(client)

    first, second = send(client, form), send(client, form)

    assert first["Location"] == second["Location"]
    assert (Order.objects.count(), fake.counters[CARD]["started"]) == (1, 1)


def test_who_comes_back_to_choose_another_way_is_led_to_his_order(client):
    put(client, goods())
    form = filled(client)
    send(client, form)

    answer = client.post("/checkout/", {**form, "payment": "cash_on_delivery"}, follow=True)

    order = Order.objects.get()
    assert answer.redirect_chain == [(link_of(order), 303)]
    assert notes(soup(answer)) == [
        "Заказ уже оформлен. Здесь его можно оплатить, в том числе другим способом."
    ]
    assert order.payment_method == PaymentMethod.ONLINE


def test_pressed_again_after_the_payment_it_shows_the_order(client, fake):
    put(client, goods())
    form = filled(client)
    send(client, form)
    payment = Payment.objects.get()
    fake.pay(payment.gateway_reference)
    client.get(f"/payments/{payment.payment_id}/return/")

    assert send(client, form)["Location"] == link_of(payment.order)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("trouble", ["error_before", "error_after", "drop"])
def test_silent_provider_leaves_the_order_and_says_so(client, fake, trouble):
    put(client, goods(price=10000))
    fake.fail("POST", "/test/v1/payments", trouble)

    answer = client.post("/checkout/", filled(client), follow=True)

    order = Order.objects.get()
    page = soup(answer)
    assert answer.redirect_chain == [(link_of(order), 303)]
    assert "Платёжная система сейчас не отвечает, деньги не списаны." in notes(page)[0]
    assert "Оплатить 10 000 ₽" in words(page.select_one("#payment button"))
    assert order.status == OrderStatus.PENDING


def test_choice_is_kept_while_the_form_has_mistakes_and_on_the_way_back(client):
    put(client, goods())

    page = soup(send(client, filled(client, payment="cash_on_delivery", phone="1"), 422), 422)

    assert ticked(page) == ["cash_on_delivery"]
    assert ticked(page_of(client)) == ["cash_on_delivery"]


def test_fee_and_foreign_money_are_told_before(client):
    switch_on(CARD, fixed_fee=2, percentage_fee=Decimal("2.5"), fee_bearer=FeeBearer.CUSTOMER)
    switch_on(GatewayType.PAYPAL, name="PayPal", rate=Decimal("80"))
    put(client, goods(price=1000))

    told = dict(offered(page_of(client)))

    assert "+ 27 ₽ комиссия, всего 1 027 ₽" in told[CARD]
    assert "К списанию 12,50 $" in told[GatewayType.PAYPAL]
    assert "комиссия" not in told[GatewayType.PAYPAL]


def test_the_summary_tells_what_the_chosen_way_will_charge(client):
    switch_on(CARD, fixed_fee=2, percentage_fee=Decimal("2.5"), fee_bearer=FeeBearer.CUSTOMER)
    switch_on(GatewayType.PAYPAL, name="PayPal", rate=Decimal("80"))
    put(client, goods(price=1000))

    def told(page) -> str:
        return words(page.select_one(".summary__rows"))

    by_card = page_of(client)
    counted = [
        soup(client.post("/checkout/quote/", filled(client, payment=way)))
        for way in (GatewayType.PAYPAL, "cash_on_delivery")
    ]

    assert told(by_card).endswith("К оплате 1 000 ₽ Комиссия за способ оплаты +27 ₽ Спишется сейчас 1 027 ₽")
    assert [words(tag) for tag in by_card.select("[data-checkout-total]")] == ["1 027 ₽"]
    assert "Спишется сейчас 12,50 $" in told(counted[0])
    assert "Спишется" not in told(counted[1])
    assert len(counted[1].select("[data-checkout-total]")) == 1


def test_balance_pays_at_once(client):
    anna = make_customer("anna", first_name="Анна", phone="+79210000001")
    switch_on(GatewayType.BALANCE, name="С баланса", sort_order=5)
    add_address(anna.pk, text="Садовая ул., 12", zone="inside_kad")
    give_balance(anna, "10700")
    client.force_login(anna)
    put(client, goods(price=10000))
    assert "На балансе 10 700 ₽" in dict(offered(page_of(client)))["balance"]

    answer = client.post("/checkout/", filled(client, payment="balance"), follow=True)

    order = Order.objects.get()
    assert answer.redirect_chain == [(f"/account/orders/{order.order_id}/", 303)]
    assert notes(soup(answer)) == ["Спасибо! Оплата получена."]
    assert (order.status, order.payment_state) == (OrderStatus.PROCESSING, PaymentState.PAID)
    assert anna.userprofile.get_balance() == 700


def test_short_balance_is_shown_and_cannot_be_chosen(client):
    anna = make_customer("anna", first_name="Анна", phone="+79210000001")
    switch_on(GatewayType.BALANCE, name="С баланса", sort_order=0)
    give_balance(anna, "9000")
    client.force_login(anna)
    put(client, goods(price=10000))

    page = page_of(client)
    assert "На балансе 9 000 ₽, не хватает 1 000 ₽" in dict(offered(page))["balance"]
    assert page.select_one("[name=payment][value=balance]").has_attr("disabled")
    assert ticked(page) == [CARD]

    answer = client.post("/checkout/", filled(client, payment="balance"), follow=True)
    assert "На балансе 9 000 ₽, а нужно 10 000 ₽." in notes(soup(answer))[0]
    assert Order.objects.get().payment_state == PaymentState.UNPAID
    assert anna.userprofile.balance == 9000


@pytest.mark.parametrize("way", ["balance", "stripe", "nonsense", "\0"])
def test_a_way_that_is_not_offered_orders_nothing(client, way):
    put(client, goods())

    page = soup(send(client, filled(client, payment=way), 409), 409)

    assert "Этот способ оплаты сейчас недоступен. Выберите другой." in words(page.select_one(".errors"))
    assert ticked(page) == [CARD]
    assert not Order.objects.exists()


def test_test_cards_pay_nothing_in_a_real_shop_except_for_the_staff(client, settings):
    switch_on(GatewayType.STRIPE, name="Картой на пробу")
    settings.DEBUG = settings.TEST_GATEWAY = False
    put(client, goods())

    assert offered(page_of(client)) == []
    send(client, filled(client, payment="stripe"), 409)
    assert not Order.objects.exists()

    client.force_login(make_admin())
    put(client, goods())
    assert "stripe" in [code for code, _ in offered(page_of(client))]


def test_nothing_is_asked_where_nothing_can_be_chosen(client):
    PaymentGateway.objects.filter(gateway_type=CARD).update(is_active=False)
    put(client, goods())

    page = page_of(client)
    send(client, filled(client))

    assert offered(page) == []
    assert "При получении, наличными или картой." in words(page.select_one("[data-checkout-payment]"))
    assert Order.objects.get().payment_method == PaymentMethod.CASH_ON_DELIVERY


def test_a_price_that_is_agreed_by_phone_is_paid_on_delivery(client):
    put(client, goods())
    beyond = {"zone": "beyond_kad", "km": "20"}

    counted = soup(client.post("/checkout/quote/", filled(client, **beyond)))
    assert offered(counted) == []
    seen = {field["name"]: field["value"] for field in counted.select("input[form=checkout]")}
    send(client, {**filled(client, **beyond), **seen, "payment": CARD})

    assert Order.objects.get().payment_method == PaymentMethod.CASH_ON_DELIVERY
    assert not Payment.objects.exists()


def test_ways_come_with_each_new_count(client):
    put(client, goods(price=10000))

    counted = soup(client.post("/checkout/quote/", filled(client, payment="cash_on_delivery")))

    assert ticked(counted.select_one("[data-checkout-payment]")) == ["cash_on_delivery"]


def test_a_request_is_not_asked_and_not_charged(client):
    put(client, kitchen())

    page = page_of(client)
    send(client, filled(client))

    assert offered(page) == []
    assert Order.objects.get().payment_method == PaymentMethod.LATER
    assert not Payment.objects.exists()


def test_of_a_mixed_cart_the_ready_pieces_are_paid(client, fake):
    switch_on(CARD, fixed_fee=0, percentage_fee=10, fee_bearer=FeeBearer.CUSTOMER)
    put(client, goods(price=10000))
    put(client, kitchen(price=90000))

    page = page_of(client)
    send(client, filled(client))

    payment = Payment.objects.get()
    assert "+ 1 000 ₽ комиссия, всего 11 000 ₽" in dict(offered(page))[CARD]
    assert "за это сейчас платить не нужно" in words(page.select_one("[data-checkout-payment]"))
    assert (payment.amount, payment.order.total) == (10000, 10000)
    assert {order.payment_method for order in Order.objects.all()} == {
        PaymentMethod.ONLINE,
        PaymentMethod.LATER,
    }


def test_a_stranger_with_the_same_form_does_not_get_the_page_to_pay_at(client):
    put(client, goods())
    form = filled(client)
    send(client, form)

    assert Client().post("/checkout/", form)["Location"] == "/cart/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_ways_cost_one_query(client, django_assert_num_queries, count):
    others = (GatewayType.STRIPE, GatewayType.PAYPAL)
    for code in others[: count - 1]:
        switch_on(code)
    put(client, goods())
    client.get("/checkout/")

    with django_assert_num_queries(10):
        page = page_of(client)
    assert len(offered(page)) == count + 1
