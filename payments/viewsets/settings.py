"""«Балансы» and «Способы оплаты»."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton

from catalog.viewsets.columns import PriceColumn
from core.columns import LinkedRowsMixin, RowColumn
from core.exports import SafeExportMixin
from core.money import format_rub

from ..admin_views import balances
from ..admin_views.gateways import GatewayView
from ..models import BalanceAccount, PaymentGateway
from ..permissions import CHANGE_GATEWAY, CORRECT_BALANCE
from ..selectors.admin import account_rows, find_accounts
from ..selectors.gateways import keys_fit
from .columns import ReadOnlyViewSet


class BalanceIndexView(LinkedRowsMixin, SafeExportMixin, IndexView):
    def get_base_queryset(self):
        return account_rows()

    def search_queryset(self, queryset):
        return find_accounts(queryset, self.search_query or "")

    def get_list_more_buttons(self, instance) -> list[Button]:
        if not self.request.user.has_perm(CORRECT_BALANCE):
            return []
        url = reverse("balances:correct", args=[instance.pk])
        return [Button(_("Credit or correct"), url=url, icon_name="edit", priority=5)]

    @cached_property
    def header_buttons(self) -> list[Button]:
        if not self.request.user.has_perm(CORRECT_BALANCE):
            return []
        return [HeaderButton(_("Credit a customer"), url=reverse("balances:credit"), icon_name="plus")]


class BalanceViewSet(ReadOnlyViewSet):
    model = BalanceAccount
    icon = "user"
    menu_label = gettext_lazy("Balances")
    index_view_class = BalanceIndexView
    search_fields = ["user__email"]  # what is searched is said in `selectors.admin`
    kept = frozenset({"index", "index_results"})
    list_export = ["user", "user.email", "balance"]
    export_headings = {"user.email": gettext_lazy("E-mail")}
    export_filename = "balansy"
    list_display = [
        RowColumn("user", label=gettext_lazy("Client"), sort_key="user__last_name"),
        Column("email", label=gettext_lazy("E-mail"), accessor="user.email", sort_key="user__email"),
        PriceColumn("balance", label=gettext_lazy("Balance"), sort_key="balance", classname="istok-nowrap"),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("statement/<int:pk>/", balances.StatementView.as_view(), name="inspect"),
            path("credit/", balances.CreditView.as_view(), name="credit"),
            path("correct/<int:pk>/", balances.CorrectView.as_view(), name="correct"),
        ]


def keys_of(gateway: PaymentGateway) -> str:
    if not gateway.is_online:
        return _("needs none")
    return _("on the server") if keys_fit(gateway) else _("none, or of the other mode")


def mode_of(gateway: PaymentGateway) -> str:
    if not gateway.is_online:
        return "—"
    return _("test mode") if gateway.is_test_mode else _("real money")


def fee_of(gateway: PaymentGateway) -> str:
    parts = []
    if gateway.fixed_fee:
        parts.append(format_rub(gateway.fixed_fee))
    if gateway.percentage_fee:
        parts.append(f"{gateway.percentage_fee.normalize():f}%".replace(".", ","))
    if not parts:
        return "—"
    return f"{' + '.join(parts)}, {gateway.get_fee_bearer_display()}"


class GatewayIndexView(LinkedRowsMixin, IndexView):
    def get_edit_url(self, instance) -> str | None:
        may = self.request.user.has_perm(CHANGE_GATEWAY)
        return reverse("gateways:edit", args=[instance.pk]) if may else None

    def get_list_more_buttons(self, instance) -> list[Button]:
        return []


class GatewayViewSet(ReadOnlyViewSet):
    """No row is added or deleted: each is a type that the code knows."""

    model = PaymentGateway
    icon = "cog"
    menu_label = gettext_lazy("Ways of payment")
    inspect_view_enabled = False
    index_view_class = GatewayIndexView
    search_fields: list[str] = []
    ordering = ["sort_order", "pk"]
    kept = frozenset({"index", "index_results"})
    list_display = [
        RowColumn("name", label=gettext_lazy("Way of payment")),
        Column("gateway_type", label=gettext_lazy("Type"), accessor="get_gateway_type_display"),
        BooleanColumn("is_active", label=gettext_lazy("Switched on")),
        Column(
            "is_test_mode",
            label=gettext_lazy("Mode"),
            accessor=lambda row: (
                (_("test mode") if row.is_test_mode else _("real money")) if row.is_online else "—"
            ),
        ),
        Column("keys", label=gettext_lazy("Keys"), accessor=keys_of),
        Column("fee", label=gettext_lazy("Fee, and who bears it"), accessor=fee_of),
        Column("currency", label=gettext_lazy("Currency"), accessor="get_currency_display"),
    ]

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), path("edit/<int:pk>/", GatewayView.as_view(), name="edit")]
