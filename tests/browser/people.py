"""Run inside the demo shop's own process: make a person per role and print their session cookies as JSON."""

import json

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories.people import make_admin, make_user  # noqa: E402

STAFF_ROLES = ["editor", "manager"]


def person(username: str, make=make_user, **fields):
    """The same one when the shop is used again."""
    return get_user_model().objects.filter(username=username).first() or make(username, **fields)


def session(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


call_command("sync_roles", verbosity=0)
people = {
    "customer": person("browser-customer", first_name="Анна"),
    "admin": person("browser-admin", make_admin),
}
for role in STAFF_ROLES:
    people[role] = person(f"browser-{role}", is_staff=True)
    people[role].groups.add(Group.objects.get(name=role))
print(json.dumps({role: session(user) for role, user in people.items()}))  # noqa: T201
