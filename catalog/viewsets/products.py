"""«Товары»: one flat list of all products with their prices, quick at thousands."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, ModelChoiceFilter
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from core.exports import SafeExportMixin

from ..enums import Availability, SoldAs
from ..models import CategoryPage, ProductPage, Variant
from ..renditions import prefetch
from .columns import PriceColumn, ThumbColumn, availability_words, with_receipts

SKUS_SHOWN = 2


def skus_of(page: ProductPage) -> str:
    """`KS-900, KS-1200 +4`."""
    skus = [variant.sku for variant in page.listed_variants]
    rest = len(skus) - SKUS_SHOWN
    return ", ".join(skus[:SKUS_SHOWN]) + (f" +{rest}" if rest > 0 else "")


def availability_of(page: ProductPage) -> str:
    """What the variants on sale say, each answer once."""
    answers = [availability_words(variant) for variant in page.listed_variants if variant.is_active]
    return ", ".join(dict.fromkeys(answers))


def price_of(page: ProductPage):
    """Roubles of the cheapest variant on sale, or None."""
    return min((variant.current_price for variant in page.listed_variants if variant.is_active), default=None)


class ProductFilters(WagtailFilterSet):
    category = ModelChoiceFilter(
        label=_("Category"), queryset=CategoryPage.objects.order_by("path"), method="in_category"
    )
    sold_as = ChoiceFilter(label=_("Sold as"), choices=SoldAs.choices, method="with_variant")
    availability = ChoiceFilter(label=_("Availability"), choices=Availability.choices, method="with_variant")
    live = BooleanFilter(label=_("Published"))
    no_sketch = BooleanFilter(label=_("Without a sketch"), field_name="bw_image", lookup_expr="isnull")
    no_model = BooleanFilter(label=_("Without a 3D model"), field_name="model_3d", lookup_expr="isnull")

    class Meta:
        model = ProductPage
        fields = ["category", "sold_as", "availability", "live", "no_sketch", "no_model"]

    def in_category(self, queryset, name, category):
        return queryset.filter(path__startswith=category.path)

    def with_variant(self, queryset, name, value):
        found = Variant.objects.filter(product_id=OuterRef("pk"), **{name: value})
        return queryset.filter(Exists(found))


class ProductIndexView(SafeExportMixin, IndexView):
    default_ordering = "title"
    results_template_name = "catalog/admin/products_results.html"

    def annotate_queryset(self, pages):
        """What the columns show, and no more: Wagtail's own way fetches every page a second time."""
        variants = with_receipts(Variant.objects.order_by("sort_order", "pk"))
        return (
            pages.defer_streamfields()
            .select_related("summary", "color_image")
            .prefetch_related(
                "content_type",
                "sites_rooted_here",
                Prefetch("variants", queryset=variants, to_attr="listed_variants"),
                prefetch("color_image", "thumb"),
            )
            .prefetch_workflow_states()
            .annotate_site_root_state()
            .annotate_approved_schedule()
        )

    def search_queryset(self, queryset):
        """By SKU or by name; a name may begin with either case."""
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        names = {words, words.lower(), words.capitalize()}
        by_name = Q(*[Q(title__contains=name) for name in names], _connector=Q.OR)
        by_sku = Exists(Variant.objects.filter(product_id=OuterRef("pk"), sku__icontains=words))
        return queryset.filter(by_name | by_sku)

    @property
    def is_searchable(self) -> bool:
        return True

    def to_row_dict(self, item) -> dict:
        return {
            "title": item.title,
            "sku": ", ".join(variant.sku for variant in item.listed_variants),
            "price_from": price_of(item),
            "availability": availability_of(item),
            "category": self.names_of_parents.get(item.path[: -item.steplen], ""),
            "live": item.live,
            "address": item.get_full_url(self.request) or "",
        }

    @cached_property
    def names_of_parents(self) -> dict[str, str]:
        """By the path in the tree; one query for the whole spreadsheet."""
        return dict(CategoryPage.objects.values_list("path", "title"))

    @property
    def list_export(self):
        return list(self.export_headings)

    export_headings = {
        "title": _("Name"),
        "sku": _("SKU"),
        "price_from": _("Price from, ₽"),
        "availability": _("Availability"),
        "category": _("Category"),
        "live": _("Published"),
        "address": _("Address"),
    }


class PagesMenuItem(MenuItem):
    """Its list opens to those with a right on some page."""

    def is_shown(self, request) -> bool:
        return user_has_any_page_permission(request.user)


class ProductListingViewSet(PageListingViewSet):
    model = ProductPage
    menu_item_class = PagesMenuItem
    icon = "doc-full-inverse"
    menu_label = _("Products")
    add_to_admin_menu = False
    index_view_class = ProductIndexView
    filterset_class = ProductFilters
    export_filename = "tovary"
    columns = [
        BulkActionsColumn("bulk_actions"),
        ThumbColumn("picture", label="", accessor="color_image"),
        PageTitleColumn("title", label=_("Name"), sort_key="title", classname="title"),
        Column("sku", label=_("SKU"), accessor=skus_of),
        PriceColumn("price", label=_("Price from"), accessor=price_of, sort_key="summary__price_from"),
        Column("availability", label=_("Availability"), accessor=availability_of),
        ParentPageColumn("parent", label=_("Category")),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]

    def get_index_view_kwargs(self, **kwargs) -> dict:
        return super().get_index_view_kwargs(**{"add_url_name": "catalog_admin:add_product", **kwargs})
