"""Back from the provider: the owner comes to the order, a stranger learns nothing of it."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client

from core import clock
from orders.enums import OrderStatus
from orders.links import link_of
from orders.services.guest_codes import OPENED
from payments.enums import GatewayType
from payments.links import pay_path
from payments.models import Payment
from payments.services.starting import open_top_up, start
from tests.factories.people import make_customer

from .pages import TOPPED_UP, notes, panel, soup, words
from .scenes import DECLINED, after, begin, fresh, let_time_out, run_outbox, switch_on, waiting_order

pytestmark = pytest.mark.django_db


def back(payment: Payment) -> str:
    return f"/payments/{payment.payment_id}/return/"


def asked(client, payment: Payment) -> dict:
    return client.get(f"/payments/{payment.payment_id}/state/").json()


def begun(gateway_type: str = GatewayType.TEST_GATEWAY, **wishes) -> Payment:
    switch_on(gateway_type)
    return begin(waiting_order(**wishes), gateway_type)


def knows(client, order) -> None:
    """The session has placed the order, or has entered the code of its letter."""
    session = client.session
    session[OPENED] = [[order.pk, order.link_version]]
    session.save()


def test_owner_comes_to_his_order_and_hears_that_it_is_paid(client, fake):
    anna = make_customer("anna")
    client.force_login(anna)
    payment = begun(user=anna)
    fake.pay(payment.gateway_reference)

    answer = client.get(back(payment), follow=True)

    assert answer.redirect_chain == [(f"/account/orders/{payment.order_reference}/", 303)]
    assert notes(soup(answer)) == ["Оплата получена. Спасибо! Письмо об этом уже в пути."]
    assert fresh(payment.order).status == OrderStatus.PROCESSING


def test_guest_who_knows_the_order_comes_to_its_link(client, fake):
    payment = begun()
    knows(client, payment.order)
    fake.pay(payment.gateway_reference)

    answer = client.get(back(payment))

    assert answer.headers["Location"] == link_of(payment.order)


@pytest.mark.parametrize("card", ["4242424242424242", DECLINED])
def test_stranger_with_the_address_does_not_come_to_the_order(client, fake, card):
    payment = begun(GatewayType.YOOKASSA, user=make_customer("anna"))
    client.force_login(make_customer("boris"))
    fake.pay(payment.gateway_reference, card)

    page = client.get(back(payment))
    text = page.content.decode()

    assert page.status_code == 200
    assert "Ссылка на заказ — в письме" in text
    for secret in (
        payment.order_reference,
        link_of(payment.order),
        pay_path(payment.order),
        "/account/orders/ORD",
    ):
        assert secret not in text
    assert "order_status" not in asked(client, payment)


def test_pending_is_never_called_failed(client, fake):
    payment = begun()
    fake.pay(payment.gateway_reference, DECLINED)

    page = soup(client.get(back(payment)))

    assert words(page.h1) == "Проверяем оплату"
    assert page.select_one("[data-awaiting]")["data-awaiting"] == f"/payments/{payment.payment_id}/state/"
    assert "не прошла" not in words(page.main)
    assert page.select_one(f"a[href='/payments/{payment.payment_id}/go/']")
    assert asked(client, payment)["status"] == "pending"
    assert "url" not in asked(client, payment)


def called_off(fake, payment: Payment) -> str:
    """Where the provider's own "back to the shop" leads."""
    address = urlsplit(fake.payment(payment.gateway_reference).cancel_url)
    return f"{address.path}?{address.query}"


@pytest.mark.parametrize("gateway_type", ["test_gateway", "stripe", "paypal"])
def test_who_goes_away_from_the_provider_does_not_wait(client, fake, gateway_type):
    payment = begun(gateway_type)
    knows(client, payment.order)

    answer = client.get(called_off(fake, payment), follow=True)

    assert answer.redirect_chain == [(link_of(payment.order), 303)]
    assert notes(soup(answer)) == [
        "Вы не закончили оплату. Можно продолжить или выбрать другой способ."
        " Если вы всё же заплатили, это появится через минуту."
    ]
    assert soup(answer).select_one("section#payment form button")
    assert fresh(payment).status == "pending"


def test_who_goes_away_after_a_refusal_hears_its_reason(client, fake):
    payment = begun()
    knows(client, payment.order)
    fake.pay(payment.gateway_reference, DECLINED)

    answer = client.get(called_off(fake, payment), follow=True)

    [told] = notes(soup(answer))
    assert told.startswith("Оплата не прошла. Банк отказал.")


def test_who_goes_away_although_he_has_paid_hears_that_it_is_paid(client, fake):
    payment = begun()
    knows(client, payment.order)
    fake.pay(payment.gateway_reference)

    answer = client.get(called_off(fake, payment), follow=True)

    assert notes(soup(answer)) == ["Оплата получена. Спасибо! Письмо об этом уже в пути."]


def test_refused_capture_leads_back_to_the_order_with_its_reason(client, fake):
    """At PayPal the bank is asked after the customer has left it: there is nothing to wait for."""
    payment = begun(GatewayType.PAYPAL)
    knows(client, payment.order)
    fake.pay(payment.gateway_reference, DECLINED)

    answer = client.get(back(payment), follow=True)
    polled = asked(client, payment)

    assert answer.redirect_chain == [(link_of(payment.order), 303)]
    assert notes(soup(answer))[0].startswith("Оплата не прошла. Банк отказал.")
    assert (polled["status"], polled["url"]) == ("pending", back(payment))


def test_nobody_is_told_of_a_refusal_while_another_try_is_being_taken(client, fake):
    payment = begun(GatewayType.PAYPAL)
    knows(client, payment.order)
    fake.pay(payment.gateway_reference, DECLINED)
    client.get(back(payment))
    with after(seconds=10):
        Payment.objects.filter(pk=payment.pk).update(asked_at=clock.now())  # a webhook has come

        page = soup(client.get(back(payment)))
        polled = asked(client, payment)

    assert words(page.h1) == "Проверяем оплату"
    assert "url" not in polled


def test_state_tells_when_it_is_decided_and_where_to_go(client, fake):
    payment = begun()
    knows(client, payment.order)
    waits = asked(client, payment)
    fake.pay(payment.gateway_reference)
    with after(seconds=4):
        decided = asked(client, payment)

    assert (waits["status"], waits["order_status"]) == ("pending", "pending")
    assert 890 <= waits["seconds_left"] <= 900
    assert decided == {
        "status": "completed",
        "seconds_left": None,
        "order_status": "processing",
        "url": back(payment),
    }


def test_refusal_is_told_with_its_reason_and_another_try(client, fake):
    payment = begun(GatewayType.YOOKASSA)
    knows(client, payment.order)
    fake.pay(payment.gateway_reference, "4000000000009995")

    answer = client.get(back(payment), follow=True)
    block = panel(client, link_of(payment.order))

    assert "Оплата не прошла. На карте недостаточно денег." in notes(soup(answer))[0]
    assert "Последняя попытка не удалась: на карте недостаточно денег." in words(block)
    assert "Можно попробовать другую карту" in words(block)
    assert block.select_one("form button")


def test_silent_provider_leaves_the_page_waiting(client, fake):
    payment = begun()
    fake.pay(payment.gateway_reference)
    fake.fail("GET", "/test/v1/payments", "error_before")

    assert words(soup(client.get(back(payment))).h1) == "Проверяем оплату"
    assert asked(client, payment)["status"] == "pending"
    with after(minutes=1):
        assert client.get(back(payment), follow=True).status_code == 200
    assert fresh(payment).status == "completed"


def test_money_that_came_too_late_is_not_called_paid(client, fake):
    payment = begun()
    knows(client, payment.order)
    order = let_time_out(payment.order)
    other = waiting_order(lines={"KS-OAK": 10})  # the pieces are gone
    fake.pay(payment.gateway_reference)
    with after(minutes=17):
        answer = client.get(back(payment), follow=True)

    assert notes(soup(answer)) == [
        "Деньги возвращаются к вам. Оплата пришла слишком поздно или её оказалось больше, чем нужно."
    ]
    assert (fresh(order).status, fresh(other).status) == (OrderStatus.CANCELLED, OrderStatus.PENDING)
    run_outbox()
    block = words(panel(client, link_of(order)))
    assert "Деньги пришли, когда время на оплату уже вышло" in block
    assert "Если они всё же придут" not in block


def test_who_pays_after_the_time_was_over_is_not_told_that_he_did_not(client, fake):
    payment = begun()
    knows(client, payment.order)
    order = let_time_out(payment.order)
    fake.pay(payment.gateway_reference)

    with after(minutes=17):
        answer = client.get(back(payment), follow=True)

    assert notes(soup(answer)) == ["Оплата получена. Спасибо! Письмо об этом уже в пути."]
    assert fresh(order).status == OrderStatus.PROCESSING


def test_top_up_comes_back_to_the_balance(client, fake):
    anna = make_customer("anna")
    switch_on()
    payment = start(open_top_up(anna.pk, Decimal("500"), gateway_type="test_gateway").pk)
    client.force_login(anna)
    fake.pay(payment.gateway_reference)

    answer = client.get(back(payment), follow=True)
    stranger = Client().get(back(payment))

    assert answer.redirect_chain == [("/account/balance/", 303)]
    assert notes(soup(answer)) == [TOPPED_UP]
    assert "500" not in words(soup(stranger).main)


def test_go_leads_nowhere_once_it_is_decided(client, fake):
    payment = begun()
    fake.pay(payment.gateway_reference)
    client.get(back(payment))

    answer = client.get(f"/payments/{payment.payment_id}/go/")

    assert (answer.status_code, answer.headers["Location"]) == (303, back(payment))


def test_go_begins_what_the_provider_never_heard_of(client, fake):
    switch_on()
    payment = begin(waiting_order())
    Payment.objects.filter(pk=payment.pk).update(gateway_reference="", pay_url="")

    page = soup(client.get(f"/payments/{payment.payment_id}/go/"))

    assert page.select_one("meta[http-equiv=refresh]")["content"] == f"0;url={fresh(payment).pay_url}"
    assert fake.counters["test_gateway"]["started"] == 1


def test_unknown_payment_is_a_page_that_is_not_there(client):
    unknown = "/payments/00000000-0000-4000-8000-000000000000"

    assert [client.get(f"{unknown}/{page}/").status_code for page in ("return", "state", "go")] == [
        404,
        404,
        404,
    ]
