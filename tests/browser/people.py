"""Run inside the demo shop's own process: make a person per role and print their session cookies as JSON."""

import base64
import json
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from tests.factories.people import make_user  # noqa: E402
from users.services.second_factor import give_second_factor  # noqa: E402

SECRET = base64.b32encode(b"browser-tests-only-0").decode()


def person(username: str, **fields):
    """The same one when the shop is used again."""
    return get_user_model().objects.filter(username=username).first() or make_user(username, **fields)


def session(user, *, second_factor: bool = False) -> str:
    """Session cookie of somebody who has just come in through every door."""
    client = Client()
    client.force_login(user)
    if second_factor:
        kept = client.session
        kept["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        kept.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


call_command("sync_roles", verbosity=0)
sessions = {"customer": session(person("browser-customer", first_name="Анна"))}
for role in import_string(settings.ROLES):
    user = person(f"browser-{role.code}", is_staff=True)
    user.groups.add(Group.objects.get(name=role.name))
    give_second_factor(user, SECRET)
    sessions[role.code] = session(user, second_factor=True)
print(json.dumps(sessions))  # noqa: T201
