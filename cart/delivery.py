"""What delivery costs. Pure: no database, no request. The rules stand in docs/money.md, «Delivery»."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.money import ZERO, to_kopecks
from users.enums import Zone


class DeliveryMethod(models.TextChoices):
    PICKUP = "pickup", gettext_lazy("I will collect it myself")
    COURIER = "courier", gettext_lazy("bring it to me")


class DeliveryService(models.TextChoices):
    """How far the furniture is brought; each includes what stands before it."""

    ENTRANCE = "entrance", gettext_lazy("to the entrance of the house")
    ROOM = "room", gettext_lazy("into the room")
    ASSEMBLY = "assembly", gettext_lazy("into the room, with assembly")


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """The owner's numbers, money in roubles. A price that is None is agreed by phone.

    per_km: of each kilometre beyond the ring road. max_km: no farther; None is no limit. lift_fee: of each
    piece. floor_fee: of each piece and floor without a lift. assembly_percent: of the goods.
    delivery_days: working days from "ready" to the door; None is agreed by phone.
    """

    per_km: Decimal | None = None
    max_km: int | None = None
    lift_fee: Decimal | None = None
    floor_fee: Decimal | None = None
    assembly_percent: Decimal | None = None
    assembly_minimum: Decimal | None = None
    delivery_days: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryChoice:
    """What the customer says. zone: "" until it is known. km: whole ones beyond the ring road (`whole_km`),
    0 when nobody knows. floor and has_lift count only when something is carried into the room.
    """

    method: str
    zone: str = ""
    km: int = 0
    service: str = DeliveryService.ENTRANCE
    floor: int = 1
    has_lift: bool = True


class DeliveryPart(NamedTuple):
    """One row of the price: delivery, carrying or assembly; roubles."""

    code: str
    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DeliveryProblem:
    """Why nothing can be promised yet: choose_zone, choose_floor or too_far."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DeliveryPrice:
    """total: roubles, the sum of the parts. by_phone: codes of the parts that are 0 only because their price
    is agreed by phone, and `note` says so. promise: when it comes, in one sentence.
    """

    total: Decimal
    parts: tuple[DeliveryPart, ...] = ()
    problem: DeliveryProblem | None = None
    promise: str = ""
    by_phone: tuple[str, ...] = ()
    note: str = ""

    @property
    def promised(self) -> list[list[str]]:
        """Code and amount of each part that costs something now, or will once it is agreed by phone."""
        return [
            [part.code, "by phone" if part.code in self.by_phone else str(part.amount)]
            for part in self.parts
            if part.amount or part.code in self.by_phone
        ]

    def amount(self, code: str) -> Decimal:
        """What one of the parts costs; 0 for one that is not there."""
        return sum((part.amount for part in self.parts if part.code == code), ZERO)


def whole_km(distance: Decimal) -> int:
    """Kilometres beyond the ring road as they are charged: a begun one counts."""
    return int(distance.to_integral_value(ROUND_CEILING))


def delivery_price(
    choice: DeliveryChoice, terms: DeliveryTerms, *, goods: Decimal, bulky_pieces: int
) -> DeliveryPrice:
    """Count what the customer chose.

    goods: roubles, at their prices of now, before discounts and points. bulky_pieces: those that have to be
    carried.
    """
    if choice.method == DeliveryMethod.PICKUP:
        part = DeliveryPart("delivery", _("Collected by the customer"), ZERO)
        return DeliveryPrice(
            ZERO, (part,), promise=_("We will call you when the order is ready to be collected.")
        )
    problem = _problem(choice, terms)
    if problem is not None:
        return DeliveryPrice(ZERO, problem=problem)
    counted = list(_parts(choice, terms, goods, bulky_pieces))
    parts = tuple(DeliveryPart(code, label, to_kopecks(amount or ZERO)) for code, label, amount in counted)
    by_phone = tuple(code for code, label, amount in counted if amount is None)
    return DeliveryPrice(
        sum((part.amount for part in parts), ZERO),
        parts,
        promise=_promise(terms),
        by_phone=by_phone,
        note=_note(by_phone),
    )


def _problem(choice: DeliveryChoice, terms: DeliveryTerms) -> DeliveryProblem | None:
    if choice.zone not in Zone.values:
        return DeliveryProblem(
            "choose_zone", _("Say where to bring it: inside the ring road (KAD) or beyond it.")
        )
    if choice.service != DeliveryService.ENTRANCE and choice.floor < 1:
        return DeliveryProblem("choose_floor", _("Say on which floor you live."))
    if choice.zone == Zone.BEYOND_KAD and terms.max_km is not None and choice.km > terms.max_km:
        words = _(
            "We bring furniture as far as %(km)d km beyond the ring road. Farther away delivery is agreed by "
            "phone: call us, or choose to collect the order yourself."
        )
        return DeliveryProblem("too_far", words % {"km": terms.max_km})
    return None


def _parts(
    choice: DeliveryChoice, terms: DeliveryTerms, goods: Decimal, pieces: int
) -> Iterator[tuple[str, str, Decimal | None]]:
    """Code, label and amount of each part; None is agreed by phone."""
    yield "delivery", *_transport(choice, terms)
    if choice.service == DeliveryService.ENTRANCE:
        return
    if pieces > 0:
        yield "carrying", *_carrying(choice, terms, pieces)
    if choice.service == DeliveryService.ASSEMBLY:
        yield "assembly", _("Assembly"), _assembly(terms, goods)


def _transport(choice: DeliveryChoice, terms: DeliveryTerms) -> tuple[str, Decimal | None]:
    if choice.zone == Zone.INSIDE_KAD:
        return _("Delivery inside the ring road"), ZERO
    if choice.km < 1:
        return _("Delivery beyond the ring road"), None
    label = _("Delivery, %(km)d km beyond the ring road") % {"km": choice.km}
    return label, terms.per_km if terms.per_km is None else terms.per_km * choice.km


def _carrying(choice: DeliveryChoice, terms: DeliveryTerms, pieces: int) -> tuple[str, Decimal | None]:
    """On the ground floor nobody needs the lift: it is carried in as up one floor."""
    if choice.has_lift and choice.floor > 1:
        label = ngettext("Up by lift, %(pieces)d piece", "Up by lift, %(pieces)d pieces", pieces)
        fee, times = terms.lift_fee, pieces
    else:
        label = ngettext(
            "Carried to floor %(floor)d, %(pieces)d piece",
            "Carried to floor %(floor)d, %(pieces)d pieces",
            pieces,
        )
        fee, times = terms.floor_fee, pieces * choice.floor
    return label % {"pieces": pieces, "floor": choice.floor}, fee if fee is None else fee * times


def _assembly(terms: DeliveryTerms, goods: Decimal) -> Decimal | None:
    if terms.assembly_percent is None:
        return None
    return max(goods * terms.assembly_percent / 100, terms.assembly_minimum or ZERO)


def _promise(terms: DeliveryTerms) -> str:
    if terms.delivery_days is None:
        return _("We will call you to agree the day of delivery.")
    words = ngettext(
        "We bring it within %(days)d working day after it is ready.",
        "We bring it within %(days)d working days after it is ready.",
        terms.delivery_days,
    )
    return words % {"days": terms.delivery_days}


def names_of_parts() -> dict[str, str]:
    """What each code of a part is called inside a sentence."""
    return {
        "delivery": _("delivery beyond the ring road"),
        "carrying": _("carrying into the room"),
        "assembly": _("assembly"),
    }


def _note(by_phone: tuple[str, ...]) -> str:
    if not by_phone:
        return ""
    names = names_of_parts()
    said = ", ".join(names[code] for code in by_phone)
    return _("The price is agreed by phone, we will call you: %(services)s.") % {"services": said}
