"""Phone numbers: read as people write them, stored as E.164, shown as people read them."""

import phonenumbers
from django.conf import settings
from phonenumbers import NumberParseException, PhoneNumberFormat

from .errors import PhoneNotUnderstood

NBSP = "\u00a0"


def parse_phone(text: str) -> str:
    """E.164 of `8 921…`, `+7 (921)…`, ten bare digits or a foreign number with its code; "" for nothing
    typed.

    Raises PhoneNotUnderstood for anything else. `007…` and the like are refused: in Russia 00 dials nowhere,
    and a guess would store somebody else's number.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    digits = "".join(char for char in text if char.isdigit())
    if len(text) > 40 or not text.isascii() or (digits.startswith("00") and "+" not in text):
        raise PhoneNotUnderstood
    try:
        number = phonenumbers.parse(text, settings.PHONE_REGION)
    except NumberParseException:
        raise PhoneNotUnderstood from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneNotUnderstood
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(e164: str) -> str:
    """`+7 (921) 000-00-00` with a non-breaking space; foreign numbers in their international form."""
    if len(e164) == 12 and e164.startswith("+7") and e164[1:].isdigit():
        return f"+7{NBSP}({e164[2:5]}){NBSP}{e164[5:8]}-{e164[8:10]}-{e164[10:]}"
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL).replace(" ", NBSP)
