"""Each letter once, whatever the mail server does; an order never waits for it."""

import socket
from datetime import timedelta

import pytest
from django.core import mail
from wagtail.models import Site

from core import clock, outbox
from core.models import Outbox
from home.models import ContactSettings
from orders.enums import CancelReason, OrderStatus, Role
from orders.models import Order
from orders.services.guest_codes import TOPIC, code_of
from orders.services.moves import cancel_order
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db
DOWN = "tests.users.broken_mail.Backend"


def drain() -> None:
    while outbox.drain():
        continue


def later(**delta):
    return clock.hold(clock.now() + timedelta(**delta))


def letter_rows() -> list[Outbox]:
    return list(Outbox.objects.filter(topic__startswith="mail.").order_by("pk"))


def test_drained_twice_sends_one_letter():
    make_order()

    drain()
    drain()

    assert [letter.to for letter in mail.outbox] == [["anna@example.com"]]


def test_a_letter_asked_for_twice_goes_once():
    order = make_order()
    event = order.events.get()
    outbox.enqueue("mail.order_placed", f"mail.order_placed:{event.pk}", {"event": event.pk})

    drain()

    assert len(mail.outbox) == 1


def test_mail_server_that_is_down_delays_the_letter_and_not_the_order(settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
    order = make_order()
    drain()
    assert Order.objects.get(pk=order.pk).status == OrderStatus.PENDING
    waiting = Outbox.objects.get(topic="mail.order_placed")
    assert (waiting.state, waiting.attempts) == (Outbox.State.WAITING, 1)
    assert "ConnectionRefusedError" in waiting.error

    settings.EMAIL_BACKEND = working
    with later(minutes=2):
        drain()
        drain()

    assert [letter.to for letter in mail.outbox] == [["anna@example.com"]]
    assert {row.state for row in letter_rows()} == {Outbox.State.DONE}


def test_a_port_where_nobody_answers_is_such_a_server(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        order = make_order()
        drain()

    row = Outbox.objects.get(topic="mail.order_placed")
    assert (row.state, Order.objects.filter(pk=order.pk).count()) == (Outbox.State.WAITING, 1)
    assert "ConnectionRefusedError" in row.error


def test_the_shops_letter_and_the_customers_do_not_wait_for_each_other():
    ContactSettings.objects.create(site=Site.objects.get(is_default_site=True), email="shop@example.com")
    order = make_order()
    Order.objects.filter(pk=order.pk).update(contact_email="")

    drain()

    assert [letter.to for letter in mail.outbox] == [["shop@example.com"]]


def test_an_order_without_an_address_is_given_up_and_said():
    order = make_order()
    Order.objects.filter(pk=order.pk).update(contact_email="")
    cancel_order(order.pk, role=Role.SYSTEM, reason=CancelReason.PAYMENT_TIMEOUT)

    drain()

    dead = Outbox.objects.in_state(Outbox.State.DEAD)
    assert {row.topic for row in dead} == {"mail.order_placed", "mail.order_cancelled"}
    assert {row.error for row in dead} == {"GiveUp: the order has no e-mail to write to"}
    assert mail.outbox == []


def test_a_code_goes_to_the_contact_and_is_the_one_that_opens():
    order = make_order()
    drain()
    outbox.enqueue(TOPIC, f"{TOPIC}:{order.pk}:n", {"order": order.pk, "nonce": "n"})

    drain()

    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == (["anna@example.com"], f"Код для заказа {order.order_id}")
    assert f"Ваш код для заказа {order.order_id}: {code_of(order, 'n')}" in letter.body
    assert "Он действует 10 минут." in letter.body
    assert code_of(order, "n") in letter.alternatives[0][0]
    assert "/o/" not in letter.body


def test_a_code_that_is_too_old_is_not_sent():
    order = make_order()
    drain()
    outbox.enqueue(TOPIC, f"{TOPIC}:{order.pk}:n", {"order": order.pk, "nonce": "n"})

    with later(minutes=11):
        drain()

    assert [letter.subject for letter in mail.outbox] == [f"Заказ {order.order_id} оформлен"]
    assert Outbox.objects.get(topic=TOPIC).error == "GiveUp: the code is too old"


def test_payloads_hold_ids_only():
    make_order()
    drain()

    assert {key for row in letter_rows() for key in row.payload} == {"event"}
