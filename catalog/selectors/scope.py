"""What a campaign asks of goods: the categories above a product and the facet values of a variant."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..facets.keys import CATEGORY_BASE
from ..models import CategoryPage, ListedKey


@dataclass(frozen=True, slots=True)
class Scope:
    """category_ids: the product's own category and those above it; value_ids: of the page and the variant."""

    category_ids: frozenset[int] = frozenset()
    value_ids: frozenset[int] = frozenset()


def scopes_of(variant_ids: Collection[int]) -> Mapping[int, Scope]:
    """Scopes of variants that visitors may see, in two queries whatever their number."""
    keys: dict[int, set[int]] = {}
    for variant_id, key in ListedKey.objects.filter(variant_id__in=variant_ids).values_list(
        "variant_id", "key"
    ):
        keys.setdefault(variant_id, set()).add(key)
    paths = dict(CategoryPage.objects.values_list("pk", "path"))
    return {variant_id: _scope(found, paths) for variant_id, found in keys.items()}


def _scope(keys: set[int], paths: Mapping[int, str]) -> Scope:
    own = {CATEGORY_BASE - key for key in keys} & paths.keys()
    above = {pk for pk, path in paths.items() if any(paths[each].startswith(path) for each in own)}
    return Scope(frozenset(above), frozenset(key for key in keys if key > 0))
