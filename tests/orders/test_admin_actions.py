"""The named actions on an order, by real requests: what they write and what they refuse."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from cart.delivery import DeliveryChoice
from istok.roles import EDITOR
from orders.enums import CancelReason, EventKind, OrderStatus, Role
from orders.links import link_of, order_by_token, token_of
from orders.models import Order, OrderEvent
from orders.services.guest_codes import open_to
from orders.services.moves import cancel_order
from orders.services.notes import write_note
from tests.factories.orders import kinds, make_order
from tests.factories.people import make_staff

from .desk import fresh, press, screen, text, url

pytestmark = pytest.mark.django_db


def test_a_step_is_one_press_with_words_for_the_customer(manager):
    order = make_order({"KS-OAK": 2})
    form = manager.get(url("confirm", order)).content.decode()

    answer = press(manager, "confirm", order, note="Привезём утром")

    event = OrderEvent.objects.get(order=order, kind=EventKind.CONFIRMED)
    assert "Товар спишется со склада." in form
    assert answer.url == url("inspect", order)
    assert fresh(order).status == OrderStatus.PROCESSING
    assert (event.actor, event.role, event.note, event.is_public) == (
        manager.person, Role.STAFF, "Привезём утром", True,
    )  # fmt: skip
    log = ModelLogEntry.objects.get(action="orders.confirmed")
    assert (log.object_id, log.user) == (str(order.pk), manager.person)
    page = screen(manager, order)
    assert "Ольга Зимина" in text(page, ".istok-timeline")
    assert "Склад: 2 — продано" in text(page, ".istok-lines")


def test_cancelling_needs_a_reason_of_the_staff(manager):
    order = make_order()
    offered = BeautifulSoup(manager.get(url("cancel", order)).content, "html.parser")

    missing = press(manager, "cancel", order)
    theirs = press(manager, "cancel", order, reason=CancelReason.PAYMENT_TIMEOUT)
    done = press(manager, "cancel", order, reason=CancelReason.NOT_REACHED, note="Звонили трижды")

    values = [option["value"] for option in offered.select("#id_reason option")]
    assert CancelReason.PAYMENT_TIMEOUT not in values
    assert (values[0], len(values)) == ("", 7)
    assert [list(answer.context["form"].errors) for answer in (missing, theirs)] == [["reason"], ["reason"]]
    assert done.status_code == 302
    assert (fresh(order).status, fresh(order).cancel_reason) == (OrderStatus.CANCELLED, "not_reached")
    assert "не удалось дозвониться" in text(screen(manager, order), ".istok-timeline")


def test_what_cannot_be_done_is_said_before_and_after_the_press(manager):
    order = make_order()

    opened = manager.get(url("deliver", order))
    pressed = press(manager, "deliver", order)

    sentence = "сделать нельзя: заказ принят"
    assert sentence in opened.content.decode()
    assert sentence in " ".join(pressed.context["form"].non_field_errors())
    assert fresh(order).version == order.version


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("confirm", {"note": "Привезём утром"}),
        ("cancel", {"note": "Звонили трижды", "reason": "not_reached"}),
        (
            "contact",
            {"name": "Анна", "phone": "8 921 111-22-33", "email": "a@example.com", "address": "Литейный"},
        ),
        ("dates", {"promised_date": "2030-12-12", "reason": "Поставщик"}),
        ("manager", {"manager": ""}),
        ("link", {}),
    ],
)
def test_a_form_that_was_opened_before_somebody_else_acted_says_so_and_loses_nothing(manager, name, typed):
    order = make_order()
    Order.objects.filter(pk=order.pk).update(version=order.version + 1)

    answer = press(manager, name, order, **typed)
    form = answer.context["form"]

    assert answer.status_code == 200
    assert "Тем временем заказ изменился." in form.non_field_errors()[0]
    assert {field: form[field].value() for field in typed} == typed
    assert OrderEvent.objects.filter(order=order).count() == 1
    again = manager.post(url(name, order), {**typed, "version": form["version"].value()})
    assert again.status_code == (200 if name == "manager" else 302)


def test_an_order_that_somebody_cancelled_meanwhile_is_not_confirmed(manager):
    order = make_order()
    cancel_order(order.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)

    answer = press(manager, "confirm", order, note="Привезём утром")
    again = press(manager, "confirm", fresh(order), note="Привезём утром")

    assert "Тем временем заказ изменился." in answer.content.decode()
    assert "Привезём утром" in answer.content.decode()
    assert "сделать нельзя: заказ отменён" in again.content.decode()
    assert kinds(order) == [EventKind.PLACED, EventKind.CANCELLED]


@pytest.mark.parametrize(("ticked", "is_public"), [({}, False), ({"is_public": "on"}, True)])
def test_a_note_is_ours_unless_it_is_ticked(manager, ticked, is_public):
    order = make_order()

    manager.post(url("note", order), {"text": "Просит звонить после шести", **ticked})

    event = OrderEvent.objects.get(kind=EventKind.NOTE)
    assert (event.is_public, event.note, event.actor) == (
        is_public,
        "Просит звонить после шести",
        manager.person,
    )
    page = screen(manager, order)
    mark = "видит клиент" if is_public else "между нами"
    assert mark in text(page, ".istok-timeline__entry")
    assert fresh(order).version == order.version


def test_an_empty_note_is_said_and_not_written(manager):
    order = make_order()

    answer = manager.post(url("note", order), {"text": "  "})

    assert list(answer.context["form"].errors) == ["text"]
    assert kinds(order) == [EventKind.PLACED]


def test_notes_are_written_as_text(manager):
    order = make_order()
    write_note(order.pk, actor=manager.person, text="<script>alert(1)</script>", is_public=False)

    assert not screen(manager, order).select(".istok-timeline script")


def test_contact_and_address_are_corrected_with_old_and_new_values(manager):
    delivery = DeliveryChoice(method="courier", zone="inside_kad")
    order = make_order(delivery=delivery, address="Невский, 1")
    given = {"name": "Анна Лебедева", "phone": "8 (921) 111-22-33", "email": "Anna@Example.com"}

    press(manager, "contact", order, **given, address="Литейный, 5")

    changed = fresh(order)
    assert (changed.contact_phone, changed.shipping_address) == ("+79211112233", "Литейный, 5")
    assert (changed.total, changed.delivery) == (order.total, order.delivery)
    assert OrderEvent.objects.get(kind=EventKind.CHANGED).data["changes"] == {
        "contact_phone": ["+79210000000", "+79211112233"],
        "shipping_address": ["Невский, 1", "Литейный, 5"],
    }
    entry = text(screen(manager, order), ".istok-timeline__entry")
    assert "Телефон: +7 (921) 000-00-00 → +7 (921) 111-22-33" in entry
    assert "Адрес: Невский, 1 → Литейный, 5" in entry


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "007123"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@example.com\r\nBcc: all@example.com"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "Анна\u202e"}, "name"),
        ({"address": "х" * 501}, "address"),
        ({"name": "Анна Лебедева"}, "__all__"),
    ],
)
def test_what_is_no_contact_is_said_at_the_field(manager, changes, field):
    order = make_order()
    given = {"name": "Анна Лебедева", "phone": "+79210000000", "email": "anna@example.com", "address": ""}

    answer = press(manager, "contact", order, **{**given, **changes})

    assert list(answer.context["form"].errors) == [field]
    assert fresh(order).version == order.version


def test_whoever_opens_an_order_without_a_manager_is_offered_to_take_it(manager):
    order = make_order()
    form = manager.get(url("manager", order)).context["form"]

    press(manager, "manager", order, manager=form["manager"].value())

    event = OrderEvent.objects.get(kind=EventKind.CHANGED)
    assert fresh(order).manager == manager.person
    assert (event.is_public, event.data["changes"]) == (False, {"manager": [None, manager.person.pk]})
    assert "Менеджер: — → Ольга Зимина" in text(screen(manager, order), ".istok-timeline__entry")


def test_only_who_may_handle_orders_can_answer_for_one(manager):
    order, editor = make_order(), make_staff(EDITOR, "editor")

    answer = press(manager, "manager", order, manager=editor.pk)

    assert list(answer.context["form"].errors) == ["manager"]
    assert fresh(order).manager is None


def test_a_promise_that_moves_needs_a_reason_that_the_customer_reads(manager):
    order = make_order()
    first, second = (timezone.localdate() + timedelta(days=days) for days in (10, 17))
    press(manager, "dates", order, promised_date=first, deadline=first)

    silent = press(manager, "dates", fresh(order), promised_date=second, deadline=first)
    told = press(
        manager, "dates", fresh(order), promised_date=second, deadline=first, reason="Задержали стекло"
    )

    assert list(silent.context["form"].errors) == ["reason"]
    assert told.status_code == 302
    event = OrderEvent.objects.last()
    assert (event.is_public, event.note) == (True, "Задержали стекло")
    assert event.data["changes"] == {"promised_date": [first.isoformat(), second.isoformat()]}
    assert (fresh(order).promised_date, fresh(order).deadline) == (second, first)
    assert "Заказ обещан на" in event.event


def test_our_own_deadline_stays_among_us(manager):
    order = make_order()

    press(manager, "dates", order, deadline=timezone.localdate())

    event = OrderEvent.objects.last()
    assert (event.is_public, event.event) == (False, "Изменился наш срок")


def test_a_day_before_the_order_is_refused(manager):
    order = make_order()
    before = timezone.localdate() - timedelta(days=1)

    answer = press(manager, "dates", order, promised_date=before)

    assert list(answer.context["form"].errors) == ["promised_date"]


def test_replacing_the_link_closes_the_old_one(manager):
    order = make_order()
    old = token_of(order)

    press(manager, "link", order)

    with pytest.raises(Exception, match="Такого заказа нет"):
        order_by_token(old)
    assert order_by_token(token_of(fresh(order))) == order
    assert kinds(order) == [EventKind.PLACED, EventKind.LINK_RENEWED]


def test_replacing_the_link_closes_the_data_to_who_had_opened_them(manager):
    order, guest = make_order(), Client()
    session = guest.session
    request = SimpleNamespace(session=session)
    open_to(request, [order])
    session.save()
    guest.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert order.contact_email in guest.get(link_of(order)).content.decode()

    press(manager, "link", order)

    shown = guest.get(link_of(fresh(order)))
    assert shown.status_code == 200
    assert order.contact_email not in shown.content.decode()


def test_replacing_the_link_closes_those_of_the_orders_placed_with_it(manager):
    order, other, stranger = make_order(), make_order(), make_order()
    Order.objects.filter(pk=other.pk).update(batch=order.batch)
    old, theirs = link_of(other), link_of(stranger)

    press(manager, "link", order)

    assert [Client().get(link).status_code for link in (old, theirs)] == [404, 200]
    assert Client().get(link_of(fresh(other))).status_code == 200
    assert kinds(other) == [EventKind.PLACED, EventKind.LINK_RENEWED]


@pytest.mark.parametrize("version", ["", "<b>", "9" * 5000, "9" * 30])
def test_a_form_without_a_version_is_an_old_one_and_says_so(manager, version):
    order = make_order()

    answer = manager.post(url("confirm", order), {"version": version, "note": "Привезём утром"})

    form = answer.context["form"]
    assert "Тем временем заказ изменился." in form.non_field_errors()[0]
    assert (form["version"].value(), form["note"].value()) == (order.version, "Привезём утром")
    assert fresh(order).status == OrderStatus.PENDING


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_day_is_read_as_the_calendar_writes_it(manager, language):
    UserProfile.objects.create(user=manager.person, preferred_language=language)
    order = make_order()

    press(manager, "dates", order, promised_date="05.12.2030")
    shown = BeautifulSoup(manager.get(url("dates", order)).content, "html.parser")

    assert fresh(order).promised_date == date(2030, 12, 5)
    assert shown.select_one("#id_promised_date")["value"] == "05.12.2030"
    assert '"format": "d.m.Y"' in shown.select_one("#id_promised_date").parent.parent.decode(formatter=None)


def test_nobody_promises_a_day_of_a_cancelled_order(manager):
    order = make_order()
    cancel_order(order.pk, role=Role.CUSTOMER, reason=CancelReason.CHANGED_MIND)

    assert url("dates", order) not in screen(manager, order).decode()


def test_a_note_that_is_sent_twice_is_written_once(manager):
    order = make_order()
    key = screen(manager, order).select_one(".istok-note [name=key]")["value"]
    note = {"text": "Просит звонить после шести", "key": key}

    answers = [manager.post(url("note", order), note) for _time in range(2)]
    other = manager.post(url("note", order), {**note, "text": "Уже не просит"})

    assert [answer.status_code for answer in answers] == [302, 302]
    assert kinds(order) == [EventKind.PLACED, EventKind.NOTE]
    assert other.context["form"].non_field_errors()
    assert other.context["form"]["text"].value() == "Уже не просит"
