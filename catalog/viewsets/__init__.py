"""Lists and forms of the catalogue in the admin, in the order of its menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from ..review_viewsets import ReviewViewSet
from .facets import FacetValueViewSet, FacetViewSet
from .models3d import Model3DViewSet, model3d_chooser
from .products import ProductListingViewSet
from .synonyms import SearchSynonymViewSet
from .variants import VariantViewSet


class CatalogueGroup(ViewSetGroup):
    menu_label = _("Catalogue")
    menu_icon = "doc-full-inverse"
    menu_order = 150
    items = (
        ProductListingViewSet("products"),
        VariantViewSet("variants"),
        FacetViewSet("facets"),
        FacetValueViewSet("facet_values"),
        ReviewViewSet(),
        Model3DViewSet("models3d"),
        SearchSynonymViewSet("search_synonyms"),
    )


__all__ = ["CatalogueGroup", "model3d_chooser"]
