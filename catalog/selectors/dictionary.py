"""Reads what a listing can be filtered by: anew for every page, so that an editor's change shows at once."""

from django.core.files.storage import default_storage
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import PageViewRestriction

from ..facets.dictionary import Axis, Category, Dictionary, Value
from ..models import CategoryPage, FacetValue
from ..renditions import ROLES

SWATCH_SPEC = ROLES["thumb"].spec(160, "webp")


def read_dictionary() -> Dictionary:
    """Active facets with values, and categories that visitors may see, in two queries."""
    categories, has_hidden = _categories()
    return Dictionary(_axes(), categories, has_hidden)


def _axes() -> tuple[Axis, ...]:
    rows = (
        FacetValue.objects.filter(facet__is_active=True)
        .annotate(
            made=FilteredRelation(
                "swatch__renditions", condition=Q(swatch__renditions__filter_spec=SWATCH_SPEC)
            )
        )
        .order_by("facet__sort_order", "facet_id", "sort_order", "pk")
        .values_list(
            *("facet__code", "facet__name", "facet__scope", "facet__display", "facet__hint"),
            *("pk", "code", "name", "colour", "made__file", "swatch__file"),
        )
    )
    found: dict[str, tuple[tuple, dict[str, Value]]] = {}
    for code, name, scope, display, hint, pk, value, label, colour, made, original in rows:
        file = made or original
        image_url = default_storage.url(file) if file else ""
        _, values = found.setdefault(code, ((name, scope, display, hint), {}))
        values[value] = Value(pk, value, label, colour, image_url)
    return tuple(
        Axis(code, name, tuple(values.values()), scope, display, hint)
        for code, ((name, scope, display, hint), values) in found.items()
    )


def _categories() -> tuple[tuple[Category, ...], bool]:
    """Visible categories in the order of the tree, and whether there are others."""
    above = PageViewRestriction.objects.annotate(top=Substr(OuterRef("path"), 1, Length("page__path")))
    rows = CategoryPage.objects.order_by("path").values_list(
        "pk", "path", "slug", "title", "url_path", "live", Exists(above.filter(page__path=F("top")))
    )
    visible, hidden = [], []
    for pk, path, slug, title, url_path, live, is_restricted in rows:
        if not live or is_restricted or path.startswith(tuple(hidden)):
            hidden.append(path)
        else:
            visible.append(Category(pk, path, slug, title, url_path))
    return tuple(visible), bool(hidden)
