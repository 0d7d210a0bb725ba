"""One search over orders: a fragment of the phone in any spelling, number, contract, name, e-mail, address.

Patterns name both cases of each letter, so that the answer does not depend on how a database compares
letters: SQLite folds ASCII only, PostgreSQL follows its collation.
"""

import re

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from ..models import Order

MAX_QUERY = 100
MAX_WORDS = 8
SHORTEST_PHONE = 3
GAP = re.compile(r"…|\.{2,}|\*+|[xхXХ]+|—")
PHONE_SIGNS = re.compile(r"[\d\s+()\-–\u2011.…*xхXХ—]+")
TEXTS = ("order_id", "contract_number", "contact_name", "contact_email", "shipping_address")


def find_orders(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Those of `orders` that hold every word of `text`, or whose phone holds its digits; all for no words."""
    text = text.replace("\x00", " ")[:MAX_QUERY]  # PostgreSQL refuses texts with it
    words = text.split()[:MAX_WORDS]
    if not words:
        return orders
    found = Q(*[Q(searched__regex=pattern_of(word)) for word in words])
    if fragments := phone_patterns(text):
        found |= Q(*[Q(contact_phone__regex=pattern) for pattern in fragments], _connector=Q.OR)
    return orders.alias(searched=_texts()).filter(found)


def phone_patterns(text: str) -> list[str]:
    """Patterns for an E.164 number of what looks like a part of a phone; none for anything else.

    `921…1234` is a beginning and an end with something between; a leading 8 is also read as +7.
    """
    if not PHONE_SIGNS.fullmatch(text):
        return []
    parts = ["".join(char for char in part if char in "0123456789") for part in GAP.split(text)]
    parts = [part for part in parts if part]
    if sum(map(len, parts)) < SHORTEST_PHONE:
        return []
    patterns = [r"\d*".join(parts)]
    if parts[0].startswith("8"):
        patterns.append(r"^\+" + r"\d*".join(["7" + parts[0][1:], *parts[1:]]))
    return patterns


def pattern_of(word: str) -> str:
    """A pattern that finds `word` whatever its case, and ё written as е."""
    return "".join(_sign(sign) for sign in word.lower().replace("ё", "е"))


def _sign(sign: str) -> str:
    if sign == "е":
        return "[еёЕЁ]"
    return f"[{sign}{sign.upper()}]" if sign.isalpha() and len(sign.upper()) == 1 else re.escape(sign)


def _texts() -> Concat:
    """All searched columns as one text, so that a row is looked at once per word."""
    parts = [part for name in TEXTS for part in (F(name), Value("\n"))]
    return Concat(*parts, output_field=TextField())
