"""Where somebody may go whose words found nothing."""

from dataclasses import dataclass

from ..facets.engine import SqlEngine
from ..facets.filters import Filters
from .addresses import address_of
from .cards import Card, cards
from .dictionary import read_dictionary

POPULAR = 4


@dataclass(frozen=True, slots=True)
class CategoryLink:
    """count: products that its list shows."""

    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    categories: tuple[CategoryLink, ...]
    popular: tuple[Card, ...]


def elsewhere() -> Elsewhere:
    """The categories that have something to show, and what is liked most; three queries."""
    known = read_dictionary()
    listing = SqlEngine(known).search(Filters())
    counts = listing.counts["category"]
    return Elsewhere(
        categories=tuple(
            CategoryLink(category.title, address_of(category.url_path), counts[category.slug])
            for category in known.categories
            if counts.get(category.slug)
        ),
        popular=tuple(cards(listing.product_ids[:POPULAR])),
    )
