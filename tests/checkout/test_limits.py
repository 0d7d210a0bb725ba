"""Who orders on and on is stopped: no script takes the last pieces, or sends letters in a stranger's name."""

from datetime import timedelta

import pytest
from django.test import Client

from cart.enums import CartStatus
from cart.models import CartItem
from core import clock
from core.models import Outbox
from orders.models import Order
from tests.cart.scenes import goods
from tests.checkout.test_pages import alert, filled, put, send
from tests.factories.people import make_customer
from users import limiter
from users.limiter import Limit, Limits
from users.models import Attempt

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def two_of_a_person_four_of_an_address(monkeypatch):
    monkeypatch.setattr(limiter, "ORDERS", Limits(account=Limit(1, HOUR), address=Limit(3, HOUR)))


def buyer(chest, address: str = "198.51.100.7") -> Client:
    client = Client(REMOTE_ADDR=address)
    put(client, chest)
    return client


def test_the_limits_are_what_people_never_reach():
    assert Limits(account=Limit(10, HOUR), address=Limit(30, HOUR)) == limiter.ORDERS


def test_letters_in_the_name_of_one_person_end(two_of_a_person_four_of_an_address):
    chest = goods(stock=9)
    for number in range(2):
        client = buyer(chest, f"198.51.100.{number}")
        send(client, filled(client))
    last = buyer(chest, "198.51.100.9")
    form = filled(last, email="ANNA@example.com")

    refused = send(last, form, 429)

    assert alert(refused).startswith(
        "От вас приходит слишком много заказов. Позвоните нам или попробуйте через 60 минут."
    )
    assert 0 < int(refused["Retry-After"]) <= 3601
    assert (Order.objects.count(), Outbox.objects.filter(topic="mail.order_placed").count()) == (2, 2)
    assert CartItem.objects.filter(cart__status=CartStatus.ACTIVE).count() == 1
    with clock.hold(clock.now() + HOUR + timedelta(minutes=1)):
        send(last, filled(last))
    assert Order.objects.count() == 3


def test_orders_from_one_address_end(two_of_a_person_four_of_an_address):
    chest = goods(stock=9)
    for number in range(4):
        client = buyer(chest)
        send(client, filled(client, email=f"guest{number}@example.com"))
    fifth, elsewhere = buyer(chest), buyer(chest, "203.0.113.5")

    send(fifth, filled(fifth, email="guest5@example.com"), 429)
    send(elsewhere, filled(elsewhere, email="guest5@example.com"))

    assert Order.objects.count() == 5


def test_what_was_refused_and_what_was_ordered_before_is_not_counted(two_of_a_person_four_of_an_address):
    client = buyer(goods(stock=9))
    form = filled(client)
    send(client, {**form, "key": ""}, 400)
    for _press in range(3):
        send(client, form)

    assert (Order.objects.count(), Attempt.objects.count()) == (1, 1)


def test_a_changed_total_is_counted_because_it_tells(two_of_a_person_four_of_an_address):
    client = buyer(goods(stock=9))
    form = {**filled(client), "fingerprint": "x"}

    assert [client.post("/checkout/", form).status_code for _try in range(3)] == [409, 409, 429]


def test_an_account_is_one_person_whatever_e_mail_is_typed(two_of_a_person_four_of_an_address):
    chest, anna = goods(stock=9), make_customer("anna")
    answers = []
    for number in range(3):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        client.force_login(anna)
        put(client, chest)
        answers.append(client.post("/checkout/", filled(client, email=f"a{number}@example.com")).status_code)

    assert answers == [303, 303, 429]


def test_orders_and_wrong_passwords_do_not_add_up(two_of_a_person_four_of_an_address):
    client = buyer(goods(stock=9))
    send(client, filled(client))

    for _time in range(limiter.GUESSES.account.most + 1):
        answer = client.post("/account/login/", {"login": "anna@example.com", "password": "x"})
        assert answer.status_code == 200
