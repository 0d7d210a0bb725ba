"""Where money enters Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from core.permissions import ReadOnlyPolicy

from . import models
from .desk_panel import MoneyPanel
from .services import journal
from .viewsets import MoneyGroup

for model in (
    models.BalanceAccount,
    models.FiscalReceipt,
    models.Payment,
    models.PaymentGateway,
    models.Refund,
    models.WebhookEvent,
):
    register_permission_policy(model, ReadOnlyPolicy(model))

ACTIONS = {
    journal.CASH_RECORDED: (_("Record cash"), _("Cash recorded")),
    journal.REFUND_ASKED: (_("Give money back"), _("Money given back")),
    journal.REFUND_OUTSIDE: (_("Mark a refund as given back otherwise"), _("Given back past the provider")),
    journal.CASH_HANDED_OUT: (_("Give cash back"), _("Cash given back")),
    journal.BALANCE_CREDITED: (_("Credit a balance"), _("Balance credited")),
    journal.BALANCE_CORRECTED: (_("Correct a balance"), _("Balance corrected")),
    journal.REVIEW_ACCEPTED: (_("Count as received"), _("Counted as received")),
    journal.REVIEW_SENT_BACK: (_("Send back"), _("Sent back")),
    journal.REVIEW_DISMISSED: (_("Look into a payment"), _("Looked into")),
    journal.PROVIDER_ASKED: (_("Ask the provider"), _("Provider asked")),
    journal.GATEWAY_CHANGED: (_("Change a way of payment"), _("Way of payment changed")),
    journal.WEBHOOK_AGAIN: (_("Look at a webhook again"), _("Webhook looked at again")),
    journal.WEBHOOK_ASIDE: (_("Put a webhook aside"), _("Webhook put aside")),
    journal.RECEIPT_AGAIN: (_("Send a receipt again"), _("Receipt sent again")),
}
# Rights that a group's form can tick.
RIGHTS = (
    "view_payment", "record_cash", "refund_payment", "refund_any", "plan_payment", "settle_review",
    "view_refund", "view_balanceaccount", "correct_balance", "view_fiscalreceipt", "change_fiscalreceipt",
    "view_webhookevent", "change_webhookevent", "view_paymentgateway", "change_paymentgateway",
)  # fmt: skip


@hooks.register("register_admin_viewset")
def register_money():
    return MoneyGroup()


@hooks.register("register_icons")
def add_icons(icons):
    return [*icons, "payments/icons/rouble.svg"]


@hooks.register("register_log_actions")
def name_actions(actions):
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)


@hooks.register("register_permissions")
def register_rights():
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="payments", codename__in=RIGHTS)


@hooks.register("construct_homepage_panels")
def add_money(request, panels):
    panels.append(MoneyPanel())
