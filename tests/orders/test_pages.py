"""Orders as those who placed them see them: in the account, and by a guest's link."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cart.delivery import DeliveryChoice
from cart.models import CartItem
from catalog.models import Variant
from core import clock
from core.models import Outbox
from orders.enums import CancelReason, EventKind, OrderStatus, Role
from orders.links import link_of
from orders.models import Order, OrderEvent
from orders.services.events import write_event
from orders.services.guest_codes import TRIES, code_of
from orders.services.moves import cancel_order
from tests.factories.orders import PICKUP, make_order, make_request, move_to
from tests.factories.people import PASSWORD, make_admin, make_customer, make_user

pytestmark = pytest.mark.django_db
HOME = DeliveryChoice(method="courier", zone="inside_kad", service="entrance")
SECRETS = ("Лебедева", "000-00-00", "anna@example.com", "Садовая", "Домофон")


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def words(tag) -> str:
    return " ".join(tag.get_text(" ").replace("\xa0", " ").split())


def page_of(client, address: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status
    return soup(answer)


def at(order: Order) -> str:
    return f"/account/orders/{order.order_id}/"


def of_guest(**more) -> Order:
    return make_order(delivery=HOME, address="Садовая ул., 12", notes="Домофон сломан", **more)


def codes() -> list[str]:
    """Codes that were sent, the newest last."""
    rows = Outbox.objects.filter(topic="mail.order_code").order_by("pk")
    return [code_of(Order.objects.get(pk=row.payload["order"]), row.payload["nonce"]) for row in rows]


@pytest.mark.parametrize(
    ("delivery", "told"),
    [
        (PICKUP, "бесплатно"),
        (HOME, "бесплатно"),
        (DeliveryChoice(method="courier", zone="beyond_kad", service="entrance"), "по телефону"),
        (DeliveryChoice(method="courier", zone="inside_kad", service="assembly", floor=4), "по телефону"),
    ],
)
def test_a_price_agreed_by_phone_is_not_called_free(client, delivery, told):
    order = make_order(user=make_customer("anna"), delivery=delivery, address="Садовая ул., 12")
    client.force_login(order.user)

    totals = page_of(client, at(order)).select_one("[aria-labelledby=totals]")

    assert f"Доставка {told}" in words(totals)
    assert ("Цену согласуем по телефону" in words(totals)) == (told == "по телефону")


def test_the_owner_sees_everything_and_the_numbers_add_up(client):
    anna = make_customer("anna")
    order = make_order({"KS-OAK": 2}, user=anna, delivery=HOME)
    write_event(
        order, EventKind.NOTE, role=Role.STAFF, actor=make_admin(), is_public=False, note="Скандалист"
    )
    client.force_login(anna)

    page = page_of(client, at(order))

    assert words(page.h1) == f"Заказ {order.order_id}"
    step = page.select_one("ol.plan [aria-current=step]")
    assert words(step).startswith("Принят")
    assert [words(row.dd) for row in page.select(".summary__row")] == [
        f"{order.goods:,.0f} ₽".replace(",", " "), "бесплатно", f"{order.total:,.0f} ₽".replace(",", " "),
    ]  # fmt: skip
    assert "Скандалист" not in words(page.main)
    assert "anna@example.com" in words(page.select_one("#contact"))
    Variant.objects.update(sku="OTHER")
    Order.objects.filter(pk=order.pk).update(contact_name="<b>Анна</b>")
    page = page_of(client, at(order))
    assert "KS-OAK" in words(page.select_one(".lines"))
    assert page.select_one("#contact b") is None


def test_an_order_of_somebody_else_is_not_there(client):
    order = make_order(user=make_customer("anna"))
    for person in (make_customer("vera"), make_admin()):
        client.force_login(person)
        foreign = client.get(at(order))
        unknown = client.get("/account/orders/ORD-FFFFFFFF/")
        assert foreign.status_code == unknown.status_code == 404
        assert words(soup(foreign).main) == words(soup(unknown).main)
        for way in ("cancel/", "repeat/"):
            assert client.post(at(order) + way, {"reason": "other", "version": 1}).status_code == 404
    client.logout()
    assert client.get(at(order))["Location"].startswith("/account/login/?next=")
    for token in ("x", "\0", "x" * 500, link_of(order)[3:-1] + "x", link_of(order)[3:-5]):
        assert client.get(f"/o/{token}/").status_code == 404
    Order.objects.update(link_version=2)
    assert client.get(f"/o/{link_of(order)[3:-1]}/").status_code == 404
    assert Order.objects.get().status == OrderStatus.PENDING


def test_the_list_has_groups_and_pages(client, django_assert_num_queries):
    anna = make_customer("anna")
    make_order(user=make_customer("vera"))
    mine = [make_order(user=anna) for _ in range(2)] + [make_request(user=anna) for _ in range(9)]
    cancel_order(mine[0].pk, role=Role.CUSTOMER, reason=CancelReason.OTHER)
    move_to(mine[1], OrderStatus.DELIVERED, actor=make_admin())
    client.force_login(anna)

    def numbers(query: str = "") -> list[str]:
        return [
            words(link) for link in page_of(client, f"/account/orders/{query}").select(".order-row__link")
        ]

    assert numbers() == [order.order_id for order in reversed(mine)][:10]
    assert numbers("?page=2") == numbers("?page=99") == [mine[0].order_id]
    assert numbers("?group=cancelled") == [mine[0].order_id]
    assert numbers("?group=done") == [mine[1].order_id]
    assert len(numbers("?group=open")) == 9
    for query in (
        "?group=x",
        "?page=0",
        "?page=-1",
        "?page=abc",
        "?page=1e9",
        "?group=open&group=x",
        "?page=%00",
    ):
        assert numbers(query)
    with django_assert_num_queries(15):
        numbers()


def test_a_guest_sees_no_data_before_the_code(client):
    order = of_guest()
    address = link_of(order)

    answer = client.get(address)

    assert [secret for secret in SECRETS if secret in answer.content.decode().replace("\xa0", " ")] == []
    assert "no-store" in answer["Cache-Control"]
    assert soup(answer).select_one("meta[name=robots]")["content"] == "noindex, nofollow"
    assert soup(answer).select_one(".order__offer a")["href"] == "/account/signup/"
    assert client.get(f"{address}cancel/")["Location"] == f"{address}#contact"
    assert client.post(f"{address}cancel/", {"reason": "other", "version": 1}).status_code == 303

    assert client.post(f"{address}code/").status_code == 303
    for text in ["", "1", "abcdef", "١٢٣٤٥٦", "\0", "9" * 10_000, "\u202e"]:
        refused = client.post(f"{address}code/enter/", {"code": text})
        assert refused.status_code in {422, 429}, text
        assert "Садовая" not in refused.content.decode()
    client.post(f"{address}code/")
    with clock.hold(clock.now() + timedelta(minutes=6)):
        client.post(f"{address}code/")
        stranger = Client()
        stranger.post(f"{address}code/enter/", {"code": codes()[-1]})
        assert "Садовая" not in stranger.get(address).content.decode()
        assert client.post(f"{address}code/enter/", {"code": codes()[0]}).status_code == 422
        spaced = f" {codes()[-1][:3]} {codes()[-1][3:]} "
        assert client.post(f"{address}code/enter/", {"code": spaced}).status_code == 303
    shown = client.get(address).content.decode().replace("\xa0", " ")
    assert [secret for secret in SECRETS if secret not in shown] == []
    assert order.status == Order.objects.get().status


def test_a_code_dies_of_age_and_of_tries(client):
    order = of_guest()
    address = link_of(order)
    client.post(f"{address}code/")
    with clock.hold(clock.now() + timedelta(minutes=11)):
        assert client.post(f"{address}code/enter/", {"code": codes()[0]}).status_code == 422

    for minute in range(TRIES):  # slowly, so that the limiter does not mind
        with clock.hold(clock.now() + timedelta(minutes=minute)):
            assert client.post(f"{address}code/enter/", {"code": "0"}).status_code == 422
    assert client.post(f"{address}code/enter/", {"code": codes()[0]}).status_code == 422
    assert "Садовая" not in client.get(address).content.decode()

    answers = [Client().post(f"{address}code/").status_code for _ in range(7)]
    assert answers[0] == 303
    assert answers[-1] == 429


def test_a_customer_cancels_for_a_reason_what_he_has_seen(client):
    anna = make_customer("anna")
    order = make_order(user=anna)
    client.force_login(anna)
    form = soup(client.get(f"{at(order)}cancel/")).select_one("main form.form")
    version = form.select_one("[name=version]")["value"]

    for bad in ({"reason": "payment_timeout"}, {"reason": ""}, {"reason": "other", "version": "x"}):
        answer = client.post(f"{at(order)}cancel/", {"version": version, **bad})
        assert answer.status_code == 422, bad
    stale = client.post(f"{at(order)}cancel/", {"reason": "other", "version": "7"}, follow=True)
    assert "Тем временем заказ изменился." in words(soup(stale).select_one(".messages"))
    assert Order.objects.get().status == OrderStatus.PENDING

    done = client.post(f"{at(order)}cancel/", {"reason": "changed_mind", "version": version}, follow=True)

    page = soup(done)
    assert "Заказ отменён." in words(page.select_one(".messages"))
    assert words(page.select_one("[aria-current=step]")).startswith("Отменён")
    assert not page.select(".order__cancel")
    assert OrderEvent.objects.filter(kind=EventKind.CANCELLED, actor=anna, role=Role.CUSTOMER).count() == 1
    assert client.get(f"{at(order)}cancel/")["Location"] == at(order)


def test_what_is_collected_is_never_on_its_way(client):
    anna, boss = make_customer("anna"), make_admin()
    collected, brought = (make_order(user=anna, delivery=way) for way in (PICKUP, HOME))
    for order in (collected, brought):
        move_to(order, OrderStatus.SHIPPED, actor=boss)
    client.force_login(anna)

    assert words(page_of(client, at(collected)).select_one(".order__now")).startswith("Ждёт в салоне")
    assert words(page_of(client, at(brought)).select_one(".order__now")).startswith("В пути")


def test_the_same_again_takes_what_is_still_sold(client):
    order = make_order({"KS-OAK": 2, "KS-NUT": 1})
    Variant.objects.filter(sku="KS-NUT").update(is_active=False)
    Variant.objects.get(sku="KS-NUT").product.unpublish()

    page = soup(client.post(f"{link_of(order)}repeat/", follow=True))

    told = words(page.select_one(".messages"))
    assert "Снова в корзине:" in told
    assert "сейчас не продаётся" in told
    assert list(CartItem.objects.filter(cart__status="active").values_list("variant__sku", "quantity")) == [
        ("KS-OAK", 2)
    ]


def test_a_request_has_its_own_road_and_words(client):
    order = make_request(delivery=HOME)

    page = page_of(client, link_of(order))

    assert words(page.h1) == f"Заявка {order.order_id}"
    steps = [words(step.select_one(".plan__name")) for step in page.select(".plan__step")]
    assert steps == ["Рассчитываем", "Принят", "Готовим", "В пути", "Доставлен", "Установлен"]
    assert "Предварительно" in words(page.select_one(".summary"))
    move_to(order, OrderStatus.SHIPPED, actor=make_admin())
    page = page_of(client, link_of(order))
    assert words(page.select_one("[aria-current=step] .plan__name")) == "В пути"
    assert len(page.select(".plan__step--done")) == 3


def test_orders_of_a_guest_come_into_the_account_with_the_same_proved_email(client):
    order, other = make_order(email="anna@example.com"), make_order(email="vera@example.com")
    unproved = make_user("anna2", email="anna@example.org")
    make_order(email="anna@example.org")

    anna = make_customer("anna", email="anna@example.com")
    client.post("/account/login/", {"login": "anna", "password": PASSWORD})
    Client().force_login(unproved)

    assert [mine.pk for mine in anna.orders.all()] == [order.pk]
    assert Order.objects.get(pk=other.pk).user is None
    assert not unproved.orders.exists()
    assert client.get(at(order)).status_code == 200
    assert OrderEvent.objects.filter(order=order, kind=EventKind.CHANGED, is_public=False).count() == 1
    client.force_login(anna)
    assert OrderEvent.objects.filter(order=order, kind=EventKind.CHANGED).count() == 1
    waiting, total = anna.userprofile.get_unpaid_orders()
    assert ([each.pk for each in waiting], total) == ([order.pk], order.total)


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_costs_the_same_however_long_the_order_is(client, lines, django_assert_num_queries):
    order = make_order({f"KS-{number}": 1 for number in range(lines)})
    client.get(link_of(order))

    with django_assert_num_queries(12):
        page = page_of(client, link_of(order))
    assert len(page.select("li.line")) == lines
    assert re.fullmatch(r"/o/[\w:.-]+/", link_of(order))
