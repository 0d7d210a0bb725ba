"""A page that is not true any more: what changed is said with the old and the new, and agreed to."""

import pytest

from cart.differences import differences
from orders.models import Order
from promotions.models import Promotion
from tests.cart.lines import line, offer, outside, per_km, quote
from tests.cart.scenes import goods
from tests.factories.promotions import make_promotion

from .test_pages import alert, filled, put, send, soup, values_of


def seen(client, form: dict, **answers) -> dict:
    """The form after "Count the total again", as a browser without scripts sends it next."""
    page = soup(client.post("/checkout/", {**form, **answers, "recalculate": "1"}))
    inputs = values_of(page.select_one("form#checkout"))
    inputs |= {field["name"]: field["value"] for field in page.select("input[form=checkout]")}
    return {**form, **answers, **inputs}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"zone": "beyond_kad", "km": ""},
            "Доставка за КАД: было — бесплатно, стало — цена по телефону, в сумму она не входит.",
        ),
        (
            {"handover": "room", "floor": "9", "lift": "no"},
            "Подъём на 9 этаж, 1 предмет: цена по телефону, в сумму она не входит.",
        ),
    ],
)
def test_a_price_that_is_left_to_the_phone_is_told_before_the_order(client, changed, told):
    put(client, goods(price=10000))
    form = seen(client, filled(client))

    refused = send(client, {**form, **changed}, 409)

    assert told in alert(refused)
    assert not Order.objects.exists()
    page = soup(refused)
    fresh = {each["name"]: each["value"] for each in page.select("input[form=checkout], [name=key]")}
    send(client, {**form, **changed, **fresh})
    placed = Order.objects.get()
    assert placed.delivery == 0
    assert placed.delivery_note.startswith("Цену согласуем по телефону")


@pytest.mark.django_db
def test_a_promotion_that_is_over_is_named_with_its_reason(client):
    make_promotion("Осень", total_limit=1)
    put(client, goods(price=10000))
    form = seen(client, filled(client))
    Promotion.objects.update(used_count=1)

    told = alert(send(client, form, 409))

    assert "было 9 000 ₽, стало 10 000 ₽" in told
    assert "«Осень»: Акция закончилась: всё уже разобрали." in told


def test_every_part_of_the_delivery_is_told_with_the_old_and_the_new():
    now = quote(line("1000"), delivery=outside(10), terms=per_km("50"), offers=[offer(3), offer(4)])

    told = differences(now, delivery="delivery:0.00,assembly:3000.00", promotions="3,99")

    assert [each.replace("\xa0", " ") for each in told] == [
        "Доставка за КАД, 10 км: было — бесплатно, стало — 500 ₽.",
        "Сборка: было — 3 000 ₽, теперь этого нет.",
        "«Акция 4»: Скидка 10 % на товары за 1 000 ₽: −100 ₽.",
        "Скидка или подарок, которые здесь были, закончились.",
    ]
    assert differences(now, delivery="delivery:500.00", promotions="3,4") == []


@pytest.mark.parametrize(
    "junk", ["", "\0", "delivery:", "delivery:-1.00", "<b>:1.00", "x:1.00", "9" * 10_000, "١"]
)
def test_what_comes_back_spoilt_makes_no_words_of_its_own(junk):
    now = quote(line("1000"))

    assert differences(now, delivery=junk, promotions="") == []
    told = differences(now, delivery="", promotions=junk)
    assert set(told) <= {"Скидка или подарок, которые здесь были, закончились."}
