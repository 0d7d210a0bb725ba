"""The list of orders in the back office: search, filters, sorting, export, the desk."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cart.enums import OrderKind
from core import clock
from istok.roles import EDITOR, MANAGER
from orders.enums import OrderStatus, PaymentMethod, PaymentState
from orders.models import Order
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.people import make_staff

from .desk import fresh

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/"


def numbers(client, **query) -> list[str]:
    return [order.order_id for order in client.get(LIST, query).context["object_list"]]


def test_the_newest_order_stands_first_and_opens_its_screen(manager):
    older, newer = make_order(), make_order()

    page = manager.get(LIST)

    assert [order.pk for order in page.context["object_list"]] == [newer.pk, older.pk]
    html = page.content.decode()
    assert reverse("orders:inspect", args=[newer.pk]) in html
    for words in ("+7\u00a0(921)\u00a0000-00-00", "Анна Лебедева", "64\u00a0200\u00a0₽", "не оплачен"):
        assert words in html


def test_a_row_says_what_it_waits_for_and_offers_what_comes_next(manager):
    make_order(method=PaymentMethod.ONLINE)
    order = make_order()
    cancelled = move_to(make_order(), OrderStatus.CANCELLED, actor=manager.person)

    html = manager.get(LIST).content.decode()
    said = [tag.get_text(strip=True) for tag in BeautifulSoup(html, "html.parser").select("td .w-status")]

    assert said == ["отменён", "ждёт подтверждения", "ждёт оплаты"]
    for action in ("confirm", "cancel", "manager"):
        assert reverse(f"orders:{action}", args=[order.pk]) in html
    assert reverse("orders:cancel", args=[cancelled.pk]) not in html
    assert "Всего: 3" in html


def test_search_is_the_one_search(manager):
    make_order(phone="+79991112233")
    wanted = make_order(phone="+79211231234")

    assert numbers(manager, q="921…1234") == [wanted.order_id]


def test_filters(manager):
    request, mine, paid = make_request(), make_order(), make_order()
    Order.objects.filter(pk=mine.pk).update(manager=manager.person)
    Order.objects.filter(pk=paid.pk).update(payment_state=PaymentState.PAID)
    move_to(paid, OrderStatus.SHIPPED, actor=manager.person)
    names = {request.order_id: "request", mine.order_id: "mine", paid.order_id: "paid"}

    def shown(**query) -> set[str]:
        return {names[number] for number in numbers(manager, **query)}

    assert shown(status="draft") == {"request"}
    assert shown(status=["draft", "shipped"]) == {"request", "paid"}
    assert shown(kind=OrderKind.MADE_TO_ORDER) == {"request"}
    assert shown(payment_state=PaymentState.PAID) == {"paid"}
    assert shown(whose="mine") == {"mine"}
    assert shown(whose="nobodys") == {"request", "paid"}
    assert shown(manager=manager.person.pk) == {"mine"}
    assert shown(status="no_such") == {"request", "mine", "paid"}


def test_orders_of_some_days(manager):
    with clock.hold(clock.now() - timedelta(days=3)):
        old = make_order()
    new = make_order()
    today, then = clock.today().isoformat(), (clock.today() - timedelta(days=3)).isoformat()

    assert numbers(manager, order_date_from=today) == [new.order_id]
    assert numbers(manager, order_date_to=then) == [old.order_id]
    assert numbers(manager, order_date_from=then, order_date_to=today) == [new.order_id, old.order_id]


def test_managers_to_filter_by_are_those_who_may_handle_orders(manager):
    make_staff(EDITOR, "editor")
    other = make_staff(MANAGER, "pavel")

    offered = manager.get(LIST).context["filters"].form.fields["manager"].queryset

    assert set(offered) == {manager.person, other}


SORTED_BY = (
    "order_id", "order_date", "contact_name", "kind", "status", "payment_state", "total",
    "manager__last_name",
)  # fmt: skip


def test_every_heading_sorts_both_ways(manager):
    make_order(name="Анна")
    make_order({"KS-OAK": 2}, name="Яна")

    for ordering in SORTED_BY:
        expected = list(Order.objects.order_by(ordering, "-pk").values_list("order_id", flat=True))
        assert sorted(numbers(manager, ordering=ordering)) == sorted(expected)
        if ordering in {"order_id", "contact_name", "total", "order_date"}:
            assert numbers(manager, ordering=ordering) == expected
            assert numbers(manager, ordering=f"-{ordering}") == expected[::-1]


def test_export_holds_what_was_filtered_in_words_and_no_formula(manager):
    wanted = make_order(name="=cmd|' /C calc'!A0", notes="x")
    move_to(make_order(), OrderStatus.SHIPPED, actor=manager.person)

    answer = manager.get(LIST, {"export": "csv", "status": "pending"})
    head, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode()))
    line = dict(zip(head, row, strict=True))
    book = manager.get(LIST, {"export": "xlsx", "q": wanted.order_id})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active

    assert line["Номер"] == wanted.order_id
    assert line["Контакт"] == "'=cmd|' /C calc'!A0"
    assert line["Телефон"] == "'+7\u00a0(921)\u00a0000-00-00"
    assert (line["Статус"], line["Вид"]) == ("принят, ждёт оплаты или подтверждения", "готовое изделие")
    assert line["Итого, ₽"] == "64200.00"
    assert (sheet.max_row, sheet.cell(2, 1).value) == (2, wanted.order_id)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_length(manager, django_assert_num_queries, count):
    for _number in range(count):
        Order.objects.filter(pk=make_order().pk).update(manager=manager.person)
    manager.get(LIST, {"q": "921"})

    with django_assert_num_queries(12):
        manager.get(LIST, {"q": "921"})


def test_the_desk_counts_what_waits_and_each_number_opens_its_list(manager):
    make_request()
    make_order()
    move_to(make_order(), OrderStatus.PROCESSING, actor=manager.person)
    make_order()

    html = manager.get("/admin/").content.decode()

    for status, count in (("draft", 1), ("pending", 2)):
        assert f'<a href="/admin/orders/?status={status}"><strong>{count}</strong>' in html
        assert len(numbers(manager, status=status)) == count


def test_the_desk_says_nothing_of_orders_to_others(client):
    make_order()
    client.force_login(make_staff(EDITOR))

    assert "/admin/orders/" not in client.get("/admin/").content.decode()


def test_an_order_without_a_manager_is_nobodys(manager):
    order = make_order()

    assert numbers(manager, whose="nobodys") == [fresh(order).order_id]
