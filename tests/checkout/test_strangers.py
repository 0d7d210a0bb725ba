"""Nobody learns at the checkout who has bought here: a contact counts once an order with it is tried."""

import pytest

from orders.models import Order
from tests.cart.scenes import goods
from tests.factories.orders import make_order
from tests.factories.people import make_customer
from tests.factories.promotions import make_promotion

from .test_pages import alert, filled, put, send, soup, words

pytestmark = pytest.mark.django_db
VICTIM = {"phone": "+79215550000", "email": "victim@example.com"}
UNKNOWN = {"phone": "+79215550001", "email": "nobody@example.com"}
PROVISO = "Только для первого заказа: проверим, когда вы оформите заказ."


def total(answer) -> str:
    return words(soup(answer).select_one("[data-checkout-total]"))


def ask(client, form: dict, **contact) -> str:
    return total(client.post("/checkout/quote/", {**form, **contact}))


@pytest.mark.parametrize("fields", [{"first_order_only": True}, {"per_customer_limit": 1}], ids=str)
@pytest.mark.parametrize("has_account", [False, True], ids=["guest", "account"])
def test_the_same_is_shown_for_a_known_and_an_unknown_contact(client, fields, has_account):
    make_promotion("Новосёлам", **fields)
    make_order(**VICTIM)
    if has_account:
        client.force_login(make_customer("mallory"))
    put(client, goods("Стул", sku="S-1", price=10000))
    form = filled(client)

    shown = [ask(client, form, **{name: VICTIM[name]}) for name in VICTIM]
    both = (VICTIM, UNKNOWN)
    pages = [total(client.post("/checkout/", {**form, **who, "recalculate": "1"})) for who in both]
    wrong = [total(send(client, {**form, **who, "name": ""}, 422)) for who in both]

    assert {*shown, *pages, *wrong, ask(client, form, **UNKNOWN)} == {"9 000 ₽"}
    assert total(client.get("/checkout/")) == "9 000 ₽"


def test_a_known_customer_is_told_when_he_orders_and_then_pays_what_he_sees(client):
    make_promotion("Новосёлам", first_order_only=True)
    make_order(**VICTIM)
    put(client, goods("Стул", sku="S-1", price=10000))
    form = filled(client, **VICTIM)
    shown = soup(client.post("/checkout/quote/", form))
    assert PROVISO in words(shown.select_one("details.promo__reasons[open]"))
    assert PROVISO in words(soup(client.get("/cart/")).select_one("details.promo__reasons[open]"))

    refused = send(client, form, 409)

    assert "было 9 000 ₽, стало 10 000 ₽" in alert(refused)
    assert "«Новосёлам»: Эта акция действует на первый заказ." in alert(refused)
    assert total(refused) == "10 000 ₽"
    # From now on the page counts this contact, and no other one.
    assert (ask(client, form), ask(client, form, **UNKNOWN)) == ("10 000 ₽", "9 000 ₽")
    assert total(client.get("/checkout/")) == "10 000 ₽"
    send(client, filled(client, **VICTIM))
    assert Order.objects.latest("pk").total == 10000


def test_a_first_order_keeps_the_discount_and_its_sentence_without_the_proviso(client):
    make_promotion("Новосёлам", first_order_only=True)
    put(client, goods(price=10000))

    send(client, filled(client))

    placed = Order.objects.get()
    assert placed.total == 9000
    assert [use.sentence.replace("\xa0", " ") for use in placed.promotion_uses.all()] == [
        "Скидка 10 % на товары за 10 000 ₽: −1 000 ₽."
    ]
