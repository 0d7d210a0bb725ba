"""A buyer from a product page to an order in his account, by letters and forms alone."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from inventory.models import StockItem
from istok.roles import MANAGER
from orders.enums import Action
from orders.models import Order
from orders.services.moves import act
from tests.cart.scenes import goods, kitchen
from tests.factories.people import PASSWORD, make_staff

from .visitor import Visitor, text_of, values_of

pytestmark = pytest.mark.django_db
BUY = "form#buy"


def add(visitor: Visitor, address: str, *, button: str = "[data-add]") -> None:
    """Press a button of the product page as a browser without scripts does."""
    form = visitor.open(address).select_one(BUY)
    with visitor.commit(execute=True):
        answer = visitor.client.post(form.select_one(button)["formaction"], values_of(form))
    assert answer.status_code == 303


def order(visitor: Visitor, **answers) -> BeautifulSoup:
    """Fill the checkout in and confirm; gives back the page of the order."""
    page = visitor.open("/checkout/")
    outside = {field["name"]: field["value"] for field in page.select("input[form=checkout]")}
    with visitor.commit(execute=True):
        form = {**values_of(page.select_one("form#checkout")), **outside, **answers}
        answer = visitor.client.post("/checkout/", form, follow=True)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_a_guest_orders_two_things_follows_them_and_opens_an_account(
    django_capture_on_commit_callbacks, mailoutbox
):
    chest, cooking = goods("Комод «Север»", stock=3, price=10000), kitchen("Кухня «Линия»", price=90000)
    manager = make_staff(MANAGER, "manager")
    guest = Visitor(Client(), django_capture_on_commit_callbacks)

    # He puts a chest and a kitchen into the cart and is told that they become two orders.
    add(guest, chest.product.url)
    add(guest, cooking.product.url)
    assert "два связанных заказа" in text_of(guest.open("/cart/"))

    thanks = order(
        guest,
        phone="8 921 000-00-00", name="Анна", email="anna@example.com", handover="entrance",
        zone="inside_kad", address="Садовая ул., 12", consent_personal_data="on",
    )  # fmt: skip
    bought, asked = Order.objects.order_by("-kind")
    assert f"Заказ {bought.order_id}" in text_of(thanks, "h1")
    assert asked.order_id in text_of(thanks)
    assert "Садовая" in text_of(thanks)  # this browser has just typed it
    assert StockItem.objects.get().reserved == 1
    assert {letter.to[0] for letter in mailoutbox} >= {"anna@example.com"}
    link = re.search(r"http://localhost:8000(/o/\S+/)", mailoutbox[0].body)[1]

    # Another day, in another browser, the letter's link opens the order, and its code what is private.
    later = Visitor(Client(), django_capture_on_commit_callbacks)
    assert "Садовая" not in text_of(later.open(link))
    later.fill(link, form="#contact form")
    code = re.search(r"\b(\d{6})\b", mailoutbox[-1].body)[1]
    assert "Садовая" in text_of(later.fill(link, form="#contact form.order__code", code=code))

    # The manager goes on; the page and a letter say so.
    with django_capture_on_commit_callbacks(execute=True):
        act(bought.pk, Action.CONFIRM, actor=manager)
    assert "Заказ подтверждён" in text_of(later.open(link))
    assert StockItem.objects.get().on_hand == 2

    # He opens an account with the same e-mail, which is filled in, and finds both orders there.
    signup, form = guest.open("/account/signup/"), "main form[method=post]"
    assert signup.select_one("[name=email]")["value"] == "anna@example.com"
    guest.fill(
        "/account/signup/", form=form, first_name="Анна", password1=PASSWORD, consent_personal_data="on"
    )
    assert not Order.objects.exclude(user=None).exists()
    guest.fill(re.search(r"http://localhost:8000(/account/confirm-email/\S+)", mailoutbox[-1].body)[1])
    mine = text_of(guest.open("/account/orders/"))
    assert all(each.order_id in mine for each in (bought, asked))

    # The request he withdraws; the chest is confirmed already, and the whole is still one click away.
    done = guest.fill(f"/account/orders/{asked.order_id}/cancel/", form="main form.form", reason="other")
    assert "Заказ отменён." in text_of(done, ".messages")
    again = guest.fill(f"/account/orders/{bought.order_id}/", form=".order__actions form")
    assert "Снова в корзине: Комод «Север»." in text_of(again, ".messages")

    # Now that he is known he types nothing but the place, and orders at once.
    thanks = order(guest, handover="pickup", phone="+79210000000")
    assert Order.objects.filter(user__email="anna@example.com").count() == 3
    assert "Самовывоз из салона" in text_of(thanks)
