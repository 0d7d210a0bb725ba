"""«Варианты»: SKUs, prices, sizes, each with its own form and its price history."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.columns import LinkedRowsMixin, RowColumn
from core.exports import SafeExportMixin
from core.inspecting import InspectInWordsMixin

from ..forms.variant import VariantForm
from ..models import CategoryPage, Variant
from ..widgets import FacetCheckboxes
from .columns import PriceColumn, availability_words, with_receipts
from .variant_forms import VariantCreateView, VariantEditView

VARIANT_EDITOR = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("product", help_text=_("The page that sells this variant.")),
                FieldRowPanel(
                    [
                        FieldPanel("sku", help_text=_("Your article number, for example KS-900-OAK")),
                        FieldPanel(
                            "list_price",
                            help_text=_("For example 64200. Campaigns change the price, not this."),
                        ),
                    ]
                ),
                FieldPanel("sold_as", help_text=_("Ready-made pieces are counted in the warehouse.")),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "lead_days", help_text=_("0 for what stands in the warehouse; 35 for a kitchen.")
                        ),
                        FieldPanel("unit", help_text=_("As people count it: шт")),
                    ]
                ),
                FieldPanel("is_active", help_text=_("Off: visitors see neither the variant nor its price.")),
            ],
            heading=_("Price and sale"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("size_label", help_text=_("Only when the product comes in several sizes: 900")),
                FieldRowPanel(
                    [
                        FieldPanel("width_mm", help_text=_("For example 1160")),
                        FieldPanel("height_mm", help_text=_("For example 820")),
                        FieldPanel("depth_mm", help_text=_("For example 480")),
                    ]
                ),
            ],
            heading=_("Size"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("finish_label", help_text=_("As customers read it: дуб, масло / калакатта")),
                FieldPanel(
                    "finish_values", widget=FacetCheckboxes, help_text=_("Filters and swatches use these.")
                ),
                FieldPanel(
                    "picture", help_text=_("The product in this finish; it replaces the main picture.")
                ),
                FieldPanel(
                    "material_variant", help_text=_("Its name inside the 3D model: sage-oak-calacatta")
                ),
                FieldPanel("sort_order", help_text=_("Smaller numbers come first.")),
            ],
            heading=_("Finish"),
        ),
    ],
    base_form_class=VariantForm,
)


class VariantFilters(WagtailFilterSet):
    category = ModelChoiceFilter(
        label=_("Category"), queryset=CategoryPage.objects.order_by("path"), method="in_category"
    )
    is_active = BooleanFilter(label=_("On sale"))

    class Meta:
        model = Variant
        fields = ["category", "sold_as", "availability", "is_active"]

    def in_category(self, queryset, name, category):
        return queryset.filter(product__path__startswith=category.path)


class VariantIndexView(LinkedRowsMixin, SafeExportMixin, generic.IndexView):
    def get_base_queryset(self):
        return with_receipts(super().get_base_queryset().select_related("product"))

    def search_queryset(self, queryset):
        """By SKU or by the product's name; a name may begin with either case."""
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        names = {words, words.lower(), words.capitalize()}
        by_name = Q(*[Q(product__title__contains=name) for name in names], _connector=Q.OR)
        return queryset.filter(Q(sku__icontains=words) | by_name)


class VariantInspectView(InspectInWordsMixin, generic.InspectView):
    template_name = "catalog/admin/variant_inspect.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"history": self.object.history.all()}


class VariantViewSet(ModelViewSet):
    """Variants are never deleted, orders and history point at them: they go off sale."""

    model = Variant
    icon = "tag"
    menu_label = _("Variants")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "sku", "product", "size_label", "finish_label", "finish_values", "list_price", "current_price",
        "old_price", "sold_as", "availability", "width_mm", "height_mm", "depth_mm", "lead_days", "is_active",
        "updated_at",
    ]  # fmt: skip
    index_view_class = VariantIndexView
    add_view_class = VariantCreateView
    edit_view_class = VariantEditView
    inspect_view_class = VariantInspectView
    edit_handler = VARIANT_EDITOR
    filterset_class = VariantFilters
    search_fields = ["sku", "product__title"]
    list_per_page = 50
    ordering = ["sku"]
    list_export = [
        "sku", "product.title", "size_label", "finish_label", "list_price", "current_price", "sold_as",
        "availability", "width_mm", "height_mm", "depth_mm", "lead_days", "is_active",
    ]  # fmt: skip
    export_headings = {"product.title": _("Product")}
    export_filename = "varianty"
    list_display = [
        RowColumn("sku", label=_("SKU"), sort_key="sku"),
        Column("product", label=_("Product"), accessor="product.title", sort_key="product__title"),
        Column("label", label=_("Size and finish"), accessor="label"),
        PriceColumn("current_price", label=_("Price"), sort_key="current_price"),
        Column("sold_as", label=_("Sold as"), accessor="get_sold_as_display"),
        Column("availability", label=_("Availability"), accessor=availability_words),
        BooleanColumn("is_active", label=_("On sale")),
    ]

    def get_common_view_kwargs(self, **kwargs) -> dict:
        return super().get_common_view_kwargs(**{**kwargs, "delete_url_name": None})

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
