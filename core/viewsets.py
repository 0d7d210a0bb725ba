"""Staff's view of the outbox: what goes out of the shop, what failed and why, and "send again"."""

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from . import outbox
from .inspecting import InspectInWordsMixin
from .models import Outbox

# In words for the staff; a topic that is not here stands as its code.
TOPICS = {
    "users.letter": gettext_lazy("letter"),
    "mail.order_placed": gettext_lazy("letter: order placed"),
    "mail.order_moved": gettext_lazy("letter: order moved on"),
    "mail.order_cancelled": gettext_lazy("letter: order cancelled"),
    "mail.order_expired": gettext_lazy("letter: order not paid in time"),
    "mail.order_paid": gettext_lazy("letter: money received"),
    "mail.order_refunded": gettext_lazy("letter: money given back"),
    "mail.order_code": gettext_lazy("letter: code for an order"),
    "mail.staff_order": gettext_lazy("letter to the shop: new order"),
    "inventory.availability": gettext_lazy("availability of a variant"),
    "order.called_off": gettext_lazy("money of a cancelled order"),
    "order.delivered": gettext_lazy("final receipt of a delivered order"),
    "payments.start": gettext_lazy("beginning of a payment"),
    "payments.cancel": gettext_lazy("end of an unpaid payment"),
    "payments.refund": gettext_lazy("giving money back"),
    "payments.pay_waiting": gettext_lazy("payment of waiting orders from a balance"),
    "payments.receipt": gettext_lazy("receipt as a paper"),
    "payments.fiscal": gettext_lazy("receipt of the fiscal register"),
    "page.publish": gettext_lazy("page goes live"),
    "page.expire": gettext_lazy("page leaves the site"),
}
SEND_AGAIN = "core.change_outbox"
SEND_AGAIN_URL = "outbox:send_again"


class OutboxFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("state"), choices=Outbox.State.choices, method="of_state"
    )
    topic = django_filters.ChoiceFilter(label=gettext_lazy("Topic"), choices=list(TOPICS.items()))

    class Meta:
        model = Outbox
        fields = ["state", "topic"]

    def of_state(self, queryset, name, value):
        return queryset.in_state(value)


def topic_of(row: Outbox) -> str:
    return TOPICS.get(row.topic, row.topic)


def send_again_buttons(row: Outbox, user) -> list[Button]:
    if row.state != Outbox.State.DEAD or not user.has_perm(SEND_AGAIN):
        return []
    return [
        Button(_("Send again"), url=reverse(SEND_AGAIN_URL, args=(row.pk,)), icon_name="redirect", priority=5)
    ]


class OutboxIndexView(IndexView):
    def get_list_more_buttons(self, instance):
        return [*super().get_list_more_buttons(instance), *send_again_buttons(instance, self.request.user)]


class OutboxInspectView(InspectInWordsMixin, InspectView):
    def get_topic_display_value(self) -> str:
        return topic_of(self.object)

    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *send_again_buttons(self.object, self.request.user)]


class SendAgainView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET asks, POST does; a row that somebody revived in between is told, not sent twice."""

    model = Outbox
    permission_required = "view"
    template_name = "core/admin/outbox_send_again.html"
    page_title = gettext_lazy("Send again")
    header_icon = "redirect"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(SEND_AGAIN):
            raise PermissionDenied
        self.object = get_object_or_404(Outbox, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(object=self.object, index_url=reverse("outbox:index"), **kwargs)

    def post(self, request, pk):
        if outbox.send_again(pk, actor=request.user):
            messages.success(request, _("The effect is in the queue again."))
        else:
            messages.warning(request, _("Nothing to send again: somebody has done it already."))
        return redirect("outbox:index")


class OutboxViewSet(ModelViewSet):
    model = Outbox
    name = "outbox"
    icon = "mail"
    menu_label = gettext_lazy("Outgoing effects")
    add_to_settings_menu = True
    menu_order = 900
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "topic", "key", "payload", "state_label", "attempts", "error",
        "created_at", "available_at", "leased_until", "done_at", "dead_at",
    ]  # fmt: skip
    index_view_class = OutboxIndexView
    inspect_view_class = OutboxInspectView
    filterset_class = OutboxFilter
    search_fields = ["key", "error"]
    search_backend_name = None
    ordering = "-pk"
    list_per_page = 50
    add_to_reference_index = False
    form_fields: list[str] = []
    list_display = [
        "key",
        Column("topic", label=gettext_lazy("Topic"), accessor=topic_of, sort_key="topic"),
        Column("state_label", label=gettext_lazy("State")),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        Column("error", label=gettext_lazy("Last error")),
        DateColumn("created_at", label=gettext_lazy("Created"), sort_key="created_at"),
    ]

    def get_urlpatterns(self):
        """Without the pages that would change rows."""
        kept = {"index", "index_results", "inspect"}
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
        return [*patterns, path("send-again/<int:pk>/", SendAgainView.as_view(), name="send_again")]
