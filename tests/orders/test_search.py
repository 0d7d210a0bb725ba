"""Finding an order by whatever somebody remembers of it."""

import pytest

from orders.models import Order
from orders.selectors.search import find_orders, phone_patterns
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders() -> dict[str, Order]:
    """Four people; the same goods for all of them."""
    rows = {
        "anna": ("Анна Семёнова", "+79211231234", "anna@example.com", "Невский проспект, 1"),
        "pavel": ("Павел Зимин", "+79219990011", "Pavel.Z@Example.COM", "ул. Марата, 15"),
        "john": ("John O’Neill", "+442079460958", "john@example.org", ""),
        "inna": ("инна лебедева", "+78121234567", "inna@example.com", "Литейный, 1"),
    }
    made = {}
    for key, (name, phone, email, address) in rows.items():
        made[key] = make_order(name=name, phone=phone, email=email, address=address)
    Order.objects.filter(pk=made["pavel"].pk).update(
        contract_number="ИСТ-2026-17", contact_email=rows["pavel"][2]
    )
    return made


def found(text: str, orders: dict[str, Order]) -> set[str]:
    names = {order.pk: key for key, order in orders.items()}
    return {names[pk] for pk in find_orders(Order.objects.all(), text).values_list("pk", flat=True)}


EVERYBODY = {"anna", "pavel", "john", "inna"}


CASES = {
    "": EVERYBODY,
    "   ": EVERYBODY,
    # phones: a tail, a beginning, all of it in any spelling, both ends
    "1234": {"anna", "inna"},
    "31234": {"anna"},
    "8 921": {"anna", "pavel"},
    "8921123": {"anna"},
    "+7 (921) 123-12-34": {"anna"},
    "8 (921) 123 12 34": {"anna"},
    "79211231234": {"anna"},
    "921…1234": {"anna"},
    "921...1234": {"anna"},
    "921***1234": {"anna"},
    "8921…0011": {"pavel"},
    "999-00": {"pavel"},
    "812…67": {"inna"},
    "+44 20 7946": {"john"},
    "8 999 000": set(),
    # people, in any case and with either е
    "семенова": {"anna"},
    "СЕМЁНОВА": {"anna"},
    "зимин павел": {"pavel"},
    "Инна": {"inna"},
    "ЛЕБЕДЕВА": {"inna"},
    "o’neill": {"john"},
    "павел семенова": set(),
    # e-mail, address, contract
    "pavel.z@example.com": {"pavel"},
    "@EXAMPLE.org": {"john"},
    "невский": {"anna"},
    "Марата, 15": {"pavel"},
    "ист-2026-17": {"pavel"},
    "семенова невский": {"anna"},
    # nothing to be afraid of
    ".*": set(),
    "(": set(),
    "[": set(),
    "\\": set(),
    "%": set(),
    "_": set(),
    "' OR 1=1 --": set(),
    "\x00": EVERYBODY,
    "Невский\x00": {"anna"},
    "ß": set(),
    "ﬀ": set(),
    "👩‍🔧": set(),
    "٩٢١": set(),
    "я" * 10_000: set(),
    "а " * 500: {"anna", "pavel", "inna"},
}


def test_orders_are_found_by_whatever_is_remembered(orders):
    answers = {text: found(text, orders) for text in CASES}

    assert {text: answer for text, answer in answers.items() if answer != CASES[text]} == {}


def test_orders_are_found_by_their_number_in_any_case_and_in_part(orders):
    number = orders["anna"].order_id

    assert found(number, orders) == {"anna"}
    assert found(number.lower(), orders) == {"anna"}
    assert "anna" in found(number[4:], orders)
    assert "anna" in found(number[-5:], orders)


@pytest.mark.parametrize("text", ["12", "+7", "8 9", "…", "анна", "anna 921", "", "К-1234", "921/1234"])
def test_what_is_no_part_of_a_phone(text):
    assert phone_patterns(text) == []


def test_one_question_to_the_database(orders, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(find_orders(Order.objects.all(), "921…1234"))
