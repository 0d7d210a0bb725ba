"""Lists of money in the admin, in the order of their menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .journals import ReceiptViewSet, WebhookViewSet
from .payments import PaymentViewSet, RefundViewSet
from .settings import BalanceViewSet, GatewayViewSet


class MoneyGroup(ViewSetGroup):
    menu_label = _("Money")
    menu_icon = "rouble"
    menu_order = 115
    items = (
        PaymentViewSet("payments"),
        RefundViewSet("refunds"),
        BalanceViewSet("balances"),
        ReceiptViewSet("receipts"),
        WebhookViewSet("webhooks"),
        GatewayViewSet("gateways"),
    )


__all__ = ["MoneyGroup"]
