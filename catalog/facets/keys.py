"""What a listed variant can be filtered by, as one integer.

Facet values keep their primary key; everything else is below zero, so that one statement counts them all.
"""

from collections.abc import Iterable

from ..enums import Availability

AVAILABILITY = {state.value: -1 - number for number, state in enumerate(Availability)}
HAS_3D = -20
CATEGORY_BASE = -1000


def category_key(page_id: int) -> int:
    """The key of products that lie directly in the category `page_id`."""
    return CATEGORY_BASE - page_id


def integers(values: Iterable[int]) -> str:
    """A list for SQL's IN, which nothing is in when it is empty."""
    return ", ".join(str(int(value)) for value in values) or "NULL"
