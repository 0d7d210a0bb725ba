"""The pool of gifts and promotions on the checkout page: one is taken, the summary follows."""

import pytest

from cart.models import Cart, CartItem
from orders.enums import CancelReason, Role
from orders.models import Order
from orders.services.moves import cancel_order
from promotions.models import Promotion
from tests.cart.scenes import goods
from tests.factories.orders import make_order
from tests.factories.people import make_customer
from tests.factories.promotions import make_gift, make_promotion

from .test_pages import alert, filled, put, send, soup, words

pytestmark = pytest.mark.django_db


def choices(page) -> dict[str, bool]:
    return {words(each.find_parent("label")): each.has_attr("checked") for each in page.select("[name=gift]")}


def test_one_of_the_pool_is_taken_at_the_checkout_and_is_on_the_order(client):
    gift = make_gift(goods("Пуф", sku="P-1", price=5000), "Пуф в подарок", is_choosable=True)
    less = make_promotion("Дешевле", is_choosable=True)
    make_promotion("Не для этой корзины", is_choosable=True, min_goods=10**6)
    put(client, goods("Комод", sku="N-1", price=10000))
    form = filled(client)

    answer = soup(client.post("/checkout/quote/", {**form, "gift": gift.pk}))

    assert choices(answer) == {
        "Пуф в подарок В подарок: Пуф.": True,
        "Дешевле Можно выбрать. Скидка 10 %.": False,
        "Без подарка": False,
    }
    assert words(answer.select_one(".line--gift")).startswith("Пуф Подарок")
    # Without a script the choice comes with the order, and what it changes is told first.
    refused = soup(send(client, {**form, "gift": less.pk}, 409))
    assert "было 10 000 ₽, стало 9 000 ₽" in words(refused)
    again = {**filled(client), "gift": less.pk}
    send(client, again)
    order = Order.objects.get()
    assert (order.total, [use.promotion for use in order.promotion_uses.all()]) == (9000, [less])
    assert send(client, again)["Location"]  # the second press of the same button
    assert (Order.objects.count(), Cart.objects.count()) == (1, 1)


@pytest.mark.parametrize("sent", ["0", "-1", "9" * 40, "abc", "\0", "of another"])
def test_what_is_not_in_the_pool_changes_nothing_and_is_told(client, sent):
    far = make_promotion(is_choosable=True, min_goods=10**6)
    put(client, goods(price=10000))

    answer = client.post(
        "/checkout/quote/", {**filled(client), "gift": far.pk if sent == "of another" else sent}
    )

    assert answer.status_code == 200
    told = soup(answer).select_one("[data-checkout-pool]:not([hidden]) [role=alert]")
    why = "Добавьте товаров ещё на" if sent == "of another" else "Этот подарок сейчас нельзя"
    assert why in words(told)
    assert Cart.objects.get().chosen_promotion is None
    assert "Ничего не заказано" in alert(send(client, {**filled(client), "gift": sent}, 409))
    send(client, {**filled(client), "gift": ""})


def test_nothing_is_said_where_nothing_is_chosen(client):
    put(client, goods())

    answer = soup(client.post("/checkout/quote/", {**filled(client), "gift": ""}))

    assert answer.select_one("[data-checkout-pool]").has_attr("hidden")


def test_a_choice_that_is_over_since_is_named_with_its_reason(client):
    chosen = make_promotion("Дешевле", is_choosable=True, total_limit=1)
    put(client, goods(price=10000))
    form = {**filled(client), "gift": chosen.pk}
    client.post("/checkout/quote/", form)
    Promotion.objects.update(used_count=1)

    answer = soup(client.post("/checkout/quote/", form))

    assert "«Дешевле»: Акция закончилась" in words(answer.select_one("[data-checkout-pool] [role=alert]"))


def test_what_the_checkout_offers_can_be_chosen_there(client):
    """The account has ordered, and cancelled: the cart's pool and the checkout's are one."""
    anna = make_customer("anna", phone="+79210000001")
    client.force_login(anna)
    cancel_order(make_order(user=anna).pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)
    first = make_promotion("Новосёлам", value=20, is_choosable=True, first_order_only=True)
    put(client, goods(price=10000))
    form = filled(client)

    answer = soup(client.post("/checkout/quote/", {**form, "gift": first.pk}))

    assert [is_ticked for name, is_ticked in choices(answer).items() if "Новосёлам" in name] == [True]
    assert not answer.select("[data-checkout-pool] [role=alert]")
    assert "Новосёлам" in words(soup(client.get("/cart/")).select_one(".promo__choice:has([checked])"))


def test_the_choice_is_one_of_the_lines_that_are_ordered(client):
    """The whole cart buys up the pouf, so it gives none; a line of it alone does."""
    pouf = goods("Пуф", sku="P-1", stock=1, price=5000)
    gift = make_gift(pouf, "Пуф в подарок", is_choosable=True)
    put(client, pouf)
    put(client, goods("Комод", sku="N-1", price=10000))
    line = CartItem.objects.get(variant__sku="N-1").pk
    form = filled(client, at=f"/checkout/?line={line}")

    answer = soup(client.post("/checkout/quote/", {**form, "line": line, "gift": gift.pk}))

    assert not answer.select("[data-checkout-pool] [role=alert]")
    assert Cart.objects.get().chosen_promotion == gift
