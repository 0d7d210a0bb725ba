"""Paying, from the checkout to the money, at the pretend providers and by letters and forms alone."""

import re

import httpx
import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orders.enums import OrderStatus
from orders.models import Order
from payments.enums import GatewayType
from tests.cart.scenes import goods
from tests.factories.people import PASSWORD, make_customer
from tests.payments.conftest import fake, fake_server  # noqa: F401
from tests.payments.scenes import run_outbox, switch_on
from users.services.addresses import add_address

from .test_buyer import add, order
from .visitor import Visitor, text_of

pytestmark = pytest.mark.django_db
GUEST = {
    "phone": "8 921 000-00-00",
    "name": "Анна",
    "email": "anna@example.com",
    "handover": "entrance",
    "zone": "inside_kad",
    "address": "Садовая ул., 12",
    "consent_personal_data": "on",
}


@pytest.fixture
def visitor(django_capture_on_commit_callbacks) -> Visitor:
    return Visitor(Client(), django_capture_on_commit_callbacks)


def page_to_pay_at(page: BeautifulSoup) -> str:
    """Where our page on the way to the provider leads."""
    return page.select_one("meta[http-equiv=refresh]")["content"].removeprefix("0;url=")


def show_card(address: str, card: str) -> str:
    """Press a card on the page of the provider; where it leads back to, "" while it stays."""
    with httpx.Client(trust_env=False) as browser:
        return browser.post(address, data={"card": card}).headers.get("Location", "")


def back_in_the_shop(visitor: Visitor, address: str) -> BeautifulSoup:
    return visitor.open(address.removeprefix("http://localhost:8000"))


def test_a_guest_is_refused_tries_another_card_and_gets_his_order(visitor, fake, mailoutbox):  # noqa: F811
    switch_on(name="Картой онлайн", sort_order=1)
    add(visitor, goods("Комод «Север»", stock=3, price=10000).product.url)

    # He confirms the order, goes on to the provider, and the bank says no.
    leads = page_to_pay_at(order(visitor, **GUEST))
    bought = Order.objects.get()
    assert show_card(leads, "4000000000009995") == ""

    # He comes back by the letter: the order waits, says why the card did not pay, and lets him go on.
    run_outbox()
    letter = mailoutbox[0]
    assert "Пожалуйста, оплатите до" in letter.body
    followed = visitor.open(re.search(r"http://localhost:8000(/o/\S+)", letter.body)[1])
    assert "Принят, ждёт оплаты" in text_of(followed)
    go_on = visitor.open(followed.select_one(".payment__open a")["href"])
    assert page_to_pay_at(go_on) == leads

    # Another card pays; the shop asks the provider and says thank you on the page of the order.
    returned = show_card(leads, "4242424242424242")
    thanks = back_in_the_shop(visitor, returned)
    assert "Оплата получена" in text_of(thanks, ".messages")
    assert f"Заказ {bought.order_id}" in text_of(thanks, "h1")
    assert "Оплачено полностью" in text_of(thanks, "#payment")
    bought.refresh_from_db()
    assert bought.status == OrderStatus.PROCESSING

    # One letter tells of the money; the link to pay at is closed for ever.
    run_outbox()
    subjects = [each.subject for each in mailoutbox if each.to == ["anna@example.com"]]
    assert subjects == [f"Заказ {bought.order_id} оформлен", f"Заказ {bought.order_id}: оплата получена"]
    link = re.search(r"http://localhost:8000(/pay/\S+)", letter.body)[1]
    assert visitor.client.get(link).status_code == 410
    assert fake.counters["test_gateway"]["captured"] == 1


def test_a_customer_fills_his_balance_and_his_waiting_order_is_paid(visitor, fake, mailoutbox):  # noqa: F811
    switch_on(name="Картой онлайн", sort_order=1)
    switch_on(GatewayType.BALANCE, name="С баланса", sort_order=2)
    anna = make_customer("anna", first_name="Анна", phone="+79210000001")
    add_address(anna.pk, text="Садовая ул., 12", zone="inside_kad")
    visitor.fill("/account/login/", login="anna", password=PASSWORD)
    add(visitor, goods("Комод «Север»", stock=3, price=10000).product.url)

    # She orders, does not pay at once, and puts money on her balance instead.
    order(visitor)
    waiting = Order.objects.get()
    leads = page_to_pay_at(
        visitor.fill("/account/balance/", form="main .balance__top-up form", amount="12 000")
    )
    page = back_in_the_shop(visitor, show_card(leads, "4242424242424242"))
    assert "Деньги на вашем балансе" in text_of(page, ".messages")

    # The order that waited is paid from it, and she is told; the statement says what it was for.
    run_outbox()
    waiting.refresh_from_db()
    assert waiting.status == OrderStatus.PROCESSING
    assert f"Заказ {waiting.order_id}: оплата получена" in [letter.subject for letter in mailoutbox]
    statement = visitor.open("/account/balance/")
    assert f"Оплата заказа {waiting.order_id} −10 000 ₽" in text_of(statement)
    assert "2 000 ₽" in text_of(statement, ".balance__sum")
    paid = visitor.open(f"/account/orders/{waiting.order_id}/")
    assert "Оплачено полностью" in text_of(paid, "#payment")
