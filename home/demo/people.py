"""People of the demo: one of every role, two customers, and those who wrote the reviews."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from users.models import CustomUser
from users.services.accounts import Agreement, register, trust_email
from users.services.roles import group_of, sync_roles

from .files import words

DOMAIN = "istok.example"


@dataclass(frozen=True)
class Account:
    """What is told once on the console."""

    username: str
    password: str
    what: str


def make_staff() -> list[Account]:
    """An account for every role that has none yet, with the rights that the role has in production."""
    roles = import_string(settings.ROLES)
    sync_roles(roles)
    made = []
    for role in roles:
        if CustomUser.objects.filter(username=role.code).exists():
            continue
        password = _password()
        user = CustomUser.objects.create_user(
            role.code, f"{role.code}@{DOMAIN}", password, first_name=role.name, is_staff=True
        )
        user.groups.add(group_of(role))
        trust_email(user)
        made.append(Account(role.code, password, role.name))
    return made


def make_customers() -> list[Account]:
    """Customers as the sign-up form leaves them."""
    made = []
    for username, (first_name, last_name) in words("reviews")["customers"].items():
        if CustomUser.objects.filter(username=username).exists():
            continue
        password = _password()
        user = register(
            email=f"{username}@{DOMAIN}",
            password=password,
            username=username,
            first_name=first_name,
            agreement=Agreement(personal_data=True),
        )
        user.last_name = last_name
        user.save(update_fields=["last_name"])
        trust_email(user)
        made.append(Account(username, password, "Покупатель"))
    return made


def author(username: str, first_name: str, last_name: str) -> CustomUser:
    """Somebody who wrote a review; the account has no password, so nobody can sign in by it."""
    found = CustomUser.objects.filter(username=username).first()
    return found or CustomUser.objects.create_user(
        username, f"{username}@{DOMAIN}", first_name=first_name, last_name=last_name
    )


def _password() -> str:
    return secrets.token_urlsafe(10)
