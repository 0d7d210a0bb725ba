"""Balances in the back office: the statement, and what the staff credit or take off."""

from decimal import Decimal

import pytest
from django.urls import reverse

from payments.admin_forms import BalanceForm
from payments.enums import EntryKind
from payments.models import BalanceAccount, BalanceEntry
from tests.factories.payments import make_balance, make_paid_order
from tests.factories.people import make_customer

from .scenes import fresh
from .till import logged, page, refusals, send, words

pytestmark = pytest.mark.django_db
CREDIT, TAKE = BalanceForm.CREDIT, BalanceForm.TAKE


@pytest.fixture
def account() -> BalanceAccount:
    return make_balance(make_customer(first_name="Вера", last_name="Белова"), 1000)


def test_the_statement_tells_each_movement(manager, account):
    order = make_paid_order(user=account.user, from_balance=True)

    soup = page(manager, "balances:inspect", account.pk)

    told = words(soup, ".istok-money").replace("\u00a0", " ")
    for piece in ("1 000 ₽ на балансе", "−64 200 ₽", "+1 000 ₽", "оплата заказа", "подарок", order.order_id):
        assert piece in told
    assert not soup.select(f'a[href="{reverse("balances:correct", args=[account.pk])}"]')


def test_a_credit_is_written_once_with_its_reason(administrator, account):
    given = {"direction": CREDIT, "amount": "500,50", "reason": "Опоздала доставка", "key": "k" * 36}

    send(administrator, "balances:correct", account.pk, **given)
    again = send(administrator, "balances:correct", account.pk, **given)

    entry = account.entries.first()
    assert again.url == reverse("balances:inspect", args=[account.pk])
    assert fresh(account).balance == Decimal("1500.50")
    assert (entry.kind, entry.reason, entry.actor) == (
        EntryKind.GRANT,
        "Опоздала доставка",
        administrator.person,
    )
    assert logged("payments.balance_credited").data == {
        "note": "Опоздала доставка",
        "amount": "500.50",
        "old": "1000.00",
        "new": "1500.50",
    }


def test_what_was_a_mistake_is_taken_off(administrator, account):
    send(administrator, "balances:correct", account.pk, direction=TAKE, amount="400", reason="Ошибка")

    assert fresh(account).balance == Decimal("600.00")
    assert account.entries.first().kind == EntryKind.CORRECTION
    assert logged("payments.balance_corrected").data["amount"] == "-400.00"


def test_no_more_is_taken_off_than_there_is(administrator, account):
    answer = send(
        administrator, "balances:correct", account.pk, direction=TAKE, amount="1000,01", reason="Ошибка"
    )

    assert "На балансе 1\u00a0000\u00a0₽" in refusals(answer)
    assert answer.context["form"]["reason"].value() == "Ошибка"
    assert fresh(account).balance == Decimal("1000.00")


@pytest.mark.parametrize("amount", ["", "0", "-5", "NaN", "Infinity", "1e9", "1,005", "9" * 20])
def test_a_wrong_amount_stands_on_the_form(administrator, account, amount):
    answer = send(
        administrator, "balances:correct", account.pk, direction=CREDIT, amount=amount, reason="Так"
    )

    assert "amount" in answer.context["form"].errors
    assert BalanceEntry.objects.count() == 1


def test_nothing_is_credited_without_a_reason(administrator, account):
    answer = send(administrator, "balances:correct", account.pk, direction=CREDIT, amount="5")

    assert "reason" in answer.context["form"].errors
    assert fresh(account).balance == Decimal("1000.00")


def test_a_customer_gets_a_balance_by_the_first_credit(administrator):
    customer = make_customer(email="vera@example.com")

    answer = send(administrator, "balances:credit", email=" VERA@example.com ", amount="300", reason="Бонус")

    account = BalanceAccount.objects.get(user=customer)
    assert (account.balance, answer.url) == (
        Decimal("300.00"),
        reverse("balances:inspect", args=[account.pk]),
    )


def test_an_e_mail_that_nobody_has_is_told(administrator):
    answer = send(administrator, "balances:credit", email="no@example.com", amount="300", reason="Бонус")

    assert "нет" in refusals(answer)
    assert not BalanceAccount.objects.exists()


@pytest.mark.parametrize("query", ["белова", "Вера", "ВЕР бел", "person"])
def test_a_balance_is_found_by_its_customer(manager, account, query):
    make_balance(make_customer("other", first_name="Пётр", last_name="Ильин"), 5)
    if query == "person":
        query = account.user.email

    found = manager.get(reverse("balances:index"), {"q": query}).context["object_list"]

    assert [row.pk for row in found] == [account.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_statement_costs_the_same_for_any_length(manager, account, django_assert_num_queries, count):
    for _number in range(count):
        make_paid_order(user=account.user, from_balance=True)
    page(manager, "balances:inspect", account.pk)

    with django_assert_num_queries(12):
        page(manager, "balances:inspect", account.pk)
