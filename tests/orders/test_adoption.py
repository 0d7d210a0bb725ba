"""Whose orders they are, however the e-mail was spelled."""

import pytest
from allauth.account.models import EmailAddress

from orders.models import Order
from orders.services.adoption import adopt_guest_orders
from orders.services.changes import change_contact
from tests.factories.orders import make_order
from tests.factories.people import make_admin, make_customer, make_user
from users.enums import TokenType
from users.models import UserToken
from users.services.tokens import EMAIL_VERIFY_MINUTES

pytestmark = pytest.mark.django_db


def test_an_e_mail_that_staff_corrected_finds_its_account():
    order = make_order(email="ana@example.com")
    contact = {"name": order.contact_name, "phone": order.contact_phone, "address": ""}
    change_contact(order.pk, actor=make_admin(), version=order.version, email=" Anna@Example.com ", **contact)

    assert adopt_guest_orders(make_customer("anna", email="anna@example.com")) == 1
    assert Order.objects.get().user.email == "anna@example.com"


def test_orders_come_when_the_link_of_the_letter_is_pressed(client):
    """To whoever was signed in all the while too; and to the new e-mail, not to the one before."""
    before, order = make_order(email="vera@example.com"), make_order(email="anna@example.com")
    user = make_user("anna", email="vera@example.com")
    client.force_login(user)
    EmailAddress.objects.create(user=user, email="anna@example.com")
    raw = UserToken.generate(user, TokenType.EMAIL_VERIFY, EMAIL_VERIFY_MINUTES, email="anna@example.com")

    client.post(f"/account/confirm-email/{raw}/")

    assert [mine.pk for mine in user.orders.all()] == [order.pk]
    assert Order.objects.get(pk=before.pk).user is None
