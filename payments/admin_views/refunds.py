"""Money that somebody gives back by hand and says so: cash that the shop owes, or what a provider refused."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.money import format_rub
from core.once import once

from ..admin_forms import OutsideForm
from ..enums import RefundStatus
from ..errors import PaymentNotFound
from ..models import Refund
from ..permissions import REFUND
from ..selectors.admin import refund_rows
from ..services.refunds import hand_out, is_to_be_handed_out
from ..services.refunds_outside import settle_outside
from .base import MoneyActionView


class OfRefund(MoneyActionView):
    permission = REFUND
    header_icon = "rouble"

    @cached_property
    def refund(self) -> Refund:
        return get_object_or_404(refund_rows(), pk=self.kwargs["pk"])

    @property
    def subject(self) -> str:
        refund = self.refund
        about = refund.payment.order_reference or str(refund.payment)
        return f"{about} · {format_rub(refund.amount)} · {refund.get_reason_display()}"

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

    def done(self, form) -> Refund:
        """Raises PaymentNotFound when it is not to be done any more."""
        raise NotImplementedError

    def act(self, form) -> None:
        try:
            once(self.request, form, lambda: self.done(form).pk)
        except PaymentNotFound as refused:
            raise DomainError(self.too_late) from refused

    def success(self) -> str:
        return _("%(amount)s are given back.") % {"amount": format_rub(self.refund.amount)}


class HandOutView(OfRefund):
    """«Деньги отданы»."""

    page_title = gettext_lazy("Cash is given back")
    submit_label = gettext_lazy("I gave the money back")
    told = gettext_lazy("First give the money to the customer, then write it down here. A receipt follows.")
    too_late = gettext_lazy("No cash waits to be given back here.")

    @property
    def refusal(self) -> str:
        waits = self.refund.status == RefundStatus.REQUESTED and is_to_be_handed_out(self.refund)
        return "" if waits else self.too_late

    def done(self, form) -> Refund:
        return hand_out(self.refund.pk, actor=self.request.user)


class OutsideView(OfRefund):
    """«Отметить: возвращено иначе»."""

    form_class = OutsideForm
    page_title = gettext_lazy("Given back otherwise")
    submit_label = gettext_lazy("The money was given back")
    is_serious = True
    told = gettext_lazy(
        "The provider refused this refund, or does not answer. If the customer has the money all the same, "
        "as by a bank transfer, write it down here: it counts as given back, and a receipt follows."
    )
    too_late = gettext_lazy("This refund is done, on its way, or was given back again meanwhile.")

    @property
    def refusal(self) -> str:
        return "" if self.refund.to_settle else self.too_late

    def done(self, form) -> Refund:
        return settle_outside(self.refund.pk, actor=self.request.user, note=form.cleaned_data["note"])
