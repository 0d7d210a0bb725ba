"""What is on the screen and what is counted now, the difference in words. Pure.

The page sends along what it told (`delivery_told`, `promotions_told`). What comes back is anybody's text:
only known codes and plain numbers are read, and they make sentences, never money.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.money import format_rub

from .delivery import DeliveryPrice, names_of_parts
from .quote import Quote

BY_PHONE = "phone"
LONGEST = 200
PART = re.compile(r"([a-z]{1,20}):(phone|[0-9]{1,10}\.[0-9]{2})", re.ASCII)


def delivery_told(quote: Quote) -> str:
    """The parts of the delivery price as they are shown: `delivery:0.00,carrying:phone`."""
    return ",".join(f"{code}:{value}" for code, value in _parts(quote.delivery_price).items())


def promotions_told(quote: Quote) -> str:
    """Ids of the promotions that take part: `3,17`."""
    return ",".join(str(each.offer.id) for each in quote.discounts.applied)


def differences(quote: Quote, *, delivery: str, promotions: str) -> list[str]:
    """Sentences about what is not as it was told. delivery, promotions: as sent along, however spoilt."""
    return [*_of_delivery(quote, delivery[:LONGEST]), *_of_promotions(quote, promotions[:LONGEST])]


def _parts(price: DeliveryPrice | None) -> dict[str, str]:
    if price is None:
        return {}
    return {part.code: BY_PHONE if part.code in price.by_phone else str(part.amount) for part in price.parts}


def _of_delivery(quote: Quote, told: str) -> Iterator[str]:
    price, was = quote.delivery_price, dict(PART.findall(told))
    if price is None:
        return
    now, free = _parts(price), "0.00"
    labels = {part.code: part.label for part in price.parts}
    for code, value in now.items():
        if code in was and was[code] != value:
            words = _("%(part)s: it was %(was)s, now it is %(now)s.")
            yield words % {"part": labels[code], "was": _worth(was[code]), "now": _worth(value)}
        elif code not in was and value != free:
            yield _("%(part)s: %(now)s.") % {"part": labels[code], "now": _worth(value)}
    for code, name in names_of_parts().items():
        if code in was and code not in now:
            words = _("%(part)s: it was %(was)s, now there is none.")
            yield words % {"part": capfirst(name), "was": _worth(was[code])}


def _worth(value: str) -> str:
    if value == BY_PHONE:
        return _("a price agreed by phone, which is not in the total")
    return format_rub(Decimal(value)) if Decimal(value) else _("free")


def _of_promotions(quote: Quote, told: str) -> Iterator[str]:
    """A code says itself, beside its field, why it does not work."""
    was = {int(number) for number in re.findall(r"\b[0-9]{1,18}\b", told, re.ASCII)}
    lost = [
        each for each in quote.discounts.refused if each.offer.id in was and each.offer.voucher_id is None
    ]
    new = [each for each in quote.discounts.applied if each.offer.id not in was]
    for each in [*lost, *new]:
        yield _("“%(title)s”: %(sentence)s") % {"title": each.offer.title, "sentence": each.sentence}
    known = {each.offer.id for each in (*quote.discounts.applied, *quote.discounts.refused)}
    if was - known:
        yield _("A discount or a gift that was here before is over.")
