"""«Промокоды»: every code with its limits and uses, one by one or as a spreadsheet."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import BooleanFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.columns import LinkedRowsMixin, RowColumn
from core.exports import SafeExportMixin

from ..fields import fold_code
from ..forms import VoucherForm
from ..models import Promotion, Voucher, VoucherSeries
from .refusing import RefusableFormMixin

VOUCHER_EDITOR = ObjectList(
    [
        FieldPanel("promotion", help_text=gettext_lazy("One that is marked “only with a code”.")),
        FieldPanel("code"),
        FieldRowPanel(
            [
                FieldPanel("uses_limit", help_text=gettext_lazy("Empty: any number.")),
                FieldPanel("per_customer_limit", help_text=gettext_lazy("Empty: any number.")),
            ]
        ),
        FieldPanel("active", help_text=gettext_lazy("Off: the cart says that the code is not valid.")),
    ],
    base_form_class=VoucherForm,
)


class VoucherFilters(WagtailFilterSet):
    promotion = ModelChoiceFilter(
        label=gettext_lazy("Promotion"), queryset=Promotion.objects.filter(needs_code=True)
    )
    series = ModelChoiceFilter(label=gettext_lazy("Series"), queryset=VoucherSeries.objects.all())
    active = BooleanFilter(label=gettext_lazy("Switched on"))

    class Meta:
        model = Voucher
        fields = ["promotion", "series", "active"]


def used_words(voucher: Voucher) -> str:
    """`1 of 1`; a dash where nothing is counted."""
    if voucher.uses_limit is None:
        return "—"
    return _("%(used)d of %(limit)d") % {"used": voucher.used_count, "limit": voucher.uses_limit}


class VoucherIndexView(LinkedRowsMixin, SafeExportMixin, generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("promotion", "series")

    def search_queryset(self, queryset):
        """By a part of the code, as people type it."""
        words = fold_code(self.search_query or "")
        return queryset.filter(code__contains=words) if words else queryset


class VoucherCreateView(RefusableFormMixin, generic.CreateView):
    def get_initial(self) -> dict:
        return super().get_initial() | {"promotion": self.request.GET.get("promotion")}


class VoucherEditView(RefusableFormMixin, generic.EditView):
    def get_page_subtitle(self) -> str:
        return f"{self.object.code} · {self.object.promotion}"

    @cached_property
    def header_buttons(self) -> list:
        return []

    def get_success_url(self) -> str:
        return reverse("vouchers:index")


class VoucherViewSet(ModelViewSet):
    """Codes are never deleted, orders point at them: they are switched off."""

    model = Voucher
    icon = "key"
    menu_label = gettext_lazy("Codes")
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = VoucherIndexView
    add_view_class = VoucherCreateView
    edit_view_class = VoucherEditView
    edit_handler = VOUCHER_EDITOR
    filterset_class = VoucherFilters
    search_fields = ["code"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["-pk"]
    list_export = [
        "code", "promotion.title", "series.name", "uses_limit", "per_customer_limit", "used_count", "active",
        "created_at",
    ]  # fmt: skip
    export_headings = {
        "promotion.title": gettext_lazy("Promotion"),
        "series.name": gettext_lazy("Series"),
    }
    export_filename = "promokody"
    list_display = [
        RowColumn("code", label=gettext_lazy("Code"), sort_key="code"),
        Column("promotion", label=gettext_lazy("Promotion"), accessor="promotion.title"),
        Column("series", label=gettext_lazy("Series"), accessor="series.name"),
        Column("used", label=gettext_lazy("Uses"), accessor=used_words, sort_key="used_count"),
        BooleanColumn("active", label=gettext_lazy("Switched on"), sort_key="active"),
    ]

    def get_common_view_kwargs(self, **kwargs) -> dict:
        return super().get_common_view_kwargs(**{**kwargs, "delete_url_name": None})

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
