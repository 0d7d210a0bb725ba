"""What visitors may see of the catalogue: the one rule behind lists, tiles, cards and related products."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.db.models.lookups import IsNull
from wagtail.models import PageViewRestriction

from ..models import CategoryPage, ListedVariant


def is_hidden() -> Q:
    """Of a category: it, or a category above it, is withdrawn; or a page on the way to it is restricted.

    Naming the category's own key, not only its path, keeps PostgreSQL from asking this of every page of the
    site before it looks which of them are categories.
    """
    of_category = IsNull(OuterRef("pk"), False)
    withdrawn = CategoryPage.objects.filter(of_category, live=False).annotate(
        top=Substr(OuterRef("path"), 1, Length("path"))
    )
    restricted = PageViewRestriction.objects.filter(of_category).annotate(
        top=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    return Q(Exists(withdrawn.filter(path=F("top")))) | Q(Exists(restricted.filter(page__path=F("top"))))


def listed_products() -> QuerySet[ListedVariant]:
    """One row, with `product_id`, per product that the whole catalogue's list shows."""
    return listed_variants().filter(is_first=True)


def listed_variants() -> QuerySet[ListedVariant]:
    return ListedVariant.objects.filter(
        category_id__in=CategoryPage.objects.exclude(is_hidden()).values("pk")
    )
