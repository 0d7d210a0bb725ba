"""Builders of people."""

from itertools import count

from django.contrib.auth import get_user_model

_number = count(1)
PASSWORD = "Verno-slovo-42"


def make_user(username: str = "", **fields):
    """A customer whose password is `PASSWORD`."""
    username = username or f"person{next(_number)}"
    fields.setdefault("email", f"{username}@example.com")
    return get_user_model().objects.create_user(username=username, password=PASSWORD, **fields)


def make_admin(username: str = "boss", **fields):
    return make_user(username, is_staff=True, is_superuser=True, **fields)
