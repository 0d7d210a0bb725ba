"""Facets and their values: the owner adds a material here, and filters and forms have it at once."""

from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.columns import LinkedRowsMixin, RowColumn

from ..models import Facet, FacetValue
from ..widgets import ColourInput
from .columns import SwatchColumn


class ProtectedDeleteView(generic.DeleteView):
    """Deleting what is in use ends in a sentence; `refusal` gives it, "" lets the deletion through."""

    def refusal(self) -> str:
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        allowed = self.user_has_permission_for_instance("delete", self.object)
        if allowed and (sentence := self.refusal()):
            messages.error(request, sentence)
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


class FacetDeleteView(ProtectedDeleteView):
    def refusal(self) -> str:
        count = self.object.values.count()
        if not count:
            return ""
        return _("“%(name)s” has values (%(count)d). Delete them first, or switch the facet off.") % {
            "name": self.object.name, "count": count,
        }  # fmt: skip


class FacetValueDeleteView(ProtectedDeleteView):
    def refusal(self) -> str:
        uses = FacetValue.objects.filter(pk=self.object.pk).aggregate(
            products=Count("products", distinct=True), variants=Count("variants", distinct=True)
        )
        if not any(uses.values()):
            return ""
        return _(
            "“%(name)s” is in use (products: %(products)d, variants: %(variants)d) and cannot be deleted. "
            "Choose another value there first."
        ) % {"name": self.object.name, **uses}


class FacetIndexView(LinkedRowsMixin, generic.IndexView):
    pass


class FacetViewSet(ModelViewSet):
    model = Facet
    icon = "list-ul"
    menu_label = gettext_lazy("Facets")
    add_to_admin_menu = False
    copy_view_enabled = False
    sort_order_field = "sort_order"
    index_view_class = FacetIndexView
    delete_view_class = FacetDeleteView
    panels = [
        FieldPanel("name", help_text=gettext_lazy("As visitors read it: Материал фасадов")),
        FieldPanel("code"),
        FieldPanel(
            "scope", help_text=gettext_lazy("Materials belong to a variant, shape and purpose to the page.")
        ),
        FieldPanel("display"),
        FieldPanel("hint"),
        FieldPanel("is_active", help_text=gettext_lazy("Off: the filter is hidden, nothing is lost.")),
    ]
    list_display = [
        RowColumn("name", label=gettext_lazy("Name")),
        Column("code", label=gettext_lazy("Code")),
        Column("scope", label=gettext_lazy("Chosen on"), accessor="get_scope_display"),
        Column("display", label=gettext_lazy("Looks like"), accessor="get_display_display"),
        BooleanColumn("is_active", label=gettext_lazy("Shown")),
    ]
    search_fields = ["name", "code"]


class FacetValueIndexView(LinkedRowsMixin, generic.IndexView):
    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .select_related("facet")
            .annotate(
                used=Count("products", distinct=True)
                + Count("variants", filter=Q(variants__is_active=True), distinct=True)
            )
        )


class FacetValueViewSet(ModelViewSet):
    model = FacetValue
    icon = "snippet"
    menu_label = gettext_lazy("Facet values")
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = FacetValueIndexView
    delete_view_class = FacetValueDeleteView
    list_per_page = 50
    ordering = ["facet__sort_order", "facet_id", "sort_order", "pk"]
    panels = [
        FieldPanel("facet"),
        FieldPanel("name", help_text=gettext_lazy("Short, for filters: шалфей")),
        FieldPanel(
            "description", help_text=gettext_lazy("In full, for the product page: МДФ, эмаль «шалфей»")
        ),
        FieldRowPanel([FieldPanel("code"), FieldPanel("sort_order")]),
        FieldPanel(
            "colour",
            widget=ColourInput,
            help_text=gettext_lazy("Only for materials: #94a38d. Empty: no swatch."),
        ),
        FieldPanel(
            "swatch", help_text=gettext_lazy("A photograph of the material, instead of a flat colour.")
        ),
    ]
    list_display = [
        RowColumn("name", label=gettext_lazy("Name"), sort_key="name"),
        Column("facet", label=gettext_lazy("Facet"), accessor="facet.name", sort_key="facet__sort_order"),
        SwatchColumn("colour", label=gettext_lazy("Swatch")),
        Column("code", label=gettext_lazy("Code")),
        Column("sort_order", label=gettext_lazy("Order"), sort_key="sort_order"),
        Column("used", label=gettext_lazy("Used")),
    ]
    list_filter = ["facet"]
    search_fields = ["name", "code", "description"]
