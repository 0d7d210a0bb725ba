"""What the staff do with money, in Wagtail's log; `wagtail_hooks` gives each action its words."""

from decimal import Decimal

from wagtail.log_actions import log

from users.models import CustomUser

CASH_RECORDED = "payments.cash_recorded"
REFUND_ASKED = "payments.refund_asked"
REFUND_OUTSIDE = "payments.refund_outside"
CASH_HANDED_OUT = "payments.cash_handed_out"
BALANCE_CREDITED = "payments.balance_credited"
BALANCE_CORRECTED = "payments.balance_corrected"
REVIEW_ACCEPTED = "payments.review_accepted"
REVIEW_SENT_BACK = "payments.review_sent_back"
REVIEW_DISMISSED = "payments.review_dismissed"
PROVIDER_ASKED = "payments.provider_asked"
GATEWAY_CHANGED = "payments.gateway_changed"
WEBHOOK_AGAIN = "payments.webhook_again"
WEBHOOK_ASIDE = "payments.webhook_aside"
RECEIPT_AGAIN = "payments.receipt_again"


def write_log(instance, action: str, *, actor: CustomUser, **data) -> None:
    """In the caller's transaction. data: `note` is why; amounts as decimals; never a secret."""
    told = {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in data.items()}
    log(instance=instance, action=action, user=actor, data=told)
