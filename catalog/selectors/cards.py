"""Product cards: what `components/card.html` shows, for any list of products, in a fixed number of queries."""

from dataclasses import dataclass
from decimal import Decimal

from ..renditions import PictureSet


@dataclass(frozen=True, slots=True)
class Swatch:
    """A finish at a glance: a colour, or a small picture of it."""

    name: str
    colour: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One product in a list. Prices in roubles, sizes in mm of the first active variant, lead_days in working days."""

    pk: int
    name: str
    url: str
    price_from: Decimal | None
    has_many_prices: bool
    old_price: Decimal | None
    width_mm: int
    depth_mm: int
    height_mm: int
    lead_days: int
    availability: str
    picture: PictureSet | None
    sketch_url: str
    swatches: tuple[Swatch, ...]
    more_swatches: int
    has_3d: bool
    is_new: bool
    rating: float | None
    rating_count: int
