"""«Склад»: numbers of pieces and their journal to look at, stores to keep."""

import django_filters
from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import F, Q
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton

from core.exports import SafeExportMixin

from .admin_views import CORRECT, RECEIVE, CorrectView, ReceiveView
from .models import StockItem, StockMovement, Store

LOW_STOCK = 2
LARGEST_ID = 2**63 - 1  # what both databases can look for


class StockFilters(WagtailFilterSet):
    left = django_filters.ChoiceFilter(
        label=gettext_lazy("Free pieces"),
        choices=[("none", gettext_lazy("none left")), ("few", gettext_lazy("running out"))],
        method="with_left",
    )

    class Meta:
        model = StockItem
        fields = ["store", "left"]

    def with_left(self, queryset, name, value):
        free = queryset.annotate(free=F("on_hand") - F("reserved"))
        return free.filter(free=0) if value == "none" else free.filter(free__range=(1, LOW_STOCK))


class SkuColumn(ButtonsColumnMixin, TitleColumn):
    """The SKU with the row's actions; a column that is made by hand gets none from Wagtail."""

    def get_buttons(self, instance, parent_context) -> list:
        label = _("More options for '%(title)s'") % {"title": instance}
        buttons = row_buttons(instance, parent_context["request"].user)
        return [ButtonWithDropdown(buttons=buttons, icon_name="dots-horizontal", attrs={"aria-label": label})]


def row_buttons(item: StockItem, user) -> list[Button]:
    """What `user` may do with a row."""
    movements = f"{reverse('stock_movements:index')}?stock_item={item.pk}"
    buttons = [Button(_("Movements"), url=movements, icon_name="history", priority=15)]
    if user.has_perm(RECEIVE):
        url = f"{reverse('stock:receive')}?item={item.pk}"
        buttons.append(Button(_("Receive pieces"), url=url, icon_name="download", priority=5))
    if user.has_perm(CORRECT):
        url = reverse("stock:correct", args=[item.pk])
        buttons.append(Button(_("Correct the number"), url=url, icon_name="edit", priority=10))
    return sorted(buttons)


class StockIndexView(SafeExportMixin, IndexView):
    page_title = gettext_lazy("Pieces")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("variant__product", "store")

    def search_queryset(self, queryset):
        """By SKU or by the product's name; a name may begin with either case."""
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        found = Q(variant__sku__icontains=words)
        for name in {words, words.lower(), words.capitalize()}:
            found |= Q(variant__product__title__contains=name)
        return queryset.filter(found)

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm(RECEIVE):
            return []
        return [HeaderButton(_("Receive pieces"), url=reverse("stock:receive"), icon_name="download")]


class StockViewSet(ModelViewSet):
    """Numbers change by actions only, so there is no form to add or edit a row."""

    model = StockItem
    icon = "list-ul"
    menu_label = gettext_lazy("Pieces")
    copy_view_enabled = False
    form_fields: list[str] = []
    add_to_reference_index = False
    index_view_class = StockIndexView
    filterset_class = StockFilters
    search_fields = ["variant__sku", "variant__product__title"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["variant__sku", "pk"]
    list_export = [
        "variant.sku",
        "variant.product.title",
        "variant.label",
        "store.name",
        "on_hand",
        "reserved",
    ]
    export_headings = {
        "variant.sku": gettext_lazy("SKU"),
        "variant.product.title": gettext_lazy("Product"),
        "variant.label": gettext_lazy("Size and finish"),
        "store.name": gettext_lazy("Store"),
    }
    export_filename = "sklad"
    list_display = [
        SkuColumn("variant", label=gettext_lazy("SKU"), accessor="variant.sku", sort_key="variant__sku"),
        Column("product", label=gettext_lazy("Product"), accessor="variant.product.title"),
        Column("label", label=gettext_lazy("Size and finish"), accessor="variant.label"),
        Column("store", label=gettext_lazy("Store"), sort_key="store__name"),
        Column("on_hand", label=gettext_lazy("On hand"), sort_key="on_hand"),
        Column("reserved", label=gettext_lazy("Reserved"), sort_key="reserved"),
        Column("available", label=gettext_lazy("Free")),
    ]

    def get_urlpatterns(self):
        return [
            *_only(super().get_urlpatterns(), "index", "index_results"),
            path("receive/", ReceiveView.as_view(), name="receive"),
            path("correct/<int:pk>/", CorrectView.as_view(), name="correct"),
        ]


def signed(number: int) -> str:
    """`+2`, `−2` with a minus sign, a dash where nothing moved."""
    return f"{number:+d}".replace("-", "−") if number else "—"


class RowFilter(django_filters.NumberFilter):
    """A number that may be the key of a row."""

    field_class = forms.IntegerField

    def get_max_validator(self) -> MaxValueValidator:
        return MaxValueValidator(LARGEST_ID)


class MovementFilters(WagtailFilterSet):
    stock_item = RowFilter(label=gettext_lazy("Row of the warehouse"))

    class Meta:
        model = StockMovement
        fields = ["kind", "stock_item__store", "stock_item"]


class MovementIndexView(SafeExportMixin, IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("stock_item__variant", "stock_item__store", "actor")


class MovementViewSet(ModelViewSet):
    """The journal: who moved how many pieces, when and why. Its sums are the numbers."""

    model = StockMovement
    icon = "history"
    menu_label = gettext_lazy("Movements")
    copy_view_enabled = False
    form_fields: list[str] = []
    add_to_reference_index = False
    index_view_class = MovementIndexView
    filterset_class = MovementFilters
    search_fields = ["stock_item__variant__sku", "reference", "reason"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["-pk"]
    list_export = [
        "created_at", "stock_item.variant.sku", "stock_item.store.name", "kind", "on_hand_change",
        "reserved_change", "reason", "reference", "actor.username",
    ]  # fmt: skip
    export_headings = {
        "stock_item.variant.sku": gettext_lazy("SKU"),
        "stock_item.store.name": gettext_lazy("Store"),
        "actor.username": gettext_lazy("Who"),
    }
    export_filename = "dvizheniya"
    list_display = [
        DateColumn("created_at", label=gettext_lazy("When"), sort_key="created_at"),
        Column("sku", label=gettext_lazy("SKU"), accessor="stock_item.variant.sku"),
        Column("store", label=gettext_lazy("Store"), accessor="stock_item.store.name"),
        Column("kind", label=gettext_lazy("What happened"), accessor="get_kind_display"),
        Column(
            "on_hand_change",
            label=gettext_lazy("On hand"),
            accessor=lambda row: signed(row.on_hand_change),
        ),
        Column(
            "reserved_change",
            label=gettext_lazy("Reserved"),
            accessor=lambda row: signed(row.reserved_change),
        ),
        Column("reason", label=gettext_lazy("Reason")),
        Column("reference", label=gettext_lazy("Document")),
        Column("actor", label=gettext_lazy("Who")),
    ]

    def get_urlpatterns(self):
        return _only(super().get_urlpatterns(), "index", "index_results")


class StoreViewSet(ModelViewSet):
    """A store that is left is put out of use; its pieces and journal stay."""

    model = Store
    icon = "site"
    menu_label = gettext_lazy("Stores")
    copy_view_enabled = False
    form_fields = ["name", "location", "kind", "is_active"]
    list_display = [
        "name",
        "location",
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display"),
    ]
    search_fields = ["name", "location"]

    def get_common_view_kwargs(self, **kwargs) -> dict:
        return super().get_common_view_kwargs(**{**kwargs, "delete_url_name": None})

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]


def _only(patterns: list, *names: str) -> list:
    """The addresses of these views, without those that would change rows."""
    return [pattern for pattern in patterns if pattern.name in names]


class WarehouseGroup(ViewSetGroup):
    menu_label = gettext_lazy("Warehouse")
    menu_icon = "folder-inverse"
    menu_order = 160
    items = (StockViewSet("stock"), MovementViewSet("stock_movements"), StoreViewSet("stores"))
