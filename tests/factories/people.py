"""Builders of people."""

from itertools import count

from django.contrib.auth import get_user_model

from istok.roles import EDITOR, ROLES
from users.services.accounts import Agreement, register, trust_email
from users.services.roles import Role, group_of, sync_roles

_number = count(1)
PASSWORD = "Verno-slovo-42"


def make_user(username: str = "", **fields):
    """A customer whose password is `PASSWORD`."""
    username = username or f"person{next(_number)}"
    fields.setdefault("email", f"{username}@example.com")
    return get_user_model().objects.create_user(username=username, password=PASSWORD, **fields)


def make_admin(username: str = "boss", **fields):
    return make_user(username, is_staff=True, is_superuser=True, **fields)


def make_staff(role: Role, username: str = "", **fields):
    """A member of staff with the rights that `role` has in production."""
    sync_roles(ROLES)
    person = make_user(username, is_staff=True, **fields)
    person.groups.add(group_of(role))
    trust_email(person)
    return person


def make_editor(username: str = "editor", **fields):
    return make_staff(EDITOR, username, **fields)


def make_customer(username: str = "", *, mailing: bool = False, **fields):
    """A customer as the sign-up form leaves one after the link in the letter: e-mail proved, consents
    given.
    """
    username = username or f"person{next(_number)}"
    agreement = Agreement(personal_data=True, mailing=mailing)
    email = fields.pop("email", f"{username}@example.com")
    user = register(email=email, password=PASSWORD, username=username, agreement=agreement, **fields)
    trust_email(user)
    return user
