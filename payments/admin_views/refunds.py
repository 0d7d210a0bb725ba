"""Cash that the shop owes back, as for a cancelled order: somebody gives it and says so."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.money import format_rub
from core.once import once

from ..enums import RefundStatus
from ..errors import PaymentNotFound
from ..models import Refund
from ..permissions import REFUND
from ..selectors.admin import refund_rows
from ..services.refunds import hand_out, is_to_be_handed_out
from .base import MoneyActionView


class HandOutView(MoneyActionView):
    """«Деньги отданы»."""

    permission = REFUND
    header_icon = "rouble"
    page_title = gettext_lazy("Cash is given back")
    submit_label = gettext_lazy("I gave the money back")
    told = gettext_lazy("First give the money to the customer, then write it down here. A receipt follows.")

    @cached_property
    def refund(self) -> Refund:
        return get_object_or_404(refund_rows(), pk=self.kwargs["pk"])

    @property
    def subject(self) -> str:
        refund = self.refund
        about = refund.payment.order_reference or str(refund.payment)
        return f"{about} · {format_rub(refund.amount)} · {refund.get_reason_display()}"

    @property
    def refusal(self) -> str:
        waits = self.refund.status == RefundStatus.REQUESTED and is_to_be_handed_out(self.refund)
        return "" if waits else _("No cash waits to be given back here.")

    @property
    def back(self) -> str:
        return reverse("refunds:inspect", args=[self.refund.pk])

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("refunds:index"), "label": _("Refunds")},
            {"url": self.back, "label": format_rub(self.refund.amount)},
            {"url": "", "label": self.get_page_title()},
        ]

    def act(self, form) -> None:
        def effect() -> int:
            return hand_out(self.refund.pk, actor=self.request.user).pk

        try:
            once(self.request, form, effect)
        except PaymentNotFound as refused:
            raise DomainError(_("No cash waits to be given back here.")) from refused

    def success(self) -> str:
        return _("%(amount)s are given back.") % {"amount": format_rub(self.refund.amount)}
