"""The money of one order on its own screen: cash, parts, links to pay by."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry, Site

from orders.enums import OrderStatus, PaymentMethod, PaymentState
from orders.models import Order
from orders.services.notes import write_note
from payments.links import pay_address
from payments.models import Payment, PaymentRules, PaymentSchedule
from payments.services.plans import NewPart, plan_payments
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.payments import give_back, make_paid_order, take_cash
from tests.factories.people import make_admin, make_user

from .scenes import fresh, run_outbox
from .till import logged, page, refusals, send, words

pytestmark = pytest.mark.django_db
SCREEN = "orders:inspect"


@pytest.fixture
def kitchen() -> Order:
    """480 000 ₽, accepted, and nobody has said how it is paid."""
    return move_to(make_request(), OrderStatus.PENDING, actor=make_admin())


def plan(order: Order, *parts: tuple) -> list[PaymentSchedule]:
    rows = [NewPart(label, Decimal(amount), is_due=is_due) for label, amount, is_due in parts]
    return plan_payments(order.pk, rows, actor=make_admin(f"planner{PaymentSchedule.objects.count()}"))


def rows(*parts: tuple, initial: int = 1) -> dict[str, str]:
    """The formset as a browser sends it. parts: label, amount, due date, ticked."""
    given = {"parts-TOTAL_FORMS": str(len(parts)), "parts-INITIAL_FORMS": str(min(initial, len(parts)))}
    for number, (label, amount, until, is_due) in enumerate(parts):
        given |= {
            f"parts-{number}-label": label,
            f"parts-{number}-amount": amount,
            f"parts-{number}-due_date": until,
        }
        given |= {f"parts-{number}-is_due": "on"} if is_due else {}
    return given


def test_the_screen_says_how_the_money_stands(manager):
    order = make_paid_order(amount=Decimal("10000"))
    give_back(order.payments.get(), 1500)
    run_outbox()
    give_back(order.payments.get(), 700)

    soup = page(manager, SCREEN, order.pk)

    told = words(soup, ".istok-money").replace("\u00a0", " ")
    for piece in (
        "Итого 64 200 ₽", "Получено 10 000 ₽", "Возвращено −1 500 ₽", "В пути обратно −700 ₽",
        "Осталось получить 54 200 ₽", "возвращено 1 500 ₽, в пути обратно 700 ₽",
    ):  # fmt: skip
        assert piece in told
    payment = order.payments.get()
    assert soup.select_one(f'.istok-money a[href="{reverse("payments:inspect", args=[payment.pk])}"]')
    assert payment.invoice_number in told


def test_who_may_not_see_payments_reads_none_on_an_order(client):
    order = make_paid_order()
    person = make_user("clerk", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_order"]))
    client.force_login(person)

    assert not page(client, SCREEN, order.pk).select(".istok-money")


def test_a_request_and_a_cancelled_order_take_no_money(manager):
    for order in (make_request(), move_to(make_order(), OrderStatus.CANCELLED, actor=manager.person)):
        assert not page(manager, SCREEN, order.pk).select(".istok-money__actions a")
        assert "платить нечего" in words(page(manager, "payments:cash", order.pk))
        answer = send(manager, "payments:cash", order.pk, amount="10", version=order.version)
        assert "платить нечего" in refusals(answer)


def test_cash_is_recorded_once_by_who_took_it(manager):
    order = make_order()
    form = page(manager, "payments:cash", order.pk)
    given = {"amount": "64 200", "version": order.version, "key": "k" * 36}

    send(manager, "payments:cash", order.pk, **given)
    again = send(manager, "payments:cash", order.pk, **given)

    payment = Payment.objects.get()
    assert form.select_one("[name=amount]")["value"] == "64\u00a0200"
    assert again.url == reverse(SCREEN, args=[order.pk])
    assert (payment.captured, fresh(order).payment_state) == (Decimal("64200.00"), PaymentState.PAID)
    entry = logged("payments.cash_recorded")
    assert (entry.user, entry.data) == (manager.person, {"amount": "64200.00"})
    assert "Ольга Зимина" in words(page(manager, "payments:inspect", payment.pk), ".istok-order__aside")


@pytest.mark.parametrize("amount", ["", "0", "-1", "NaN", "64200,01", "1,005", "9" * 15, "много"])
def test_a_wrong_amount_of_cash_stands_on_the_form(manager, amount):
    order = make_order()

    answer = send(manager, "payments:cash", order.pk, amount=amount, version=order.version)

    assert "amount" in answer.context["form"].errors
    assert answer.context["form"]["amount"].value() == amount
    assert not Payment.objects.exists()


def test_cash_for_an_order_that_changed_is_asked_about_again(manager):
    order = make_order()
    take_cash(order, 100)

    answer = send(manager, "payments:cash", order.pk, amount="200", version=order.version)

    assert "изменился" in refusals(answer)
    assert answer.context["form"]["amount"].value() == "200"
    assert Payment.objects.count() == 1
    send(manager, "payments:cash", order.pk, amount="200", version=answer.context["form"]["version"].value())
    assert Payment.objects.count() == 2


def test_a_new_plan_begins_with_what_the_owner_decided(manager, kitchen):
    site = Site.objects.get(is_default_site=True)
    PaymentRules.objects.create(site=site, deposit_percent=30)

    soup = page(manager, "payments:plan", kitchen.pk)

    assert soup.select_one("[name=parts-0-amount]")["value"] == "144\u00a0000"
    assert soup.select_one("[name=parts-1-amount]")["value"] == "336\u00a0000"
    assert soup.select_one("[name=parts-0-is_due]").has_attr("checked")


def test_parts_are_planned_once_and_blank_rows_are_left_out(manager, kitchen):
    given = rows(
        ("Предоплата", "144 000", "", True), ("", "", "", False), ("Остаток", "336000", "2026-12-31", False)
    )
    given |= {"version": kitchen.version, "key": "k" * 36}

    send(manager, "payments:plan", kitchen.pk, **given)
    send(manager, "payments:plan", kitchen.pk, **given)

    parts = list(PaymentSchedule.objects.values_list("label", "amount", "due_date", "is_due"))
    assert parts == [
        ("Предоплата", Decimal("144000.00"), None, True),
        ("Остаток", Decimal("336000.00"), date(2026, 12, 31), False),
    ]
    assert PaymentSchedule.objects.first().link_version == 1
    assert ModelLogEntry.objects.get(action="orders.note", user=manager.person)
    told = words(page(manager, SCREEN, kitchen.pk), ".istok-money").replace("\u00a0", " ")
    assert "Предоплата : 144 000 ₽" in told
    assert "ещё не запрошена" in told
    # The browser's own field, which sends nothing for what it cannot read.
    day = page(manager, "payments:plan", kitchen.pk).select_one("[name=parts-1-due_date]")
    assert (day["type"], day["value"]) == ("date", "2026-12-31")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("Предоплата", "100", "", True)], "Части составляют 100"),
        ([("Всё", "480001", "", True)], "Части составляют 480"),
        ([("", "", "", False)], "У каждой части"),
        ([("Всё", "480000", "", True), ("Ноль", "0", "", False)], "У каждой части"),
        ([("Всё", "480000", "", True), ("", "5", "", False)], ""),
        ([("Всё", "-480000", "", True)], ""),
        ([("Всё", "NaN", "", True)], ""),
        ([("Всё", "480000", "когда-нибудь", True)], ""),
    ],
)
def test_a_plan_that_is_wrong_keeps_what_was_typed(manager, kitchen, parts, said):
    answer = send(manager, "payments:plan", kitchen.pk, **rows(*parts), version=kitchen.version)

    assert answer.status_code == 200
    shown = answer.context["view"].parts
    assert bool(said) is not bool(shown.total_error_count())
    assert said in refusals(answer).replace("\u00a0", " ")
    assert [form["amount"].value() for form in shown] == [part[1] for part in parts]
    assert not PaymentSchedule.objects.exists()


def test_a_part_that_is_paid_stays_as_it_is(manager, kitchen):
    plan(kitchen, ("Предоплата", 144000, True), ("Остаток", 336000, False))
    take_cash(kitchen, 144000)
    order = fresh(kitchen)

    soup = page(manager, "payments:plan", order.pk)
    forged = rows(("Иначе", "1", "", False), ("Доставка", "336000", "", False), initial=2)
    send(manager, "payments:plan", order.pk, **forged, version=order.version)

    assert soup.select_one("[name=parts-0-amount]").has_attr("disabled")
    assert list(PaymentSchedule.objects.values_list("label", "amount")) == [
        ("Предоплата", Decimal("144000.00")),
        ("Доставка", Decimal("336000.00")),
    ]


def test_a_plan_of_an_order_that_changed_is_asked_about_again(manager, kitchen):
    take_cash(kitchen, 100)

    answer = send(manager, "payments:plan", kitchen.pk, **rows(("Всё", "480000", "", True)), version=1)

    assert "изменился" in refusals(answer)
    assert not PaymentSchedule.objects.exists()


def test_more_parts_than_anybody_plans_are_refused(manager, kitchen):
    many = rows(*[("Часть", "1", "", False)] * 40)

    assert send(manager, "payments:plan", kitchen.pk, **many, version=kitchen.version).status_code == 200
    assert not PaymentSchedule.objects.exists()


def test_a_part_is_asked_for_once_and_then_has_a_link(manager, kitchen):
    first, second = plan(kitchen, ("Предоплата", 144000, True), ("Остаток", 336000, False))
    take_cash(kitchen, 144000)
    before = page(manager, SCREEN, kitchen.pk)

    send(manager, "payments:ask", second.pk, version=1)
    send(manager, "payments:ask", second.pk, version=1)

    ask, link = (reverse(f"payments:{name}", args=[second.pk]) for name in ("ask", "part_link"))
    after = page(manager, SCREEN, kitchen.pk)
    assert [bool(before.select_one(f'a[href="{url}"]')) for url in (ask, link)] == [True, False]
    assert [bool(after.select_one(f'a[href="{url}"]')) for url in (ask, link)] == [False, True]
    assert fresh(second).is_due
    notes = ModelLogEntry.objects.filter(action="orders.note", user=manager.person)
    assert notes.count() == 1
    assert not after.select(f'a[href="{reverse("payments:part_link", args=[first.pk])}"]')


def test_a_pay_link_is_an_address_and_a_code_that_a_phone_reads(manager):
    order = make_order(method=PaymentMethod.ONLINE)

    soup = page(manager, "payments:link", order.pk)

    assert soup.select_one("#pay-link")["value"] == pay_address(order)
    assert soup.select_one(".istok-qr svg path")
    assert not soup.select_one(".istok-qr svg").find(string=lambda text: "http" in text)
    assert "64 200 ₽" in words(soup, ".istok-qr").replace("\u00a0", " ")
    assert "Анна" not in words(soup)


def test_the_link_of_a_part_is_there_while_it_is_the_next(manager, kitchen):
    first, second = plan(kitchen, ("Предоплата", 144000, True), ("Остаток", 336000, True))

    soup = page(manager, "payments:part_link", first.pk)

    assert soup.select_one("#pay-link")["value"] == pay_address(kitchen, first)
    assert "другая часть" in words(page(manager, "payments:part_link", second.pk))


def test_a_paid_order_has_no_link(manager):
    order = make_paid_order()

    assert "платить нечего" in words(page(manager, "payments:link", order.pk))
    assert reverse("payments:link", args=[order.pk]) not in str(page(manager, SCREEN, order.pk))


def test_money_goes_back_from_the_orders_screen_for_who_may(client, manager):
    payment = make_paid_order().payments.get()
    address = reverse("payments:refund", args=[payment.pk])
    person = make_user("auditor", is_staff=True)
    names = ["access_admin", "view_order", "view_payment"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)

    offered = page(manager, SCREEN, payment.order_id).select_one(f'a[href="{address}"]')
    assert offered.get_text() == "Вернуть деньги"
    assert address not in str(page(client, SCREEN, payment.order_id))
    give_back(payment)
    assert address not in str(page(manager, SCREEN, payment.order_id))


def test_parts_are_offered_while_there_is_something_to_pay(manager, kitchen):
    paid = make_paid_order()
    address = reverse("payments:plan", args=[kitchen.pk])

    assert address in str(page(manager, SCREEN, kitchen.pk))
    assert reverse("payments:plan", args=[paid.pk]) not in str(page(manager, SCREEN, paid.pk))
    assert "платить нечего" in words(page(manager, "payments:plan", paid.pk))
    move_to(kitchen, OrderStatus.CANCELLED, actor=manager.person)
    assert address not in str(page(manager, SCREEN, kitchen.pk))


def test_buttons_are_for_who_has_the_right(client, kitchen):
    person = make_user("auditor", is_staff=True)
    names = ["access_admin", "view_order", "view_payment"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)
    plan(kitchen, ("Всё", 480000, False))

    assert not page(client, SCREEN, kitchen.pk).select(".istok-money__actions a, .istok-money__parts a")


@pytest.mark.parametrize("count", [1, 3])
def test_an_orders_screen_costs_the_same_for_any_money(manager, kitchen, django_assert_num_queries, count):
    plan(kitchen, *[(f"Часть {number}", 480000 // count, True) for number in range(count)])
    for _number in range(count):
        take_cash(kitchen, 100)
        write_note(kitchen.pk, actor=manager.person, text="Звонили", is_public=False)
    page(manager, SCREEN, kitchen.pk)

    with django_assert_num_queries(21):
        page(manager, SCREEN, kitchen.pk)
