"""Reads what a listing can be filtered by: anew for every page, so that an editor's change shows at once."""

from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.db.models import FilteredRelation, Q, QuerySet

from ..facets.dictionary import Axis, Category, Dictionary, Value
from ..models import CatalogPage, CategoryPage, FacetValue, Picture, Rendition
from ..renditions import ROLES, PictureSet, picture_set
from .pictures import picture_objects, picture_rows, rendition_rows
from .rows import PreparedLists, Rows
from .visibility import is_hidden

SWATCH_SPEC = ROLES["thumb"].spec(160, "webp")
AXIS_COLUMNS = ("facet__code", "facet__name", "facet__scope", "facet__display", "facet__hint")
VALUE_COLUMNS = ("pk", "code", "name", "colour", "made__file", "swatch__file")
CATEGORY_COLUMNS = ("pk", "path", "slug", "title", "url_path", "is_hidden")


def read_dictionary() -> Dictionary:
    """Active facets with values, and categories that visitors may see, in one query."""
    return read_dictionary_and_picture(None)[0]


def read_dictionary_and_picture(picture_id: int | None) -> tuple[Dictionary, PictureSet | None]:
    """The dictionary and, in the same query, a picture as social networks want it; a drawing is none."""
    values, categories, pictures, renditions = _lists.read([picture_id or 0]) or ([], [], [], [])
    visible, has_hidden = _visible(categories)
    picture = picture_objects(pictures, renditions).get(picture_id)
    share = None if picture is None or picture.is_svg() else picture_set(picture, "share")
    return Dictionary(_axes(values), visible, has_hidden), share


def _compose(picture_ids: Sequence[int]) -> tuple[QuerySet, Sequence[Rows]]:
    made = Rendition.objects.filter(image__in=picture_ids, filter_spec__in=ROLES["share"].specs)
    return CatalogPage.objects.all(), (
        Rows(_values(), *AXIS_COLUMNS, *VALUE_COLUMNS),
        Rows(_categories(), *CATEGORY_COLUMNS),
        picture_rows(Picture.objects.filter(pk__in=picture_ids)),
        rendition_rows(made),
    )


_lists = PreparedLists(_compose)


def _values() -> QuerySet[FacetValue]:
    thumb = Q(swatch__renditions__filter_spec=SWATCH_SPEC)
    return (
        FacetValue.objects.filter(facet__is_active=True)
        .annotate(made=FilteredRelation("swatch__renditions", condition=thumb))
        .order_by("facet__sort_order", "facet_id", "sort_order", "pk")
    )


def _axes(rows: list) -> tuple[Axis, ...]:
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


def _categories() -> QuerySet[CategoryPage]:
    return CategoryPage.objects.annotate(is_hidden=is_hidden()).order_by("path")


def _visible(rows: list) -> tuple[tuple[Category, ...], bool]:
    """Categories that are live and public with all above them, in tree order; whether there are others."""
    visible = tuple(Category(*columns) for *columns, hidden in rows if not hidden)
    return visible, len(visible) < len(rows)
