"""What letters about orders say."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils.formats import date_format
from wagtail.models import Site

from cart.delivery import DeliveryChoice
from core import clock, outbox
from home.models import ContactSettings
from notifications.letters import about
from orders.enums import Action, CancelReason, OrderStatus, PaymentMethod, Role
from orders.links import address_of
from orders.models import Order, OrderEvent
from orders.services.changes import set_dates
from orders.services.events import LETTERS
from orders.services.expiry import expire_due
from orders.services.moves import act, cancel_order
from payments.links import pay_address
from payments.models import Payment
from payments.services.plans import NewPart, plan_payments
from tests.factories.catalog import make_product
from tests.factories.orders import make_order, make_orders, make_request, move_to
from tests.factories.payments import give_back, make_paid_order, take_cash
from tests.factories.people import make_admin
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db
COURIER = DeliveryChoice(method="courier", zone="inside_kad")


@pytest.fixture(autouse=True)
def contacts():
    fields = {"phone": "+7 (812) 000-00-00", "email": "shop@example.com", "address": "Набережная, 1"}
    ContactSettings.objects.create(site=Site.objects.get(is_default_site=True), **fields)


def letters(to: str = "anna@example.com") -> list[EmailMultiAlternatives]:
    """Everything that has been sent to `to`, after the outbox was emptied."""
    while outbox.drain():
        continue
    return [letter for letter in mail.outbox if letter.to == [to]]


def last(to: str = "anna@example.com") -> EmailMultiAlternatives:
    return letters(to)[-1]


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


def test_letter_about_a_placed_order_is_whole():
    make_product("Комод «Север»", sku="KS-OAK", stock=5, price=64200, finish_label="дуб")
    order = make_order({"KS-OAK": 2}, delivery=COURIER, address="Невский, 1")

    letter = last()

    assert letter.subject == f"Заказ {order.order_id} оформлен"
    assert letter.reply_to == ["shop@example.com"]
    assert plain(letter.body) == (
        "Здравствуйте, Анна Лебедева!\n"
        "\n"
        f"Спасибо! Мы получили ваш заказ {order.order_id}.\n"
        "\n"
        "Мы позвоним и договоримся о дне доставки. Оплата при получении.\n"
        "\n"
        "Ваш заказ на сайте:\n"
        f"{address_of(order)}\n"
        "\n"
        "Комод «Север», дуб (KS-OAK)\n"
        "2 шт × 64 200 ₽ = 128 400 ₽\n"
        "\n"
        "Товары: 128 400 ₽\n"
        "Итого: 128 400 ₽\n"
        "\n"
        "Ваш ИСТОК\n"
        "+7 (812) 000-00-00\n"
        "http://localhost:8000/\n"
    )


def test_the_same_letter_for_the_eye_says_the_same():
    order = make_order({"KS-OAK": 2})

    html, kind = last().alternatives[0]

    assert kind == "text/html"
    assert f'href="{address_of(order)}"' in html
    for words in ("Спасибо! Мы получили ваш заказ", "Комод «Север»", "128 400 ₽", "Открыть заказ"):
        assert words in plain(html)


def test_discounts_stand_on_the_line_and_in_the_sum():
    make_promotion(value=10)
    make_order({"KS-OAK": 2})

    letter = last()

    assert "2 шт × 64 200 ₽ − 12 840 ₽ = 115 560 ₽" in plain(letter.body)
    assert "Товары: 128 400 ₽\nСкидка: −12 840 ₽\nИтого: 115 560 ₽" in plain(letter.body)
    assert "× 64 200 ₽ − 12 840 ₽" in plain(letter.alternatives[0][0])


def test_letter_about_a_request_calls_the_sum_a_first_estimate():
    order = make_request()

    letter = last()

    assert letter.subject == f"Заявка {order.order_id} отправлена на расчёт"
    assert "Сумма ниже предварительная, сейчас платить ничего не нужно." in letter.body
    assert "Предварительно: 480 000 ₽" in plain(letter.body)


def test_a_mixed_cart_gets_two_letters_that_know_of_each_other():
    make_product("Комод", sku="KS-OAK", stock=1)
    make_product("Кухня", sku="KUH-1", sold_as="made_to_order", lead_days=35)
    bought, asked = make_orders({"KS-OAK": 1, "KUH-1": 1})

    first, second = letters()

    assert [bought.order_id in first.subject, asked.order_id in second.subject] == [True, True]
    assert asked.order_id in first.body
    assert bought.order_id in second.body


def test_who_pays_online_is_told_until_when():
    with clock.hold(datetime(2026, 11, 22, 9, 0, tzinfo=UTC)):
        order = make_order(method=PaymentMethod.ONLINE)
        letter = last()

    assert "Пожалуйста, оплатите до 12:15 по московскому времени" in letter.body
    assert f"Страница оплаты: {pay_address(order)}\n" in letter.body
    assert f'<a href="{pay_address(order)}"' in letter.alternatives[0][0]


@pytest.mark.parametrize(
    ("delivery", "subjects"),
    [
        (
            COURIER,
            {
                OrderStatus.PROCESSING: "Заказ {} подтверждён",
                OrderStatus.SHIPPED: "Заказ {} в пути",
                OrderStatus.DELIVERED: "Заказ {} доставлен",
            },
        ),
        (
            DeliveryChoice(method="pickup"),
            {
                OrderStatus.PROCESSING: "Заказ {} подтверждён",
                OrderStatus.SHIPPED: "Заказ {} можно забирать",
                OrderStatus.DELIVERED: "Заказ {} у вас",
            },
        ),
    ],
    ids=["courier", "pickup"],
)
def test_each_step_is_told_and_installation_is_not(delivery, subjects):
    boss, order = make_admin(), make_order(delivery=delivery)
    letters()

    told = {}
    for status in (
        OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.INSTALLED,
    ):  # fmt: skip
        before = len(mail.outbox)
        move_to(order, status, actor=boss)
        letters()
        told[status] = [letter.subject for letter in mail.outbox[before:]]

    assert told == {
        **{status: [subject.format(order.order_id)] for status, subject in subjects.items()},
        OrderStatus.INSTALLED: [],
    }


def test_where_to_collect_is_said_when_it_can_be_collected():
    order = make_order()
    move_to(order, OrderStatus.SHIPPED, actor=make_admin())

    assert "Набережная, 1" in last().body


def test_accepted_request_and_the_managers_words_are_told():
    order = make_request()
    act(order.pk, Action.ACCEPT, actor=make_admin(), note="Позвоню в среду.\nЖдите.")

    letter = last()

    assert letter.subject == f"Заявкой {order.order_id} занимается менеджер"
    assert "Слово менеджера: Позвоню в среду.\nЖдите." in letter.body
    assert "Позвоню в среду.<br>Ждите." in letter.alternatives[0][0]


def test_promised_day_is_in_the_letter_of_confirmation():
    order = make_order()
    Order.objects.filter(pk=order.pk).update(promised_date=date(2026, 12, 12))
    act(order.pk, Action.CONFIRM, actor=make_admin())

    assert "Он обещан на 12 декабря 2026." in last().body


def test_a_promise_that_moves_is_told_with_its_reason():
    order, boss = make_order(), make_admin()
    day = clock.today() + timedelta(days=30)
    dates = {"actor": boss, "deadline": None}
    set_dates(order.pk, version=1, promised_date=day, **dates)
    promised = last()
    set_dates(order.pk, version=2, promised_date=None, reason="Ждём фурнитуру", **dates)
    withdrawn = last()
    set_dates(order.pk, version=3, promised_date=None, actor=boss, deadline=day)

    told = date_format(day, "j E Y")
    assert promised.subject == f"Заказ {order.order_id} обещан на {told}"
    assert f"будет готов к {told}." in promised.body
    assert withdrawn.subject == f"Срок заказа {order.order_id} снова уточняется"
    assert "Слово менеджера: Ждём фурнитуру" in withdrawn.body
    assert last() is withdrawn  # our own deadline is not the customer's business


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (CancelReason.NOT_REACHED, "Ваш заказ {} отменён: не удалось дозвониться."),
        (CancelReason.OTHER, "Ваш заказ {} отменён."),
    ],
)
def test_cancelled_order_is_told_with_the_reason(reason, words):
    order = make_order()
    cancel_order(order.pk, role=Role.STAFF, reason=reason, actor=make_admin())

    letter = last()

    assert letter.subject == f"Заказ {order.order_id} отменён"
    assert words.format(order.order_id) in letter.body
    assert "Платить ничего не нужно." in letter.body


def test_expired_order_is_told():
    with clock.hold(clock.now() - timedelta(minutes=16)):
        order = make_order(method=PaymentMethod.ONLINE)
    expire_due()

    letter = last()

    assert letter.subject == f"Заказ {order.order_id} не оплачен вовремя"
    assert "товар снова в продаже" in letter.body


def test_the_shop_is_told_of_an_order_with_the_way_to_it():
    order = make_order({"KS-OAK": 2}, delivery=COURIER, address="Невский, 1", notes="Звоните вечером")

    letter = last("shop@example.com")

    assert plain(letter.subject) == f"Новый заказ {order.order_id}, 128 400 ₽"
    for words in (
        "Анна Лебедева", "+7 (921) 000-00-00", "anna@example.com", "Невский, 1", "Звоните вечером",
        "KS-OAK · Комод «Север» — 2 шт", f"http://localhost:8000/admin/orders/order/{order.pk}/",
    ):  # fmt: skip
        assert words in plain(letter.body)


def test_the_shop_is_told_of_a_request():
    order = make_request()

    assert last("shop@example.com").subject == f"Новая заявка на расчёт {order.order_id}"


def test_a_shop_without_an_address_gets_no_letter_and_nothing_fails():
    ContactSettings.objects.update(email="")
    make_order()

    assert len(letters()) == 1
    assert len(mail.outbox) == 1
    assert mail.outbox[0].reply_to == []


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Анна Мария Римская-Корсакова", "Здравствуйте, Анна Мария Римская-Корсакова!"),
        ("А. П. О’Нил", "Здравствуйте, А. П. О’Нил!"),
        ("Выиграй http://evil.example", "Здравствуйте!"),
        ("evil.example", "Здравствуйте!"),
        ("<b>Анна</b>", "Здравствуйте!"),
        ("Анна\r\nBcc: all@example.com", "Здравствуйте!"),
        ("", "Здравствуйте!"),
    ],
)
def test_a_letter_repeats_a_name_and_nothing_else_that_was_typed(name, greeting):
    order = make_order(delivery=COURIER, address="evil.example", notes="http://evil.example")
    Order.objects.filter(pk=order.pk).update(contact_name=name)

    letter = last()

    assert letter.body.splitlines()[0] == greeting
    assert "evil" not in letter.body + letter.alternatives[0][0] + letter.subject


def test_words_of_a_customer_who_cancels_are_not_sent_back_as_ours():
    order = make_order()
    reason = CancelReason.CHANGED_MIND
    cancel_order(order.pk, role=Role.CUSTOMER, reason=reason, note="http://evil.example")

    assert "evil" not in last().body


@pytest.mark.parametrize("kind", LETTERS)
def test_every_event_with_a_letter_has_its_words(kind):
    order = make_order()

    letter = about(OrderEvent(order=order, kind=kind, role=Role.SYSTEM, data={"amount": "100.00"}))

    assert order.order_id in letter.subject
    assert not re.search("[A-Za-z]{4,}", letter.subject.replace(order.order_id, ""))


def test_payment_is_told_with_its_sum_and_what_comes_now():
    order = make_paid_order()

    letter = last()

    assert letter.subject == f"Заказ {order.order_id}: оплата получена"
    assert f"Спасибо! Мы получили 64 200 ₽ по вашему заказу {order.order_id}." in plain(letter.body)
    assert "Заказ оплачен полностью. Мы его готовим и напишем, когда его можно будет забрать." in letter.body


def test_a_part_is_told_with_what_remains():
    boss = make_admin()
    order = move_to(make_request(), OrderStatus.PENDING, actor=boss)
    parts = [NewPart("Аванс", order.total / 2, is_due=True), NewPart("Остаток", order.total / 2)]
    plan_payments(order.pk, parts, actor=boss)
    take_cash(order, order.total / 2)

    letter = last()

    assert "Мы получили 240 000 ₽" in plain(letter.body)
    assert "Осталось оплатить 240 000 ₽, менеджер подскажет когда." in plain(letter.body)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (
            "late",
            "пришла, когда время уже вышло, и товар успели купить. Нам очень жаль; мы возвращаем всю сумму.",
        ),
        ("cancelled", "пришла после отмены заказа"),
        ("surplus", "пришло больше, чем он стоит: возвращаем 500 ₽."),
    ],
)
def test_money_that_goes_back_at_once_is_told_with_why(why, told):
    order = make_order()
    data = {"amount": "500.00", "why": why}

    letter = about(OrderEvent(order=order, kind="paid_late", role=Role.SYSTEM, data=data))

    assert letter.subject == f"Заказ {order.order_id}: деньги возвращаются к вам"
    assert told in plain(letter.body)


@pytest.mark.parametrize(
    ("from_balance", "told"),
    [
        (True, "Деньги лежат на вашем балансе в магазине."),
        (False, "Менеджер договорится с вами, как их передать."),
    ],
)
def test_a_refund_is_told_with_its_way(from_balance, told):
    order = make_paid_order(from_balance=from_balance)
    give_back(Payment.objects.get(order=order), 200)

    letter = last()

    assert letter.subject == f"Заказ {order.order_id}: деньги возвращены"
    assert f"Мы вернули 200 ₽ по вашему заказу {order.order_id}." in plain(letter.body)
    assert told in letter.body


def test_a_cancelled_order_that_was_paid_promises_the_money():
    order = make_paid_order()
    cancel_order(order.pk, role=Role.STAFF, reason=CancelReason.OUT_OF_STOCK, actor=make_admin("second"))

    cancelled = next(letter for letter in letters() if "отменён" in letter.subject)

    assert "То, что вы заплатили, мы вернём и напишем об этом отдельно." in cancelled.body
    assert "Ничего платить не нужно" not in cancelled.body
