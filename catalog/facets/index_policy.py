"""Which listings search engines keep: a category, or a category with one value of one page facet. Pure."""

from ..enums import FacetScope
from .dictionary import Dictionary
from .filters import Filters


def nearest_indexable(known: Dictionary, filters: Filters, *, in_category: bool) -> Filters:
    """The filters of the page to index instead; equal to `filters` when that page is itself worth it.

    in_category: the listing is a category's own page, or the address will be that of the one chosen category.
    """
    page_values = [
        (axis.code, value)
        for axis in known.axes
        if axis.scope == FacetScope.PAGE
        for value in filters.chosen(axis.code)
    ]
    if in_category and len(page_values) == 1:
        code, value = page_values[0]
        return Filters(facets=((code, (value,)),))
    return Filters()
