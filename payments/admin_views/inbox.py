"""A webhook that was given up, a fiscal receipt that was refused: tried once more, or put aside."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError

from ..admin_forms import NoteForm
from ..enums import ReceiptStatus
from ..models import FiscalReceipt, WebhookEvent
from ..permissions import LOOK_AGAIN, RECEIPT_AGAIN
from ..services.inbox import STUCK, WAITING, look_again, put_aside
from ..services.registering import register_again
from .base import MoneyActionView


class OfRow(MoneyActionView):
    """About one row of a list. Repeating it changes nothing: what is done already is told, not done twice."""

    header_icon = "redirect"
    list_name = ""
    list_label = ""
    model = WebhookEvent

    @cached_property
    def row(self):
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    @property
    def subject(self) -> str:
        return str(self.row)

    @property
    def back(self) -> str:
        return reverse(f"{self.list_name}:inspect", args=[self.row.pk])

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{self.list_name}:index"), "label": self.list_label},
            {"url": self.back, "label": str(self.row)},
            {"url": "", "label": self.get_page_title()},
        ]

    def do(self, form) -> bool:
        """False when there is nothing to do."""
        raise NotImplementedError

    def act(self, form) -> None:
        if not self.do(form):
            raise DomainError(self.refusal or _("Somebody has done it already."))


class LookAgainView(OfRow):
    permission = LOOK_AGAIN
    page_title = gettext_lazy("Look again")
    submit_label = gettext_lazy("Look again")
    told = gettext_lazy("The provider is asked about the payment of this webhook once more.")
    list_name, list_label = "webhooks", gettext_lazy("Webhooks")

    @property
    def refusal(self) -> str:
        return _("It waits to be looked at anyway.") if self.row.state in WAITING else ""

    def do(self, form) -> bool:
        return look_again(self.row.pk, actor=self.request.user)

    def success(self) -> str:
        return _("The webhook is in the queue again.")


class PutAsideView(OfRow):
    """«Отложить»."""

    permission = LOOK_AGAIN
    form_class = NoteForm
    page_title = gettext_lazy("Put aside")
    submit_label = gettext_lazy("Put aside")
    told = gettext_lazy(
        "It leaves the list of what waits. No payment changes, and it can be looked at again."
    )
    header_icon = "minus"
    list_name, list_label = "webhooks", gettext_lazy("Webhooks")

    @property
    def refusal(self) -> str:
        if self.row.state in STUCK:
            return ""
        return _("Only what waits for its payment or was given up can be put aside.")

    def do(self, form) -> bool:
        return put_aside(self.row.pk, actor=self.request.user, note=form.cleaned_data["note"])

    def success(self) -> str:
        return _("The webhook is put aside.")


class RegisterAgainView(OfRow):
    permission = RECEIPT_AGAIN
    page_title = gettext_lazy("Send again")
    submit_label = gettext_lazy("Send again")
    told = gettext_lazy("The receipt is taken to the fiscal register once more; none is registered twice.")
    list_name, list_label = "receipts", gettext_lazy("Fiscal receipts")
    model = FiscalReceipt

    @property
    def refusal(self) -> str:
        is_done = self.row.status == ReceiptStatus.REGISTERED
        return _("The receipt is registered already.") if is_done else ""

    def do(self, form) -> bool:
        return register_again(self.row.pk, actor=self.request.user)

    def success(self) -> str:
        return _("The receipt is in the queue again.")
