"""What delivery costs. Pure; first shape, rules follow."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.money import ZERO


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    per_km: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DeliveryChoice:
    method: str
    zone: str = ""
    km: int = 0
    service: str = "entrance"
    floor: int = 1
    has_lift: bool = True


@dataclass(frozen=True, slots=True)
class DeliveryProblem:
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DeliveryPrice:
    total: Decimal
    parts: tuple = field(default=())
    problem: DeliveryProblem | None = None
    promise: str = ""


def delivery_price(
    choice: DeliveryChoice, terms: DeliveryTerms, *, goods: Decimal, bulky_pieces: int
) -> DeliveryPrice:
    return DeliveryPrice(ZERO)
