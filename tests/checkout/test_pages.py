"""The checkout over HTTP."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Site

from cart.models import CartItem, DeliverySettings
from catalog.models import Variant
from checkout import views
from core import clock
from core.models import IdempotencyKey, Outbox
from inventory.models import StockItem
from orders.links import link_of
from orders.models import Order
from tests.cart.scenes import goods, kitchen
from tests.factories.people import make_customer
from tests.flows.visitor import values_of
from users.enums import ConsentSource, Purpose
from users.models import Consent
from users.services.addresses import add_address
from users.services.consents import publish_text

pytestmark = pytest.mark.django_db
ANNA = {
    "phone": "8 (921) 000-00-00",
    "name": "Анна",
    "email": "Anna@Example.com",
    "handover": "entrance",
    "zone": "inside_kad",
    "address": "Санкт-Петербург, Садовая ул., 12, кв. 34",
    "comment": "Домофон\nне работает",
    "consent_personal_data": "on",
}


def put(client, variant, quantity=1):
    assert client.post("/cart/add/", {"v": variant.sku, "quantity": quantity}).status_code == 303


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def filled(client, at="/checkout/", **answers) -> dict:
    """What a browser sends of the page there after Anna has filled it in."""
    page = soup(client.get(at))
    inputs = values_of(page.select_one("form#checkout"))
    inputs |= {field["name"]: field["value"] for field in page.select("input[form=checkout]")}
    return {**inputs, **ANNA, **answers}


def send(client, form, status=303):
    answer = client.post("/checkout/", form)
    assert answer.status_code == status, words(soup(answer))[:2000]
    return answer


def words(tag) -> str:
    return " ".join(tag.get_text(" ").replace("\xa0", " ").split())


def alert(answer) -> str:
    return words(soup(answer).select_one(".errors"))


def test_a_guest_orders_with_eight_fields(client):
    chest = goods("Комод «Север»", sku="N-1", price=10000)
    put(client, chest, 2)
    page = soup(client.get("/checkout/"))
    asked = page.select("#checkout :is(input:not([type=hidden], [type=checkbox]), textarea)")
    assert {field["name"] for field in asked} == {
        "phone", "name", "email", "handover", "zone", "km", "address", "floor", "lift", "comment",
    }  # fmt: skip
    assert not page.select("[type=checkbox][checked]")
    assert page.select_one("[name=consent_personal_data]").find_parent("label").a["href"] == (
        "/account/consents/personal_data/"
    )

    answer = send(client, filled(client, consent_mailing="on"))

    order = Order.objects.get()
    assert answer["Location"] == link_of(order)
    assert (order.contact_phone, order.contact_email, order.user_id) == (
        "+79210000000",
        "anna@example.com",
        None,
    )
    assert (order.delivery_method, order.delivery_zone, order.delivery_service) == (
        "courier", "inside_kad", "entrance",
    )  # fmt: skip
    assert (order.shipping_address, order.notes) == (ANNA["address"], "Домофон\nне работает")
    assert (order.total, order.items.get().quantity) == (20000, 2)
    given = Consent.objects.values_list("purpose", "email", "source", "reference", "user")
    assert set(given) == {
        (purpose, "anna@example.com", ConsentSource.CHECKOUT, order.order_id, None) for purpose in Purpose
    }
    assert Outbox.objects.filter(topic="mail.order_placed").count() == 1
    thanks = soup(client.get(answer["Location"]))
    assert f"Спасибо! Заказ {order.order_id} оформлен." in words(thanks.select_one(".messages"))
    assert ANNA["address"] in words(thanks)  # who has just typed it needs no code to see it
    assert ANNA["address"] not in words(soup(Client().get(answer["Location"])))
    assert client.get("/checkout/")["Location"] == "/cart/"
    signup = soup(client.get("/account/signup/"))
    assert signup.select_one("[name=email]")["value"] == "anna@example.com"


def test_mistakes_are_told_with_links_and_nothing_typed_is_lost(client):
    put(client, goods())
    form = filled(client, phone="123", name="", address="", zone="", comment="Осторожно: кот")
    del form["consent_personal_data"]

    page = soup(send(client, form, 422))

    summary = page.select_one(".errors[autofocus]")
    links = {link["href"][1:]: words(link.parent) for link in summary.select("a")}
    assert set(links) == {
        "id_phone", "id_name", "id_zone_0", "id_address", "id_consent_personal_data",
    }  # fmt: skip
    assert "Напишите его так: +7 921 000-00-00." in links["id_phone"]
    for target in links:
        field = page.select_one(f"#{target}")
        described = field.get("aria-describedby") or field.find_parent("fieldset")["aria-describedby"]
        assert page.select_one(f"#{described.split()[-1]}.field__error")
    assert page.select_one("[name=phone]")["value"] == "123"
    assert page.select_one("[name=comment]").get_text(strip=True) == "Осторожно: кот"
    assert not Order.objects.exists()

    again = soup(client.get("/checkout/"))
    assert again.select_one("[name=phone]")["value"] == "123"
    assert again.select_one("[name=comment]").get_text(strip=True) == "Осторожно: кот"
    assert not again.select(".field__error, [type=checkbox][checked]")

    send(client, filled(client))
    put(client, Variant.objects.get())
    assert not soup(client.get("/checkout/")).select_one("[name=phone]").get("value")


@pytest.mark.parametrize(
    ("field", "texts", "told"),
    [
        ("phone", ["", "letters", "+7999", "007 921 000 00 00", "٠٩٢١", "8" * 10_000, "\0"], "phone"),
        ("email", ["", "a@b", "a@b.ru, c@d.ru", "a@b.ru\r\nBcc: x@y.ru", "x" * 300 + "@b.ru", "\0"], "email"),
        ("name", [" ", "А\0", "\u202eанна", "я" * 10_000, "Анна\nИванова"], "name"),
        ("address", [" ", "\0", "\u202eулица", "я" * 10_000], "address"),
        ("comment", ["\0", "\u202eтекст", "я" * 10_000], "comment"),
        ("handover", ["", "drone", "pickup'"], "handover"),
        ("zone", ["", "moon"], "zone"),
        ("km", ["-1", "1e9", "0x10", "١٢", "NaN", "99999", "1,2,3"], "km"),
        ("floor", ["", "0", "-1", "101", "1e1", "пятый"], "floor"),
        ("lift", ["maybe"], "lift"),
    ],
)
def test_bad_input_is_a_sentence_beside_its_field(client, field, texts, told):
    put(client, kitchen())
    usual = {"handover": "room", "zone": "beyond_kad", "km": "12", "floor": "4", "lift": "no"}
    form = filled(client, **usual)

    for text in texts:
        page = soup(send(client, {**form, field: text}, 422))
        errors = page.select(".field__error")
        assert len(errors) == 1, (text, [words(error) for error in errors])
        assert re.search("[а-я]{4}", words(errors[0]))
        assert f"id_{told}" in page.select_one(".errors a")["href"]
        assert client.post("/checkout/quote/", {**form, field: text}).status_code == 200
    assert not Order.objects.exists()
    assert not Consent.objects.exists()


def test_what_is_not_asked_for_is_not_looked_at(client):
    put(client, goods())

    leftovers = {"zone": "", "address": "\0", "km": "-1", "floor": "0", "lift": "maybe"}
    send(client, filled(client, handover="pickup", **leftovers))

    order = Order.objects.get()
    assert (order.delivery_method, order.shipping_address, order.delivery) == ("pickup", "", 0)


def test_a_choice_changes_the_summary_and_the_fingerprint(client):
    DeliverySettings.objects.create(
        site=Site.objects.get(is_default_site=True), per_km="50.00", floor_fee="200.00", max_km=100
    )
    put(client, goods(price=10000), 2)
    form = filled(client, handover="room", zone="beyond_kad", km="12,5", floor="4", lift="no")

    summary = soup(client.post("/checkout/quote/", form))

    rows = [words(row) for row in summary.select(".summary__rows .summary__row")]
    assert rows == [
        "Товары 20 000 ₽",
        "Доставка за КАД, 13 км 650 ₽",
        "Подъём на 4 этаж, 2 предмета 1 600 ₽",
        "К оплате 22 250 ₽",
    ]
    seen = {field["name"]: field["value"] for field in summary.select("input")}
    assert seen["fingerprint"] != form["fingerprint"]
    far = soup(client.post("/checkout/quote/", {**form, "km": "101"}))
    assert "не дальше" in words(far) or "100 км" in words(far)
    without_script = soup(client.post("/checkout/", {**form, "phone": "", "recalculate": "1"}))
    assert words(without_script.select_one("[data-checkout-total]")) == "22 250 ₽"
    assert not without_script.select(".field__error")

    # Without a script the old fingerprint goes along: the new total is told, nothing is ordered.
    refused = send(client, form, 409)
    assert "Итог изменился: было 20 000 ₽, стало 22 250 ₽." in alert(refused)
    assert not Order.objects.exists()
    page = soup(refused)
    fresh = values_of(page.select_one("#checkout")) | {
        field["name"]: field["value"] for field in page.select("input[form=checkout]")
    }
    assert fresh["key"] != form["key"]
    assert words(page.select_one("[data-checkout-submit]")) == "Подтвердить новый итог"
    send(client, fresh)
    assert Order.objects.get().delivery == 2250


def test_a_rise_stops_the_order_until_it_is_accepted(client):
    chest = goods("Комод", price=10000)
    put(client, chest)
    form = filled(client)
    Variant.objects.filter(pk=chest.pk).update(current_price=12000)

    refused = send(client, form, 409)

    assert "Итог был 10 000 ₽, стал 12 000 ₽." in alert(refused)
    page = soup(refused)
    assert "Комод: цена выросла, было 10 000 ₽, стало 12 000 ₽." in words(page.select_one(".changes"))
    assert not page.select("[data-checkout-submit]")
    assert page.select_one("[name=name]")["value"] == "Анна"
    accept = page.select_one(".changes form")["action"]
    assert page.select_one(".checkout__summary form")["action"] == accept
    assert client.post(accept)["Location"] == "/checkout/"
    send(client, filled(client))
    assert Order.objects.get().total == 12000


def test_a_piece_that_somebody_was_quicker_to_take_is_named(client):
    chest = goods("Комод", sku="N-1", stock=2)
    put(client, chest, 2)
    form = filled(client)
    StockItem.objects.update(reserved=1)

    refused = send(client, form, 409)

    changes = soup(refused).select_one(".changes:has(form)")
    assert "Комод: вы выбрали 2 шт., осталось только 1 шт." in words(changes)
    assert CartItem.objects.get().quantity == 2
    assert not Order.objects.exists()


def test_a_double_click_is_one_order(client):
    put(client, goods())
    form = filled(client)

    first, second = send(client, form), send(client, form)

    assert first["Location"] == second["Location"] == link_of(Order.objects.get())
    assert Consent.objects.count() == 1


def test_keys_that_cannot_serve_are_told_in_words(client, monkeypatch):
    put(client, goods())
    form = filled(client)
    assert send(client, {**form, "key": ""}, 400)
    assert send(client, {**form, "key": "k" * 200}, 400)
    assert not Order.objects.exists()

    monkeypatch.setattr(views, "PAUSES", (0,))
    soon = clock.now() + timedelta(seconds=50)
    IdempotencyKey.objects.create(
        scope=f"session:{client.session['cart']}", key="used", body_sha256="0" * 64,
        state=IdempotencyKey.State.RUNNING, leased_until=soon, expires_at=soon,
    )  # fmt: skip
    reused = send(client, {**form, "key": "used"}, 422)
    assert "Этот ключ уже относится к другому запросу." in alert(reused)
    assert soup(reused).select_one("#checkout [name=key]")["value"] not in {"used", form["key"][0]}
    send(client, form)
    mine = IdempotencyKey.objects.filter(key=form["key"][0])
    mine.update(state=IdempotencyKey.State.RUNNING, leased_until=soon)
    waiting = send(client, form, 409)
    assert 0 < int(waiting["Retry-After"]) <= 50
    page = soup(waiting)
    assert page.select_one("main [name=key]")["value"] == form["key"][0]
    assert page.select_one("main [name=address]")["value"] == ANNA["address"]
    assert Order.objects.count() == 1


def test_one_line_is_ordered_and_the_others_stay(client):
    chest, shelf, stranger = goods(price=10000), goods("Стеллаж", price=5000), Client()
    put(client, chest)
    put(client, shelf)
    put(stranger, chest)
    line = CartItem.objects.get(variant=shelf).pk

    form = filled(client, f"/checkout/?line={line}")
    assert form["line"] == [str(line)]
    send(client, form)

    assert Order.objects.get().items.get().variant == shelf
    assert CartItem.objects.filter(cart__guest_key=client.session["cart"]).get().variant == chest
    foreign = CartItem.objects.exclude(cart__guest_key=client.session["cart"]).get().pk
    for address in (f"/checkout/?line={foreign}", "/checkout/?line=abc", f"/checkout/?line={2**70}"):
        assert client.get(address)["Location"] == "/cart/"
    assert Client().get("/checkout/")["Location"] == "/cart/"
    assert Client().post("/checkout/quote/").status_code == 409


@pytest.mark.parametrize(
    ("has_others", "told"),
    [(True, "Этой строки в вашей корзине больше нет."), (False, "В корзине нет ничего, что можно заказать.")],
)
def test_a_line_that_is_gone_is_not_called_an_empty_cart(client, has_others, told):
    if has_others:
        put(client, goods())

    answer = client.get("/checkout/", {"line": "999999"}, follow=True)

    assert told in words(soup(answer).select_one(".messages"))


def test_a_mixed_cart_shows_both_orders_and_becomes_them(client):
    put(client, goods(price=10000))
    put(client, kitchen(price=90000))

    page = soup(client.get("/checkout/"))
    assert [words(part) for part in page.select(".summary__parts .summary__row")] == [
        "Заказ из наличия 10 000 ₽", "Заявка на расчёт 90 000 ₽",
    ]  # fmt: skip
    answer = send(client, filled(client))

    bought, asked = Order.objects.order_by("kind").reverse()
    assert answer["Location"] == link_of(bought)
    thanks = soup(client.get(answer["Location"]))
    assert link_of(asked) in [link["href"] for link in thanks.select(".order__main .note a")]


def test_a_customer_types_nothing_again(client, django_assert_num_queries):
    anna = make_customer("anna", first_name="Анна", phone="+79210000001")
    near = add_address(anna.pk, text="Садовая ул., 12", zone="inside_kad")
    far = add_address(anna.pk, text="Дача", zone="")
    stranger = add_address(make_customer("vera").pk, text="Чужой дом", zone="inside_kad")
    chest = goods()
    client.force_login(anna)
    put(client, chest)
    client.get("/checkout/")

    with django_assert_num_queries(18):
        page = soup(client.get("/checkout/"))

    assert page.select_one("[name=phone]")["value"].replace("\xa0", " ") == "+7 (921) 000-00-01"
    assert page.select_one("[name=saved][checked]")["value"] == str(near.pk)
    assert page.select_one(f"[name=saved][value='{near.pk}']")["data-zone"] == "inside_kad"
    assert not page.select("[name=consent_personal_data]")
    form = values_of(page.select_one("#checkout")) | {
        field["name"]: field["value"] for field in page.select("input[form=checkout]")
    }
    assert send(client, {**form, "saved": str(stranger.pk)}, 422)
    assert "id_zone_0" in str(
        soup(send(client, {**form, "saved": str(far.pk), "zone": ""}, 422)).select(".errors")
    )
    answer = send(client, form)

    order = Order.objects.get()
    assert answer["Location"] == f"/account/orders/{order.order_id}/"
    assert (order.user, order.shipping_address, order.delivery_zone) == (
        anna,
        "Садовая ул., 12",
        "inside_kad",
    )
    assert not Consent.objects.filter(reference=order.order_id).exists()


def test_a_text_that_changed_meanwhile_is_shown_again(client):
    put(client, goods())
    form = filled(client)
    publish_text(Purpose.PERSONAL_DATA, text="Новый текст")

    page = soup(send(client, form, 409))

    assert page.select_one("[name=personal_data_version]")["value"] == "2"
    assert not page.select("[name=consent_personal_data][checked]")
    assert not Order.objects.exists()
    again = {**form, "personal_data_version": "2", "key": page.select_one("#checkout [name=key]")["value"]}
    send(client, again)
    assert Consent.objects.get().text_version == 2
