"""A day of a manager: from the number on the desk to a delivered order, and one that is called off."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils.formats import date_format

from core import clock, outbox
from inventory.models import StockItem
from istok.roles import MANAGER
from orders.links import link_of
from orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.orders import make_order, make_orders
from tests.factories.people import PASSWORD, make_staff

from .visitor import Visitor, text_of

pytestmark = pytest.mark.django_db
ACTION = "main form[method=post]"


@pytest.fixture
def manager(django_capture_on_commit_callbacks):
    make_staff(MANAGER, "olga", first_name="Ольга", last_name="Зимина")
    visitor = Visitor(Client(), django_capture_on_commit_callbacks)
    visitor.fill("/account/login/", login="olga", password=PASSWORD)
    return visitor


@pytest.fixture
def guest(django_capture_on_commit_callbacks):
    return Visitor(Client(), django_capture_on_commit_callbacks)


def press(manager, page, button: str, **answers):
    """Follow the link with these words on the order's screen, and send the form behind it."""
    link = page.find("a", string=re.compile(f"^\\s*{button}\\s*$"))
    assert link is not None, f"no «{button}» on the screen"
    return manager.fill(link["href"], form=ACTION, **answers)


def status(page) -> str:
    return " ".join(page.select_one(".istok-order__status strong").get_text().split())


def subjects(order: Order) -> list[str]:
    while outbox.drain():
        continue
    return [letter.subject for letter in mail.outbox if order.order_id in letter.subject]


def on_hand() -> tuple[int, int]:
    item = StockItem.objects.get()
    return item.on_hand, item.reserved


def test_from_the_desk_to_a_delivered_order(manager, guest):
    make_product("Комод «Север»", sku="KS-OAK", stock=5)
    make_product("Кухня «Невская»", sku="KUH-1", sold_as="made_to_order", lead_days=35)
    order, request = make_orders({"KS-OAK": 2, "KUH-1": 1}, phone="+79211231234")
    make_order({"KS-OAK": 1}, phone="+78129998877", name="Павел Зимин", email="pavel@example.com")

    # The desk says what waits; its number opens the list; a tail of the phone finds the customer's orders.
    desk = manager.open("/admin/")
    numbers = {link["href"]: link.strong.get_text() for link in desk.select(".istok-desk a")}
    assert numbers == {"/admin/orders/?status=draft": "1", "/admin/orders/?status=pending": "2"}
    found = manager.open("/admin/orders/?q=921…1234")
    shown = {link.get_text(strip=True) for link in found.select("td.title .title-wrapper a")}
    assert shown == {order.order_id, request.order_id}

    # The manager takes the order, talks to the customer, promises a day and notes it for colleagues.
    screen = manager.open(f"/admin/orders/order/{order.pk}/")
    assert "Позвоните клиенту" in text_of(screen)
    screen = press(manager, screen, "Взять заказ")
    day = clock.today() + timedelta(days=5)
    screen = press(manager, screen, "Назначить день и срок", promised_date=day.isoformat())
    screen = manager.fill(
        f"/admin/orders/order/{order.pk}/", form=".istok-note", text="Домофон не работает, звонить"
    )
    assert "Домофон не работает" in text_of(screen, ".istok-timeline")

    # Each step: the head says what is next, pieces leave the shelf, the customer gets a letter.
    assert on_hand() == (5, 3)
    screen = press(manager, screen, "Подтвердить", note="Привезём до обеда")
    assert (status(screen), on_hand()) == ("Готовится", (3, 1))
    screen = press(manager, screen, "Готов к выдаче")
    screen = press(manager, screen, "Клиент забрал")
    screen = press(manager, screen, "Отметить установку")
    assert status(screen) == "Установлен"
    assert "Заказ оплачен не весь: получите остальное." in text_of(screen)
    assert subjects(order) == [
        f"Заказ {order.order_id} {words}"
        for words in (
            "оформлен",
            f"обещан на {date_format(day, 'j E Y')}",
            "подтверждён",
            "можно забирать",
            "у вас",
        )
    ]

    # The customer reads the steps and the manager's words, and nothing of what staff say among themselves.
    page = text_of(guest.open(link_of(order)))
    assert "Заказ подтверждён" in page
    assert "Привезём до обеда" in page
    assert "Ваш менеджер: Ольга Зимина" in page
    assert "Домофон не работает" not in page


def test_a_request_is_taken_and_an_order_is_called_off(manager, guest):
    make_product("Комод «Север»", sku="KS-OAK", stock=5)
    make_product("Кухня «Невская»", sku="KUH-1", sold_as="made_to_order", lead_days=35)
    order, request = make_orders({"KS-OAK": 2, "KUH-1": 1})

    screen = press(manager, manager.open(f"/admin/orders/order/{request.pk}/"), "Принять заявку")
    assert status(screen) == "Принят, ждёт подтверждения"
    link = screen.select_one(f'a[href="/admin/orders/order/{order.pk}/"]')
    screen = manager.open(link["href"])
    screen = press(manager, screen, "Отменить заказ", reason="out_of_stock", note="Простите нас")

    assert status(screen) == "Отменён: товара не оказалось или он повреждён"
    assert on_hand() == (5, 0)
    assert subjects(order)[-1] == f"Заказ {order.order_id} отменён"
    assert subjects(request)[-1] == f"Заявкой {request.order_id} занимается менеджер"
    assert "Простите нас" in text_of(guest.open(link_of(order)))


def test_a_wrong_contact_is_put_right_and_the_old_link_dies(manager, guest):
    order = make_order()
    old = link_of(order)
    assert order.order_id in text_of(guest.open(old))

    screen = manager.open(f"/admin/orders/order/{order.pk}/")
    screen = press(manager, screen, "Изменить контакт или адрес", email="anna.l@example.com")
    screen = press(manager, screen, "Заменить ссылку")
    new = screen.select_one("#customer-link")["value"].removeprefix("http://localhost:8000")

    assert guest.client.get(old).status_code == 404
    assert order.order_id in text_of(guest.open(new))
    assert Order.objects.get(pk=order.pk).contact_email == "anna.l@example.com"
