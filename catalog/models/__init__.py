from .facets import Facet, FacetValue
from .history import ProductHistory
from .listing import ListedKey, ListedVariant
from .model3d import Model3D
from .pages import CatalogPage, CategoryPage, ProductGalleryItem, ProductPage
from .pictures import Picture, Rendition
from .reviews import Review
from .summary import ProductSummary, SearchSynonym, SearchWord
from .variants import Variant

__all__ = [
    "CatalogPage",
    "CategoryPage",
    "Facet",
    "FacetValue",
    "ListedKey",
    "ListedVariant",
    "Model3D",
    "Picture",
    "ProductGalleryItem",
    "ProductHistory",
    "ProductPage",
    "ProductSummary",
    "Rendition",
    "Review",
    "SearchSynonym",
    "SearchWord",
    "Variant",
]
