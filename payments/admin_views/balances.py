"""Balances of customers: the statement, and what the staff credit or take off."""

from uuid import uuid4

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.money import format_rub
from core.once import once
from users.models import CustomUser

from ..admin_forms import BalanceForm, NewBalanceForm
from ..models import BalanceAccount, BalanceEntry
from ..permissions import CORRECT_BALANCE, VIEW_BALANCES
from ..selectors.admin import account_rows
from ..services.ledger import credit
from .base import MoneyActionView, MoneyView

ENTRIES_ON_A_PAGE = 50


class OfBalances(MoneyView):
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("balances:index"), "label": _("Balances")},
            {"url": "", "label": self.get_page_title()},
        ]


class StatementView(OfBalances, TemplateView):
    """Every movement of one balance, the newest first."""

    template_name = "payments/admin/statement.html"
    permission = VIEW_BALANCES

    @cached_property
    def account(self) -> BalanceAccount:
        return get_object_or_404(account_rows(), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.account)

    def get_context_data(self, **kwargs) -> dict:
        entries = self.account.entries.select_related("payment__order", "refund", "actor").order_by("-pk")
        page = Paginator(entries, ENTRIES_ON_A_PAGE).get_page(self.request.GET.get("p"))
        may_correct = self.request.user.has_perm(CORRECT_BALANCE)
        return super().get_context_data(account=self.account, entries=page, may_correct=may_correct, **kwargs)


class BalanceActionView(OfBalances, MoneyActionView):
    permission = CORRECT_BALANCE
    submit_label = gettext_lazy("Write it")
    told = gettext_lazy("The customer sees it in the statement. What is credited pays waiting orders.")

    def customer(self, form) -> CustomUser:
        raise NotImplementedError

    def act(self, form) -> None:
        given = form.cleaned_data
        takes = given.get("direction") == BalanceForm.TAKE
        amount = -given["amount"] if takes else given["amount"]
        actor, customer = self.request.user, self.customer(form)

        def effect() -> int:
            key = f"staff:{customer.pk}:{actor.pk}:{given['key'] or uuid4()}"
            return credit(customer.pk, amount, actor=actor, reason=given["reason"], key=key).pk

        entries = BalanceEntry.objects.select_related("account__user")
        self.entry = entries.get(pk=once(self.request, form, effect))

    def success(self) -> str:
        return _("%(customer)s: %(balance)s on the balance now.") % {
            "customer": self.entry.account,
            "balance": format_rub(self.entry.balance_after),
        }


class CorrectView(BalanceActionView):
    """«Начислить или исправить» for a customer who has a balance."""

    form_class = BalanceForm
    page_title = gettext_lazy("Credit or correct")

    @cached_property
    def account(self) -> BalanceAccount:
        return get_object_or_404(account_rows(), pk=self.kwargs["pk"])

    @property
    def subject(self) -> str:
        return _("%(customer)s: %(balance)s on the balance.") % {
            "customer": self.account,
            "balance": format_rub(self.account.balance),
        }

    @property
    def back(self) -> str:
        return reverse("balances:inspect", args=[self.account.pk])

    def customer(self, form: BalanceForm) -> CustomUser:
        return self.account.user


class CreditView(BalanceActionView):
    """«Начислить клиенту»: also the way a customer gets a balance."""

    form_class = NewBalanceForm
    page_title = gettext_lazy("Credit a customer")

    def customer(self, form: NewBalanceForm) -> CustomUser:
        return form.customer

    @property
    def back(self) -> str:
        entry = getattr(self, "entry", None)
        return reverse("balances:inspect", args=[entry.account_id]) if entry else reverse("balances:index")
