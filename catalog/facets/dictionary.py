"""What a listing can be filtered by, as plain data: the facets, their values and the visible categories."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..enums import Availability, FacetDisplay, FacetScope
from .keys import AVAILABILITY, HAS_3D, category_key

CATEGORY, AVAILABLE, HAS_MODEL, PRICE = "category", "availability", "has_3d", "price"
# A variant that is no longer made is not active, so no listing has it.
SHOWN_AVAILABILITY = tuple(state.value for state in Availability if state != Availability.DISCONTINUED)


@dataclass(frozen=True, slots=True)
class Value:
    """A facet value; image_url is a small picture of the swatch or ""."""

    pk: int
    code: str
    name: str
    colour: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """A facet with its values, in the owner's order."""

    code: str
    name: str
    values: tuple[Value, ...]
    scope: str = FacetScope.PAGE
    display: str = FacetDisplay.LIST
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A category that visitors may see: it and everything above it is live and public."""

    pk: int
    path: str
    slug: str
    title: str
    url_path: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """has_hidden: some category may not be seen, so products must be asked where they lie."""

    axes: tuple[Axis, ...]
    categories: tuple[Category, ...]
    has_hidden: bool = False

    def axis(self, code: str) -> Axis | None:
        return next((axis for axis in self.axes if axis.code == code), None)

    def values(self, dimension: str) -> dict[str, tuple[int, ...]]:
        """The keys that each value of `dimension` stands for; a category stands for its descendants too."""
        if dimension == CATEGORY:
            return {
                slug: tuple(category_key(inner.pk) for inner in self.within(slug))
                for slug in dict.fromkeys(category.slug for category in self.categories)
            }
        if dimension == AVAILABLE:
            return {state: (AVAILABILITY[state],) for state in SHOWN_AVAILABILITY}
        if dimension == HAS_MODEL:
            return {"1": (HAS_3D,)}
        axis = self.axis(dimension)
        return {value.code: (value.pk,) for value in axis.values} if axis else {}

    def dimensions(self) -> Iterator[str]:
        yield CATEGORY
        yield from (axis.code for axis in self.axes)
        yield AVAILABLE
        yield HAS_MODEL

    def within(self, slug: str) -> list[Category]:
        """The categories called `slug` and all that lie below them."""
        tops = [category.path for category in self.categories if category.slug == slug]
        return [category for category in self.categories if category.path.startswith(tuple(tops))]
