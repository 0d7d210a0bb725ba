"""«Акции»: what runs, what comes and what is over, each with its own form and its uses."""

from django.db.models import Count, Q
from django.forms import Textarea
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from core import clock
from core.columns import LinkedRowsMixin, RowColumn
from core.exports import SafeExportMixin
from core.inspecting import InspectInWordsMixin

from ..admin_views import MAKE_CODES, MakeSeriesView
from ..conditions import conditions, dates, promise_of
from ..enums import Phase, Programme
from ..errors import PromotionInUse
from ..forms import PromotionForm
from ..models import Promotion
from ..selectors import uses_of
from ..services import delete_promotion
from .refusing import RefusableFormMixin

PROMOTION_EDITOR = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("title", help_text=gettext_lazy("As customers read it: Весна, −10 % на комоды")),
                FieldPanel(
                    "description",
                    widget=Textarea(attrs={"rows": 3}),
                    help_text=gettext_lazy("A sentence or two for the cart."),
                ),
                FieldRowPanel(
                    [
                        FieldPanel("start_date", help_text=gettext_lazy("From 0:00, Moscow time.")),
                        FieldPanel(
                            "end_date",
                            help_text=gettext_lazy("To the end of this day. Empty: until you switch it off."),
                        ),
                    ]
                ),
                FieldPanel("active", help_text=gettext_lazy("Off: nobody gets it, whatever its dates.")),
            ],
            heading=gettext_lazy("What and when"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("benefit"),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "value",
                            help_text=gettext_lazy("Per cent or roubles: 10 or 5000."),
                        ),
                        FieldPanel(
                            "max_discount", help_text=gettext_lazy("For example 15000. Empty: no limit.")
                        ),
                    ]
                ),
                FieldPanel("gift_variant", help_text=gettext_lazy("SKU of the gift, for example PUF-40")),
            ],
            heading=gettext_lazy("What the customer gets"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("categories", help_text=gettext_lazy("Nothing ticked: all of them.")),
                FieldPanel(
                    "values",
                    help_text=gettext_lazy("One of each facet is enough. Nothing ticked: all materials."),
                ),
                FieldPanel(
                    "products",
                    help_text=gettext_lazy("SKUs, a comma between them: KS-900, KS-1200. Empty: all."),
                ),
            ],
            heading=gettext_lazy("For which goods"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("programme"),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "min_goods",
                            help_text=gettext_lazy("Goods of this promotion in the cart, for example 100000"),
                        ),
                        FieldPanel("min_quantity", help_text=gettext_lazy("Pieces of them, for example 2")),
                    ]
                ),
                FieldPanel("first_order_only"),
                FieldPanel(
                    "needs_code",
                    help_text=gettext_lazy("Make codes after saving; without one nobody sees it."),
                ),
                FieldPanel(
                    "is_choosable",
                    help_text=gettext_lazy("The customer takes one of all promotions that are so marked."),
                ),
                FieldRowPanel(
                    [
                        FieldPanel("total_limit", help_text=gettext_lazy("Empty: any number.")),
                        FieldPanel("per_customer_limit", help_text=gettext_lazy("Empty: any number.")),
                    ]
                ),
            ],
            heading=gettext_lazy("Who gets it and how often"),
        ),
        FieldPanel(
            "stacking",
            help_text=gettext_lazy(
                "What adds up is summed. What stands alone is taken when it is better than that sum."
            ),
        ),
    ],
    base_form_class=PromotionForm,
)


class PromotionFilters(WagtailFilterSet):
    phase = ChoiceFilter(label=gettext_lazy("Now"), choices=Phase.choices, method="in_phase")
    programme = ChoiceFilter(label=gettext_lazy("Programme"), choices=Programme.choices)

    class Meta:
        model = Promotion
        fields = ["phase", "programme", "benefit"]

    def in_phase(self, queryset, name, value):
        return queryset.in_phase(value, clock.today())


def phase_of(promotion: Promotion) -> str:
    return promotion.phase(clock.today()).label


def used_words(promotion: Promotion) -> str:
    """`3 of 10`, or how many orders that stand have used it when there is no limit."""
    if promotion.total_limit is None:
        return str(promotion.standing_uses)
    return _("%(used)d of %(limit)d") % {"used": promotion.used_count, "limit": promotion.total_limit}


class PromotionIndexView(LinkedRowsMixin, SafeExportMixin, generic.IndexView):
    def get_base_queryset(self):
        promotions = super().get_base_queryset().select_related("gift_variant__product")
        return promotions.annotate(standing_uses=Count("uses", filter=Q(uses__is_counted=True)))

    def search_queryset(self, queryset):
        """By title, which may begin with either case, or by a code."""
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        found = Q(vouchers__code=words)
        for title in {words, words.lower(), words.capitalize()}:
            found |= Q(title__contains=title)
        return queryset.filter(found).distinct()


class PromotionCreateView(RefusableFormMixin, generic.CreateView):
    def get_success_url(self) -> str:
        """Codes come next where they are needed."""
        if self.object.needs_code and self.request.user.has_perm(MAKE_CODES):
            return reverse("promotions:make_series", args=[self.object.pk])
        return super().get_success_url()


class PromotionEditView(RefusableFormMixin, generic.EditView):
    def get_page_subtitle(self) -> str:
        return f"{self.object.title} · {phase_of(self.object)}"

    @cached_property
    def header_buttons(self) -> list:
        return [*super().header_buttons, *more_buttons(self.object, self.request.user)]


class PromotionInspectView(InspectInWordsMixin, generic.InspectView):
    template_name = "promotions/admin/promotion_inspect.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "words": [promise_of(self.object), *conditions(self.object)],
            "dates": dates(self.object),
            "phase": phase_of(self.object),
            "uses": uses_of(self.object),
            "codes_url": codes_url(self.object),
        }

    @cached_property
    def header_buttons(self) -> list:
        return [*super().header_buttons, *more_buttons(self.object, self.request.user)]


def more_buttons(promotion: Promotion, user) -> list[HeaderButton]:
    """Ours, and those of apps above: hook `register_promotion_buttons`, called with promotion and person."""
    found = code_buttons(promotion, user)
    for buttons in hooks.get_hooks("register_promotion_buttons"):
        found += buttons(promotion, user)
    return found


def codes_url(promotion: Promotion) -> str:
    return f"{reverse('vouchers:index')}?promotion={promotion.pk}"


def code_buttons(promotion: Promotion, user) -> list[HeaderButton]:
    if not promotion.needs_code:
        return []
    found = [HeaderButton(_("Codes"), url=codes_url(promotion), icon_name="list-ul")]
    if user.has_perm(MAKE_CODES):
        url = reverse("promotions:make_series", args=[promotion.pk])
        found.append(HeaderButton(_("Make a series"), url=url, icon_name="plus"))
    return found


class PromotionDeleteView(generic.DeleteView):
    """What somebody used is not deleted, and says so."""

    def delete_action(self) -> None:
        delete_promotion(self.object.pk)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except PromotionInUse as refused:
            messages.error(self.request, refused.message)
            return redirect(self.get_success_url())


class PromotionViewSet(ModelViewSet):
    model = Promotion
    icon = "tag"
    menu_label = gettext_lazy("Promotions")
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["title", "description", "programme", "active", "updated_at"]
    add_to_reference_index = False
    index_view_class = PromotionIndexView
    add_view_class = PromotionCreateView
    edit_view_class = PromotionEditView
    inspect_view_class = PromotionInspectView
    delete_view_class = PromotionDeleteView
    edit_handler = PROMOTION_EDITOR
    filterset_class = PromotionFilters
    search_fields = ["title", "vouchers__code"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["-start_date", "-pk"]
    list_export = [
        "title", "programme", "start_date", "end_date", "active", "benefit", "value", "max_discount",
        "gift_variant.sku", "min_goods", "min_quantity", "stacking", "needs_code", "is_choosable",
        "total_limit", "per_customer_limit", "used_count",
    ]  # fmt: skip
    export_headings = {"gift_variant.sku": gettext_lazy("SKU of the gift")}
    export_filename = "aktsii"
    list_display = [
        RowColumn("title", label=gettext_lazy("Title"), sort_key="title"),
        Column("promise", label=gettext_lazy("Benefit"), accessor=promise_of),
        Column("programme", label=gettext_lazy("Programme"), accessor="get_programme_display"),
        Column("dates", label=gettext_lazy("Days"), accessor=dates, sort_key="start_date"),
        Column("phase", label=gettext_lazy("Now"), accessor=phase_of),
        Column("used", label=gettext_lazy("Uses"), accessor=used_words, sort_key="used_count"),
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/series/", MakeSeriesView.as_view(), name="make_series"),
        ]
