"""Run inside the demo shop's own process: make people and print what a browser needs of them, as JSON.

sessions: cookie by role. paths: addresses of pages that only one person or one link has.
"""

import base64
import json
import time
from datetime import timedelta

import django

django.setup()

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from catalog.enums import SoldAs  # noqa: E402
from catalog.models import Variant  # noqa: E402
from core import clock  # noqa: E402
from orders.enums import PaymentMethod  # noqa: E402
from orders.links import link_of  # noqa: E402
from orders.models import Order  # noqa: E402
from payments.enums import GatewayType  # noqa: E402
from payments.links import pay_path  # noqa: E402
from payments.services.starting import open_payment  # noqa: E402
from tests.factories.orders import make_order  # noqa: E402
from tests.factories.people import PASSWORD, make_user  # noqa: E402
from users.enums import ConsentSource, Decision, Purpose, TokenType  # noqa: E402
from users.models import UserToken  # noqa: E402
from users.services import consents  # noqa: E402
from users.services.addresses import add_address  # noqa: E402
from users.services.second_factor import give_second_factor  # noqa: E402

SOON = time.time() + 24 * 3600  # a proof of today: allauth asks again for one that is minutes old
PASSWORD_GIVEN = {"method": "password", "at": SOON, "reauthenticated": True}
CODE_GIVEN = {"method": "mfa", "type": "totp", "at": SOON, "reauthenticated": True}
SECRET = base64.b32encode(b"browser-tests-only-0").decode()


def person(username: str, **fields):
    """The same one when the shop is used again."""
    return get_user_model().objects.filter(username=username).first() or make_user(username, **fields)


def session(user, *, proofs=(PASSWORD_GIVEN,)) -> str:
    """Session cookie of somebody who has just come in with `proofs`, as allauth notes them."""
    client = Client()
    client.force_login(user)
    kept = client.session
    kept["account_authentication_methods"] = list(proofs)
    kept["account_authentication_methods_user"] = str(user.pk)
    kept.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def half_in(user) -> str:
    """Session cookie of somebody who has given the password and is asked for the code."""
    client = Client(headers={"host": "127.0.0.1"})
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def waiting_order(*, email: str) -> Order:
    """One to be paid online, for as long as the tests take; the same one when the shop is used again."""
    if found := Order.objects.filter(contact_email=email).first():
        return found
    chest = Variant.objects.filter(product__slug="komod-bashnya", sold_as=SoldAs.READY_MADE).first()
    order = make_order({chest.sku: 1}, email=email, method=PaymentMethod.ONLINE)
    Order.objects.filter(pk=order.pk).update(pay_until=clock.now() + timedelta(days=1))
    return order


def letter_link(user) -> str:
    """What the link of a letter about a new password ends with; it lives a day."""
    return UserToken.generate(user, TokenType.PASSWORD_RESET, 24 * 60, email=user.email)


call_command("sync_roles", verbosity=0)
customer = person("browser-customer", first_name="Анна")
secured = person("browser-secured")
give_second_factor(secured, SECRET)
RecoveryCodes.activate(secured)
for user in (customer, secured):
    if consents.to_ask_again(user):  # or every page of the account leads to that question
        consents.record(user, Purpose.PERSONAL_DATA, Decision.GIVEN, source=ConsentSource.SIGNUP)
sessions = {
    "customer": session(customer),
    "asked for consent": session(person("browser-asked")),
    "in long ago": session(customer, proofs=[]),
    "secured": session(secured, proofs=[PASSWORD_GIVEN, CODE_GIVEN]),
    "half in": half_in(secured),
}
for role in import_string(settings.ROLES):
    user = person(f"browser-{role.code}", is_staff=True)
    user.groups.add(Group.objects.get(name=role.name))
    give_second_factor(user, SECRET)
    sessions[role.code] = session(user, proofs=[PASSWORD_GIVEN, CODE_GIVEN])
address = customer.addresses.first() or add_address(customer.pk, text="Невский проспект, 1")
order = waiting_order(email="pay@browser.example")
payment = open_payment(
    waiting_order(email="paying@browser.example").pk, gateway_type=GatewayType.TEST_GATEWAY
)
paths = {
    "address": f"/account/addresses/{address.pk}/",
    "order to pay": link_of(order),
    "pay link": pay_path(order),
    "payment under way": f"/payments/{payment.payment_id}/return/",
    "new password": f"/account/password/new/{letter_link(customer)}/",
}
print(json.dumps({"sessions": sessions, "paths": paths}))  # noqa: T201
