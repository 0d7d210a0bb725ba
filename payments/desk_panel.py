"""What of money waits for a person, on the desk of the back office."""

from django.urls import reverse
from django.utils.translation import ngettext_lazy
from wagtail.admin.ui.components import Component

from .enums import InboxState, ReceiptStatus
from .models import FiscalReceipt
from .permissions import VIEW, VIEW_RECEIPTS, VIEW_REFUNDS, VIEW_WEBHOOKS
from .selectors.admin import CASH, REPEAT, cash_to_hand_out, given_up_webhooks, refunds_to_settle, to_look_at


class MoneyPanel(Component):
    """Each number opens the list it counts; what is zero, or not for this person, is left out. Effects that
    were given up have a line of their own, which is core's.
    """

    name = "money"
    template_name = "payments/admin/desk_panel.html"
    order = 25
    ROWS = (
        (
            VIEW,
            ngettext_lazy("payment to be looked at", "payments to be looked at"),
            to_look_at,
            "payments:index",
            "review=yes",
        ),
        (
            VIEW_REFUNDS,
            ngettext_lazy("refund that failed", "refunds that failed"),
            refunds_to_settle,
            "refunds:index",
            f"waits={REPEAT}",
        ),
        (
            VIEW_REFUNDS,
            ngettext_lazy("refund in cash to be handed out", "refunds in cash to be handed out"),
            cash_to_hand_out,
            "refunds:index",
            f"waits={CASH}",
        ),
        (
            VIEW_WEBHOOKS,
            ngettext_lazy("webhook given up", "webhooks given up"),
            given_up_webhooks,
            "webhooks:index",
            f"state={InboxState.BAD}",
        ),
        (
            VIEW_RECEIPTS,
            ngettext_lazy("fiscal receipt that failed", "fiscal receipts that failed"),
            lambda: FiscalReceipt.objects.filter(status=ReceiptStatus.FAILED),
            "receipts:index",
            f"status={ReceiptStatus.FAILED}",
        ),
    )

    def get_context_data(self, parent_context):
        user, waiting = parent_context["request"].user, []
        for right, label, rows, name, query in self.ROWS:
            count = rows().count() if user.has_perm(right) else 0
            if count:
                waiting.append({"label": label % count, "count": count, "url": f"{reverse(name)}?{query}"})
        return {"waiting": waiting}
