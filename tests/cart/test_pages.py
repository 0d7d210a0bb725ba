"""The cart over HTTP: what a browser without scripts does, what scripts ask, and what nobody should send."""

import re
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cart.models import Cart, CartItem
from cart.selectors.owner import SESSION_KEY
from catalog.models import Variant
from catalog.selectors.visibility import listed_variants
from catalog.services.variants import create_variant
from promotions.enums import Benefit, Stacking
from promotions.services import create_promotion, create_voucher
from tests.factories.catalog import make_catalogue
from tests.factories.people import PASSWORD, make_customer
from tests.factories.promotions import make_promotion

from .scenes import goods, kitchen

pytestmark = pytest.mark.django_db
NASTY = [
    "0", "-1", "1.5", "1e9", str(2**63), "١٢", "0x10", "", " ", "1 000", "NaN", "null", "100",
    "9" * 10_000, "2\0", "\u202e2", "'\"><svg onload=alert(1)>", "{{7*7}}",
]  # fmt: skip


def put(client, variant, quantity="1", **more):
    return client.post("/cart/add/", {"v": variant.sku, "quantity": quantity, **more})


def page_of(client, address="/cart/", status=200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def words(tag) -> str:
    return " ".join(tag.get_text(" ").replace("\xa0", " ").split())


def held() -> dict[str, int]:
    return dict(CartItem.objects.values_list("variant__sku", "quantity"))


def line_of(variant) -> str:
    return f"/cart/lines/{CartItem.objects.get(variant=variant).pk}/"


def test_a_browser_without_scripts_adds_and_comes_back_to_the_same_variant(client):
    chest = goods("Комод «Север»", sku="N-1", size_label="100", finish_label="Дуб")
    page = chest.product
    create_variant(
        page.pk, sku="N-2", list_price=Decimal(9000), size_label="130", finish_label="Дуб",
        width_mm=1, height_mm=1, depth_mm=1, sold_as="made_to_order",
    )  # fmt: skip
    form = page_of(client, page.url).select_one("form#buy")
    add = form.select_one("button[data-add]")
    assert words(add.select_one("span:not([hidden])")) == "В корзину"
    assert form.select_one("[data-buy-now]:not([hidden])")

    answer = client.post(add["formaction"], {"v": "N-1", "size": "130"})

    assert (answer.status_code, answer["Location"]) == (303, f"{page.url}?v=N-2")
    shown = page_of(client, answer["Location"])
    assert words(shown.select_one(".messages")) == "В корзине: Комод «Север». Перейти в корзину"
    assert shown.select_one(".messages a")["href"] == "/cart/"
    assert shown.select_one("[data-cart-link]")["aria-label"] == "Корзина, 1 предмет"
    assert words(shown.select_one("[data-add] span:not([hidden])")) == "Добавить в заявку"
    assert not shown.select_one("[data-buy-now]:not([hidden])")
    assert held() == {"N-2": 1}

    client.post(add["formaction"], {"v": "N-1", "size": "777"})
    client.post("/cart/add/?next=//evil.example/", {"v": "NO-SUCH"})
    assert held() == {"N-2": 1}


def test_a_script_gets_the_number_and_a_sentence(client):
    chest = goods("Комод «Север»", sku="N-1", stock=1)
    script = {"accept": "application/json"}

    added = client.post("/cart/add/", {"v": "N-1"}, headers=script)
    refused = client.post("/cart/add/", {"v": "N-1"}, headers=script)

    assert added.json() == {"said": "В корзине: Комод «Север».", "pieces": 1, "label": "Корзина, 1 предмет"}
    assert (refused.status_code, refused.json()["code"]) == (409, "out_of_stock")
    assert refused.json()["error"] == "В наличии 1 шт., больше взять нельзя."
    assert held() == {chest.sku: 1}


def test_what_cannot_be_had_has_no_button(client):
    sold_out = goods("Комод «Проданный»", stock=0)

    page = page_of(client, sold_out.product.url)

    assert page.select("[data-add]:not([hidden]), [data-buy-now]:not([hidden])") == []
    put(client, sold_out)
    put(client, Variant(sku="NO-SUCH"))
    assert held() == {}


def test_a_post_needs_the_token_of_the_page():
    chest, client = goods(), Client(enforce_csrf_checks=True)
    button = page_of(client, chest.product.url).select_one("[data-add]")

    assert put(client, chest).status_code == 403
    answer = client.post("/cart/add/", {"v": chest.sku, button["name"]: button["value"]})

    assert answer.status_code == 303
    assert held() == {chest.sku: 1}


def test_buying_at_once_takes_one_line_to_the_checkout(client):
    chest, shelf = goods(), goods("Стеллаж")
    put(client, shelf)

    answer = client.post("/cart/buy/", {"v": chest.sku})

    assert answer["Location"] == f"/checkout/?line={CartItem.objects.get(variant=chest).pk}"
    assert held() == {chest.sku: 1, shelf.sku: 1}
    assert client.post("/cart/buy/", {"v": chest.sku})["Location"] == answer["Location"]
    assert held() == {chest.sku: 1, shelf.sku: 1}
    put(client, shelf, "2")
    client.post("/cart/buy/", {"v": shelf.sku})
    assert held()[shelf.sku] == 3


def test_nasty_quantities_are_told_beside_the_line_and_change_nothing(client):
    cooking = kitchen(sku="K-1")
    put(client, cooking, "2")
    address = line_of(cooking)

    for text in NASTY[1:]:
        answer = client.post(address, {"quantity": text})
        assert answer.status_code == 422, text
        told = BeautifulSoup(answer.content, "html.parser").select_one(".line__refusal")
        assert "Напишите количество числом от 1 до 99." in words(told), text
    for text in ["0", *NASTY]:
        assert put(client, cooking, text).status_code == 303, text
    client.post(address, {"quantity": ["7", "1e9"]})
    half_a_letter = "quantity=%ED%A0%80&v=%ED%A0%80"
    for way in (address, "/cart/add/"):
        client.generic("POST", way, half_a_letter, content_type="application/x-www-form-urlencoded")
    assert held() == {"K-1": 2}
    assert "<svg onload" not in client.post(address, {"quantity": NASTY[-2]}).content.decode()

    assert client.post(address, {"quantity": "2", "step": "1"}).status_code == 303
    assert held() == {"K-1": 3}
    client.post(address, {"quantity": " 1 ", "step": "-1"})
    assert held() == {}


def test_lines_of_others_are_not_there(client):
    chest, stranger = goods(), Client()
    put(stranger, chest)
    put(client, kitchen())
    address = line_of(chest)

    for line in (address, "/cart/lines/999999/", f"/cart/lines/{2**63}/", f"/cart/lines/{10**30}/"):
        for way in (line, f"{line}remove/"):
            answer = client.post(way, {"quantity": "5"})
            assert answer.status_code == 404, way
            assert "Этой строки в вашей корзине больше нет." in answer.content.decode()
    assert held()[chest.sku] == 1
    assert Client().post(f"{address}remove/").status_code == 303  # nobody's cart is an empty one
    assert client.get("/cart/add/").status_code == 405


def test_the_page_tells_totals_and_why(client):
    chest = goods("Комод «Север»", sku="N-1", price=10000)
    today = date(2026, 1, 1)
    half = create_promotion(
        title="Неделя комодов", start_date=today, benefit=Benefit.PERCENT, value=Decimal(5),
        stacking=Stacking.COMBINABLE,
    )  # fmt: skip
    gift = create_promotion(
        title="Скидка на выбор", start_date=today, benefit=Benefit.AMOUNT, value=Decimal(100),
        is_choosable=True, stacking=Stacking.COMBINABLE,
    )  # fmt: skip
    code = create_promotion(
        title="Письмо", start_date=today, benefit=Benefit.AMOUNT, value=Decimal(250), needs_code=True,
        min_goods=Decimal(25000), stacking=Stacking.COMBINABLE,
    )  # fmt: skip
    create_voucher(code.pk, code="МАЙ")
    put(client, chest, "2")

    page = page_of(client)
    assert words(page.select_one("[data-cart-total]")) == "19 000 ₽"
    assert [words(row) for row in page.select(".summary__rows > .summary__row")] == [
        "Товары, 2 шт. 20 000 ₽",
        "Скидка −1 000 ₽",
        "Доставка рассчитаем при оформлении",
        "К оплате 19 000 ₽",
    ]  # fmt: skip
    assert half.title in words(page.select_one(".promo__reasons"))
    assert [choice["value"] for choice in page.select("[name=gift]")] == [str(gift.pk), ""]

    assert client.post("/cart/voucher/", {"code": " май "}).status_code == 303
    client.post("/cart/gift/", {"gift": str(gift.pk)})
    page = page_of(client)
    assert "Добавьте товаров ещё на 5 000 ₽." in words(page.select_one(".promo__voucher--idle"))
    assert words(page.select_one("[data-cart-total]")) == "18 900 ₽"
    put(client, chest)
    assert words(page_of(client).select_one("[data-cart-total]")) == "28 150 ₽"

    client.post("/cart/voucher/drop/")
    for text in ["", "НЕТ", "\0", "x" * 10_000, "\u202e", "МАЙ' OR 1=1"]:
        answer = client.post("/cart/voucher/", {"code": text})
        assert answer.status_code == 422, text
        assert "Такого кода мы не знаем" in answer.content.decode() or "код" in answer.content.decode()
    assert "Слишком много попыток" in client.post("/cart/voucher/", {"code": "МАЙ"}).content.decode()
    for text in ["999999", "-1", "abc", "1e9", str(2**70), "\0"]:
        assert client.post("/cart/gift/", {"gift": text}).status_code == 422, text
    client.post("/cart/gift/", {"gift": ""})
    assert (Cart.objects.get().voucher, Cart.objects.get().chosen_promotion) == (None, None)


def test_changes_are_told_first_and_taken_over_when_accepted(client):
    chest, shelf = goods("Комод", sku="N-1", price=1000), goods("Стеллаж", sku="S-1", price=500)
    put(client, chest)
    put(client, shelf)
    Variant.objects.filter(pk=chest.pk).update(current_price=1200)
    Variant.objects.filter(pk=shelf.pk).update(is_active=False)
    shelf.product.unpublish()

    page = page_of(client)

    told = words(page.select_one(".changes"))
    assert "Комод: цена выросла, было 1 000 ₽, стало 1 200 ₽." in told
    assert "Стеллаж: больше не продаётся." in told
    assert "Стеллаж" in words(page.select_one(".cart__lost"))
    assert page.select("#to-checkout") == []
    assert CartItem.objects.get(variant=chest).price_when_added == 1000
    assert held() == {"N-1": 1, "S-1": 1}

    assert client.post("/cart/changes/?next=/checkout/")["Location"] == "/checkout/"

    page = page_of(client)
    assert page.select(".changes, .cart__lost") == []
    assert page.select_one("#to-checkout")["href"] == "/checkout/"
    assert held() == {"N-1": 1}


def test_a_mixed_cart_says_that_it_becomes_two_orders(client):
    put(client, kitchen(price=90000))
    request = page_of(client)
    assert words(request.select_one("#to-checkout")) == "Отправить на расчёт"
    assert "Изготовим за 35 рабочих дней" in words(request.select_one(".summary"))

    put(client, goods(price=10000))
    page = page_of(client)
    assert "два связанных заказа" in words(page.select_one(".cart__groups .note"))
    assert [words(part) for part in page.select(".summary__parts .summary__row")] == [
        "Заказ из наличия 10 000 ₽", "Заявка на расчёт 90 000 ₽",
    ]  # fmt: skip

    client.post("/cart/clear/")
    page = page_of(client)
    assert "Пока пусто" in words(page.main)
    assert page.select_one("[data-cart-pieces]").has_attr("hidden")


def test_the_page_is_nobodys_but_the_visitors(client):
    for address in ("/cart/", "/checkout/"):
        answer = client.get(address)
        assert {"private", "no-store"} <= set(re.split(r",\s*", answer["Cache-Control"]))
    assert page_of(client).select_one("meta[name=robots]")["content"] == "noindex, nofollow"


def test_the_page_costs_the_same_however_much_it_shows(client, django_assert_num_queries):
    """One catalogue for all, because making it takes long. Whoever has no cart pays nothing for the bag."""
    make_catalogue(30)
    on_sale = Variant.objects.filter(pk__in=listed_variants().values("variant_id"))
    ready = list(on_sale.filter(availability__in=["in_stock", "made_to_order"])[:20])
    client.get("/search/")
    with django_assert_num_queries(4):
        client.get("/search/")

    for count in (1, 3, 20):
        for variant in ready[:count]:
            put(client, variant)
        with django_assert_num_queries(10):
            page = page_of(client)
        assert len(page.select("li.line")) == count
    with django_assert_num_queries(6):  # the session and the pieces
        client.get("/search/")


def test_offers_for_a_first_order_cost_a_customer_one_query(client, django_assert_num_queries):
    """Whether he has ordered is asked once for all of them."""
    client.force_login(make_customer("anna"))
    put(client, goods())
    client.get("/cart/")
    with django_assert_num_queries(11):
        client.get("/cart/")

    for number in range(3):
        make_promotion(f"Новосёлам {number}", first_order_only=True)

    with django_assert_num_queries(12):
        client.get("/cart/")


def test_a_login_brings_the_cart_along_and_a_logout_leaves_it(client):
    anna, chest = make_customer("anna"), goods(stock=9)
    put(client, chest, "2")

    client.post("/account/login/", {"login": "anna", "password": PASSWORD})

    assert SESSION_KEY not in client.session
    assert anna.userprofile.get_cart().items.get().quantity == 2
    assert anna.userprofile.CART_EXPIRATION_DAYS == 7
    client.post("/account/logout/")
    assert "Пока пусто" in words(page_of(client).main)
    assert anna.userprofile.get_cart().items.count() == 1
