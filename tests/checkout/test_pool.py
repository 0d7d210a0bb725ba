"""The pool of gifts and promotions on the checkout page: one is taken, the summary follows."""

import pytest

from cart.models import Cart
from orders.models import Order
from tests.cart.scenes import goods
from tests.factories.promotions import make_gift, make_promotion

from .test_pages import filled, put, send, soup, words

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


@pytest.mark.parametrize("sent", ["", "0", "-1", "9" * 40, "abc", "\0", "of another"])
def test_what_is_not_in_the_pool_changes_nothing(client, sent):
    far = make_promotion(is_choosable=True, min_goods=10**6)
    put(client, goods(price=10000))

    answer = client.post(
        "/checkout/quote/", {**filled(client), "gift": far.pk if sent == "of another" else sent}
    )

    assert answer.status_code == 200
    assert soup(answer).select_one("[data-checkout-pool]").has_attr("hidden")
    assert Cart.objects.get().chosen_promotion is None
