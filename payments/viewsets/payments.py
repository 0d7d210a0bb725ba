"""«Платежи» and «Возвраты»."""

import django_filters
from django.forms import CheckboxSelectMultiple
from django.shortcuts import get_object_or_404
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

from ..admin_views import orders, payments, refunds
from ..enums import Currency, PaymentStatus, Purpose, RefundReason, RefundRoad, RefundStatus
from ..models import Payment, PaymentGateway, Refund
from ..permissions import REFUND
from ..selectors.admin import (
    CASH,
    REPEAT,
    cash_to_hand_out,
    find_payments,
    find_refunds,
    payment_rows,
    refund_rows,
    refunds_to_settle,
    to_look_at,
)
from ..services.refunds import is_to_be_handed_out
from ..words import failure_words, method_words
from .columns import MoneyInspectView, OrderColumn, ReadOnlyViewSet, days, moment

YES = "yes"


def customer_of(payment: Payment) -> str:
    return payment.order.contact_name if payment.order_id else str(payment.account)


def status_of(payment: Payment) -> str:
    """A payment that counts may have to be looked at all the same."""
    status = payment.get_status_display()
    if not payment.review_reason or payment.status == PaymentStatus.REVIEW:
        return status
    return f"{status}, {PaymentStatus.REVIEW.label}"


class PaymentFilters(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Status"), choices=PaymentStatus.choices, widget=CheckboxSelectMultiple
    )
    review = django_filters.ChoiceFilter(
        label=gettext_lazy("To be looked at"), choices=[(YES, gettext_lazy("yes"))], method="in_review"
    )
    gateway = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Way of payment"), queryset=PaymentGateway.objects.all()
    )
    purpose = django_filters.ChoiceFilter(label=gettext_lazy("For what"), choices=Purpose.choices)
    created_at = days(gettext_lazy("Created"))

    class Meta:
        model = Payment
        fields = ["status", "review", "gateway", "purpose", "created_at"]

    def in_review(self, queryset, name, value):
        return queryset.filter(pk__in=to_look_at().values("pk"))


def given_back(payment: Payment) -> str:
    """What has gone back, and apart from it what is on its way."""
    told = [format_rub(payment.returned)] if payment.returned else []
    if payment.on_its_way:
        told.append(_("on its way %(amount)s") % {"amount": format_rub(payment.on_its_way)})
    return ", ".join(told)


class PaymentIndexView(LinkedRowsMixin, SafeExportMixin, IndexView):
    def get_base_queryset(self):
        return payment_rows().prefetch_related("refunds")

    def search_queryset(self, queryset):
        return find_payments(queryset, self.search_query or "")

    def to_row_dict(self, item) -> dict:
        row = super().to_row_dict(item)
        return {**row, "payment_method": method_words(item.payment_method)}

    def get_list_more_buttons(self, instance) -> list[Button]:
        return []


class PaymentViewSet(ReadOnlyViewSet):
    model = Payment
    icon = "rouble"
    menu_label = gettext_lazy("Payments")
    inspect_view_class = payments.PaymentScreen
    index_view_class = PaymentIndexView
    filterset_class = PaymentFilters
    search_fields = ["payment_id"]  # what is searched is said in `selectors.admin`
    kept = frozenset({"index", "index_results"})
    list_export = [
        "payment_id", "invoice_number", "created_at", "order.order_id", "gateway.name", "purpose", "amount",
        "gateway_fee", "total_amount", "currency", "charged", "captured", "returned", "on_its_way", "status",
        "decline", "payment_method", "gateway_reference", "gateway_transaction_id", "completed_at",
    ]  # fmt: skip
    export_headings = {
        "order.order_id": gettext_lazy("The order"),
        "gateway.name": gettext_lazy("Way of payment"),
        "returned": gettext_lazy("Given back, ₽"),
        "on_its_way": gettext_lazy("On its way back, ₽"),
    }
    export_filename = "platezhi"
    list_display = [
        RowColumn(
            "payment",
            label=gettext_lazy("Payment number"),
            accessor=lambda payment: payment.invoice_number or str(payment.payment_id)[:8],
            classname="istok-nowrap",
        ),
        Column(
            "created_at",
            label=gettext_lazy("Created"),
            accessor=moment("created_at"),
            sort_key="created_at",
        ),
        OrderColumn(order="order", sort_key="order__order_id"),
        Column("customer", label=gettext_lazy("Client"), accessor=customer_of),
        Column("gateway", label=gettext_lazy("Way of payment"), sort_key="gateway__name"),
        Column("purpose", label=gettext_lazy("For what"), accessor="get_purpose_display", sort_key="purpose"),
        PriceColumn("amount", label=gettext_lazy("Amount"), sort_key="amount", classname="istok-nowrap"),
        Column("refunded", label=gettext_lazy("Given back"), accessor=given_back, sort_key="refunded"),
        StatusTagColumn(
            "status",
            label=gettext_lazy("Status"),
            accessor=status_of,
            primary=lambda payment: bool(payment.review_reason),
            sort_key="status",
        ),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("payment/<int:pk>/", payments.PaymentScreen.as_view(), name="inspect"),
            path("refund/<int:pk>/", payments.RefundView.as_view(), name="refund"),
            path("ask-provider/<int:pk>/", payments.SyncView.as_view(), name="sync"),
            path("accept/<int:pk>/", payments.AcceptView.as_view(), name="accept"),
            path("send-back/<int:pk>/", payments.SendBackView.as_view(), name="send_back"),
            path("dismiss/<int:pk>/", payments.DismissView.as_view(), name="dismiss"),
            path("cash/<int:pk>/", orders.CashView.as_view(), name="cash"),
            path("plan/<int:pk>/", orders.PlanView.as_view(), name="plan"),
            path("ask/<int:pk>/", orders.AskView.as_view(), name="ask"),
            path("link/<int:pk>/", orders.LinkView.as_view(), name="link"),
            path("part-link/<int:pk>/", orders.PartLinkView.as_view(), name="part_link"),
        ]


class RefundFilters(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=RefundStatus.choices)
    waits = django_filters.ChoiceFilter(
        label=gettext_lazy("Waits for us"),
        choices=[
            (REPEAT, gettext_lazy("to be given back again")),
            (CASH, gettext_lazy("cash to be given back")),
        ],
        method="that_wait",
    )
    reason = django_filters.ChoiceFilter(label=gettext_lazy("Reason"), choices=RefundReason.choices)
    road = django_filters.ChoiceFilter(label=gettext_lazy("Where to"), choices=RefundRoad.choices)
    created_at = days(gettext_lazy("Requested"))

    class Meta:
        model = Refund
        fields = ["status", "waits", "reason", "road", "created_at"]

    def that_wait(self, queryset, name, value):
        waiting = refunds_to_settle() if value == REPEAT else cash_to_hand_out()
        return queryset.filter(pk__in=waiting.values("pk"))


def refund_buttons(refund: Refund, user) -> list[Button]:
    """What `user` may do with it next. refund: a row of `refund_rows`."""
    if not user.has_perm(REFUND):
        return []
    if refund.status == RefundStatus.REQUESTED and is_to_be_handed_out(refund):
        url = reverse("refunds:hand_out", args=[refund.pk])
        return [Button(_("Cash is given back"), url=url, icon_name="check", priority=5)]
    buttons = []
    if refund.to_repeat:
        again = f"{reverse('payments:refund', args=[refund.payment_id])}?again={refund.pk}"
        buttons.append(Button(_("Give back again"), url=again, icon_name="redirect", priority=5))
    if refund.to_settle:
        outside = reverse("refunds:outside", args=[refund.pk])
        told = _("Mark: given back otherwise")
        buttons.append(Button(told, url=outside, icon_name="check", priority=6))
    return buttons


class RefundIndexView(LinkedRowsMixin, SafeExportMixin, IndexView):
    def get_base_queryset(self):
        return refund_rows()

    def search_queryset(self, queryset):
        return find_refunds(queryset, self.search_query or "")

    def get_list_more_buttons(self, instance) -> list[Button]:
        return refund_buttons(instance, self.request.user)


class RefundInspectView(MoneyInspectView):
    buttons = staticmethod(refund_buttons)

    def get_object(self, queryset=None):
        return get_object_or_404(refund_rows(), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return f"{format_rub(self.object.amount)}, {self.object.get_status_display()}"

    def get_charged_display_value(self) -> str:
        charged, currency = self.object.charged, self.object.payment.currency
        return format_rub(charged) if currency == Currency.RUB else f"{charged:.2f} {currency}"

    def get_failure_reason_display_value(self) -> str:
        return failure_words(self.object.failure_reason) or "—"


class RefundViewSet(ReadOnlyViewSet):
    model = Refund
    icon = "rotate"
    menu_label = gettext_lazy("Refunds")
    index_view_class = RefundIndexView
    inspect_view_class = RefundInspectView
    inspect_view_fields = [
        "refund_id", "payment", "amount", "charged", "road", "reason", "note", "status", "failure_reason",
        "gateway_refund_id", "actor", "created_at", "processed_at",
    ]  # fmt: skip
    filterset_class = RefundFilters
    search_fields = ["refund_id"]  # what is searched is said in `selectors.admin`
    list_export = [
        "refund_id", "created_at", "payment.invoice_number", "payment.order.order_id", "payment.gateway.name",
        "amount", "road", "reason", "note", "status", "gateway_refund_id", "actor", "processed_at",
    ]  # fmt: skip
    export_headings = {
        "payment.invoice_number": gettext_lazy("Invoice"),
        "payment.order.order_id": gettext_lazy("The order"),
        "payment.gateway.name": gettext_lazy("Way of payment"),
    }
    export_filename = "vozvraty"
    list_display = [
        RowColumn(
            "refund",
            label=gettext_lazy("Refund"),
            accessor=lambda refund: str(refund.refund_id)[:8],
            classname="istok-nowrap",
        ),
        Column(
            "created_at",
            label=gettext_lazy("Requested"),
            accessor=moment("created_at"),
            sort_key="created_at",
        ),
        OrderColumn(order="payment.order", sort_key="payment__order__order_id"),
        Column("gateway", label=gettext_lazy("Way of payment"), accessor="payment.gateway"),
        PriceColumn("amount", label=gettext_lazy("Amount"), sort_key="amount", classname="istok-nowrap"),
        Column("road", label=gettext_lazy("Where to"), accessor="get_road_display", sort_key="road"),
        Column("reason", label=gettext_lazy("Reason"), accessor="get_reason_display", sort_key="reason"),
        Column("actor", label=gettext_lazy("Who"), accessor=lambda refund: refund.actor or "—"),
        StatusTagColumn(
            "status",
            label=gettext_lazy("Status"),
            accessor="get_status_display",
            primary=lambda refund: refund.status == RefundStatus.FAILED,
            sort_key="status",
        ),
        Column(
            "failure_reason",
            label=gettext_lazy("Why it failed"),
            accessor=lambda refund: failure_words(refund.failure_reason),
        ),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("hand-out/<int:pk>/", refunds.HandOutView.as_view(), name="hand_out"),
            path("outside/<int:pk>/", refunds.OutsideView.as_view(), name="outside"),
        ]
