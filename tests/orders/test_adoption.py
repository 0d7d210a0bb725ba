"""Whose orders they are, however the e-mail was spelled."""

import pytest

from orders.models import Order
from orders.services.adoption import adopt_guest_orders
from orders.services.changes import change_contact
from tests.factories.orders import make_order
from tests.factories.people import make_admin, make_customer

pytestmark = pytest.mark.django_db


def test_an_e_mail_that_staff_corrected_finds_its_account():
    order = make_order(email="ana@example.com")
    contact = {"name": order.contact_name, "phone": order.contact_phone, "address": ""}
    change_contact(order.pk, actor=make_admin(), version=order.version, email=" Anna@Example.com ", **contact)

    assert adopt_guest_orders(make_customer("anna", email="anna@example.com")) == 1
    assert Order.objects.get().user.email == "anna@example.com"
