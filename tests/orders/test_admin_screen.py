"""One order on its screen, by real requests: what is shown, what is offered."""

import pytest
from django.utils import timezone

from cart.delivery import DeliveryChoice
from orders.enums import EventKind, OrderStatus, PaymentMethod
from orders.links import address_of
from orders.services.notes import write_note
from tests.factories.catalog import make_product, make_stock
from tests.factories.orders import kinds, make_order, make_orders, make_request, move_to
from tests.factories.promotions import make_promotion

from .desk import ACTIONS, fresh, screen, text, url

pytestmark = pytest.mark.django_db


def test_the_screen_says_what_was_ordered_for_how_much_and_where_it_lies(manager):
    variant = make_product("Комод «Север»", sku="KS-OAK", price=10000, finish_label="дуб").variants.get()
    make_stock(variant, on_hand=3, store_name="Склад")
    make_promotion("Осень", value=10)
    delivery = DeliveryChoice(method="courier", zone="inside_kad", service="room", floor=4, has_lift=False)
    order = make_order({"KS-OAK": 2}, delivery=delivery, address="Невский, 1", notes="Звоните вечером")

    page = screen(manager, order)

    row = text(page, ".istok-lines tbody tr")
    for words in (
        "KS-OAK",
        "Комод «Север»",
        "дуб",
        "2 шт",
        "10 000 ₽",
        "−2 000 ₽",
        "18 000 ₽",
        "Склад: 2 — отложено",
    ):
        assert words in row
    assert text(page, ".istok-total") == "Товары 20 000 ₽ Скидка −2 000 ₽ Итого 18 000 ₽"
    assert "Осень" in text(page, ".istok-order__main")
    assert order.promotion_uses.get().sentence.replace("\u00a0", " ") in text(page, ".istok-order__main")
    aside = text(page, ".istok-order__aside")
    for words in (
        "Анна Лебедева",
        "Невский, 1",
        "Звоните вечером",
        "до комнаты",
        "4, без грузового лифта",
        address_of(order),
    ):
        assert words in aside or page.select_one(f'input[value="{words}"]')
    assert (
        page.select_one(f'a[href="tel:{order.contact_phone}"]').get_text() == "+7\u00a0(921)\u00a0000-00-00"
    )
    assert page.select_one(f'a[href^="mailto:{order.contact_email}"]')
    assert text(page, ".istok-timeline").endswith("видит клиент Заказ оформлен")


@pytest.mark.parametrize(
    ("make", "status", "offered", "told"),
    [
        (make_request, OrderStatus.DRAFT, ["Принять заявку", "Отменить заказ"], "примите заявку"),
        (make_request, OrderStatus.PENDING, ["Подтвердить", "Отменить заказ"], "Согласуйте с клиентом эскиз"),
        (make_order, OrderStatus.PENDING, ["Подтвердить", "Отменить заказ"], "Позвоните клиенту"),
        (
            make_order,
            OrderStatus.PROCESSING,
            ["Готов к выдаче", "Отменить заказ"],
            "Подготовьте всё в салоне",
        ),
        (make_order, OrderStatus.SHIPPED, ["Клиент забрал"], "Клиент приедет за заказом"),
        (make_order, OrderStatus.DELIVERED, ["Отметить установку"], "отметьте установку"),
        (make_order, OrderStatus.INSTALLED, [], "Заказ оплачен не весь: получите остальное."),
        (make_order, OrderStatus.CANCELLED, [], "Делать больше нечего."),
    ],
)
def test_the_head_says_what_is_next_and_offers_that(manager, make, status, offered, told):
    order = make()
    if order.status != status:
        move_to(order, status, actor=manager.person)

    page = screen(manager, order)

    assert [button.get_text() for button in page.select(".istok-order__actions a")] == offered
    assert told in text(page, ".istok-order__next")


def test_an_order_that_is_being_paid_is_not_to_be_confirmed_in_a_hurry(manager):
    order = make_order(method=PaymentMethod.ONLINE)
    until = timezone.localtime(order.pay_until)

    assert f"товар отложен до {until:%H:%M}" in text(screen(manager, order), ".istok-order__next")


def test_the_other_order_of_a_mixed_cart_is_a_click_away(manager):
    make_product("Комод", sku="KS-OAK", stock=1)
    make_product("Кухня", sku="KUH-1", sold_as="made_to_order", lead_days=35)
    bought, asked = make_orders({"KS-OAK": 1, "KUH-1": 1})

    assert screen(manager, bought).select_one(f'a[href="{url("inspect", asked)}"]')
    assert "изготовим за 35 рабочих дней" in text(screen(manager, asked), ".istok-lines")


def test_looking_changes_nothing(manager):
    order = make_order()

    for name in ("inspect", *ACTIONS):
        assert manager.get(url(name, order)).status_code == 200

    assert (kinds(order), fresh(order).version) == ([EventKind.PLACED], order.version)


@pytest.mark.parametrize("lines", [1, 3])
def test_the_screen_costs_the_same_for_any_length(manager, django_assert_num_queries, lines):
    for number in range(lines):
        make_product(f"Комод {number}", sku=f"K-{number}", stock=3)
    order = make_order({f"K-{number}": 2 for number in range(lines)})
    for _note in range(lines):
        write_note(order.pk, actor=manager.person, text="Звонили", is_public=False)
    screen(manager, order)

    with django_assert_num_queries(20):
        screen(manager, order)
