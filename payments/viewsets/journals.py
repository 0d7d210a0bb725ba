"""«Вебхуки» and «Фискальные чеки»: what came from providers, what went to the register."""

import django_filters
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button

from catalog.viewsets.columns import PriceColumn
from core.columns import LinkedRowsMixin, RowColumn
from core.exports import SafeExportMixin
from core.money import format_rub

from ..admin_views.inbox import LookAgainView, PutAsideView, RegisterAgainView
from ..enums import GatewayType, InboxState, ReceiptKind, ReceiptStatus
from ..models import FiscalReceipt, WebhookEvent
from ..permissions import LOOK_AGAIN, RECEIPT_AGAIN
from ..selectors.admin import find_receipts, find_webhooks, receipt_rows
from ..services.inbox import STUCK, WAITING, payment_of
from ..words import error_words
from .columns import MoneyInspectView, OrderColumn, ReadOnlyViewSet, days, moment, payment_link


class WebhookFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=InboxState.choices)
    gateway_type = django_filters.ChoiceFilter(label=gettext_lazy("Provider"), choices=GatewayType.choices)
    received_at = days(gettext_lazy("Received"))

    class Meta:
        model = WebhookEvent
        fields = ["state", "gateway_type", "received_at"]


def webhook_buttons(event: WebhookEvent, user) -> list[Button]:
    """What `user` may do with it next."""
    if not user.has_perm(LOOK_AGAIN):
        return []
    buttons = []
    if event.state not in WAITING:
        url = reverse("webhooks:look_again", args=[event.pk])
        buttons.append(Button(_("Look again"), url=url, icon_name="redirect", priority=5))
    if event.state in STUCK:
        url = reverse("webhooks:put_aside", args=[event.pk])
        buttons.append(Button(_("Put aside"), url=url, icon_name="minus", priority=6))
    return buttons


class WebhookIndexView(LinkedRowsMixin, IndexView):
    def search_queryset(self, queryset):
        return find_webhooks(queryset, self.search_query or "")

    def get_list_more_buttons(self, instance) -> list[Button]:
        return webhook_buttons(instance, self.request.user)


class WebhookInspectView(MoneyInspectView):
    labels = {"received_at": gettext_lazy("Received")}
    buttons = staticmethod(webhook_buttons)

    def get_fields_context(self) -> list[dict]:
        link = payment_link(payment_of(self.object), self.request.user)
        payment = {"label": _("Payment number"), "value": link, "component": None}
        return [*super().get_fields_context(), payment]

    def get_error_display_value(self) -> str:
        return error_words(self.object.error) or "—"


class WebhookViewSet(ReadOnlyViewSet):
    model = WebhookEvent
    icon = "download"
    menu_label = gettext_lazy("Webhooks")
    index_view_class = WebhookIndexView
    inspect_view_class = WebhookInspectView
    inspect_view_fields = [
        "gateway_type", "kind", "event_key", "reference", "payment_uid", "state", "error", "received_at",
        "done_at",
    ]  # fmt: skip
    filterset_class = WebhookFilters
    search_fields = ["event_key"]  # what is searched is said in `selectors.admin`
    list_display = [
        RowColumn("kind", label=gettext_lazy("What happened"), sort_key="kind"),
        Column(
            "gateway_type",
            label=gettext_lazy("Provider"),
            accessor="get_gateway_type_display",
            sort_key="gateway_type",
        ),
        Column("reference", label=gettext_lazy("Provider's number")),
        Column(
            "received_at",
            label=gettext_lazy("Received"),
            accessor=moment("received_at"),
            sort_key="received_at",
        ),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda event: event.state == InboxState.BAD,
            sort_key="state",
        ),
        Column(
            "error",
            label=gettext_lazy("What went wrong"),
            accessor=lambda event: error_words(event.error),
        ),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("look-again/<int:pk>/", LookAgainView.as_view(), name="look_again"),
            path("put-aside/<int:pk>/", PutAsideView.as_view(), name="put_aside"),
        ]


class ReceiptFilters(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=ReceiptStatus.choices)
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=ReceiptKind.choices)
    created_at = days(gettext_lazy("Created"))

    class Meta:
        model = FiscalReceipt
        fields = ["status", "kind", "created_at"]


def register_again_buttons(receipt: FiscalReceipt, user) -> list[Button]:
    if receipt.status != ReceiptStatus.FAILED or not user.has_perm(RECEIPT_AGAIN):
        return []
    url = reverse("receipts:again", args=[receipt.pk])
    return [Button(_("Send again"), url=url, icon_name="redirect", priority=5)]


class ReceiptIndexView(LinkedRowsMixin, SafeExportMixin, IndexView):
    def get_base_queryset(self):
        return receipt_rows()

    def search_queryset(self, queryset):
        return find_receipts(queryset, self.search_query or "")

    def get_list_more_buttons(self, instance) -> list[Button]:
        return register_again_buttons(instance, self.request.user)


class ReceiptInspectView(MoneyInspectView):
    buttons = staticmethod(register_again_buttons)

    def get_page_subtitle(self) -> str:
        return f"{self.object.get_kind_display()}, {format_rub(self.object.total)}"


class ReceiptViewSet(ReadOnlyViewSet):
    model = FiscalReceipt
    icon = "doc-full"
    menu_label = gettext_lazy("Fiscal receipts")
    index_view_class = ReceiptIndexView
    inspect_view_class = ReceiptInspectView
    inspect_template_name = "payments/admin/receipt.html"
    inspect_view_fields = [
        "receipt_id", "kind", "order", "payment", "total", "offset", "status", "failure_reason",
        "register_id", "fiscal_number", "created_at", "registered_at",
    ]  # fmt: skip
    filterset_class = ReceiptFilters
    search_fields = ["receipt_id"]  # what is searched is said in `selectors.admin`
    list_export = [
        "receipt_id", "created_at", "order.order_id", "kind", "total", "offset", "status", "register_id",
        "fiscal_number", "registered_at",
    ]  # fmt: skip
    export_headings = {"order.order_id": gettext_lazy("The order")}
    export_filename = "cheki"
    list_display = [
        RowColumn(
            "receipt",
            label=gettext_lazy("Receipt"),
            accessor=lambda receipt: str(receipt.receipt_id)[:8],
            classname="istok-nowrap",
        ),
        Column(
            "created_at",
            label=gettext_lazy("Created"),
            accessor=moment("created_at"),
            sort_key="created_at",
        ),
        OrderColumn(order="order", sort_key="order__order_id"),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", sort_key="kind"),
        PriceColumn("total", label=gettext_lazy("Total"), sort_key="total", classname="istok-nowrap"),
        StatusTagColumn(
            "status",
            label=gettext_lazy("Status"),
            accessor="get_status_display",
            primary=lambda receipt: receipt.status == ReceiptStatus.FAILED,
            sort_key="status",
        ),
        Column("failure_reason", label=gettext_lazy("Why it failed")),
        Column("fiscal_number", label=gettext_lazy("Fiscal number")),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("again/<int:pk>/", RegisterAgainView.as_view(), name="again"),
        ]
