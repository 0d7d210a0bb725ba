"""Checks of what people type about themselves."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from .enums import Room

# No "@": a login name must never look like somebody's e-mail, because both open the same door.
validate_username = RegexValidator(
    r"^[\w.+-]+\Z", _("Use letters, digits and the signs . + - _ only; an e-mail cannot be a login name.")
)


def validate_plain_line(value: str) -> None:
    """Refuse line breaks, control characters and signs that turn the direction of writing round."""
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp", "Cs"} for char in value) or any(
        char in value for char in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069"
    ):
        raise ValidationError(_("Please remove invisible control characters."), code="control_characters")


def validate_rooms(value) -> None:
    """A list of different room codes."""
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        raise ValidationError(_("Choose rooms from the list, each once."), code="rooms")
    if any(room not in Room.values for room in value):
        raise ValidationError(_("Choose rooms from the list, each once."), code="rooms")


def validate_plain_text(value: str) -> None:
    """The same for a text of several lines."""
    for line in value.splitlines():
        validate_plain_line(line.replace("\t", " "))
