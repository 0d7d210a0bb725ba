"""What the staff do with the money of one order: cash, parts, links to pay by."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.money import format_rub
from core.once import once
from orders.admin_views import ActionView, OrderView
from orders.models import Order
from orders.selectors.admin import rows

from ..admin_forms import CashForm
from ..admin_plan import PartFormSet, PlanForm, initial_parts
from ..errors import NothingDue
from ..links import pay_address
from ..models import Payment, PaymentSchedule
from ..permissions import PLAN, RECORD_CASH
from ..qr import drawing
from ..selectors.desk_money import DeskMoney, desk_money
from ..services.cash import record_cash
from ..services.plans import ask_for_part, plan_payments


class OfOrderMoney:
    """Over the views of an order: how its money stands."""

    header_icon = "rouble"

    @cached_property
    def money(self) -> DeskMoney:
        return desk_money(self.order)

    @property
    def refusal(self) -> str:
        return "" if self.money.left else NothingDue().message


class CashView(OfOrderMoney, ActionView):
    """«Принять наличные»."""

    permission = RECORD_CASH
    form_class = CashForm
    page_title = gettext_lazy("Record cash")
    submit_label = gettext_lazy("Money is received")
    told = gettext_lazy("Write down money that you hold in your hands. The customer gets a letter.")

    def get_initial(self) -> dict:
        due = self.money.due
        return {**super().get_initial(), "amount": due.amount if due else self.money.left}

    def act_on(self, form: CashForm) -> None:
        given = form.cleaned_data

        def effect() -> int:
            return record_cash(
                self.order.pk, given["amount"], actor=self.request.user, version=given["version"]
            ).pk

        self.payment = Payment.objects.get(pk=once(self.request, form, effect))

    def success(self) -> str:
        return _("%(number)s: %(amount)s received.") % {
            "number": self.order.order_id,
            "amount": format_rub(self.payment.amount),
        }


class PlanView(OfOrderMoney, ActionView):
    """«Оплата частями»: the parts add up to what the order costs."""

    template_name = "payments/admin/plan.html"
    permission = PLAN
    form_class = PlanForm
    page_title = gettext_lazy("Plan payment in parts")
    submit_label = gettext_lazy("Save the plan")

    @cached_property
    def parts(self):
        given = self.request.POST if self.request.method == "POST" else None
        return PartFormSet(given, initial=initial_parts(self.order), prefix="parts")

    def form_valid(self, form: PlanForm) -> HttpResponse:
        if not self.parts.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def act_on(self, form: PlanForm) -> None:
        parts = [part.part for part in self.parts if not part.is_blank]
        form.cleaned_data["parts"] = parts  # of what the key is about
        version = form.cleaned_data["version"]

        def effect() -> int:
            plan_payments(self.order.pk, parts, actor=self.request.user, version=version)
            return self.order.pk

        once(self.request, form, effect)

    def success(self) -> str:
        return _("%(number)s: the plan of payment is saved.") % {"number": self.order.order_id}


class OfPart(OfOrderMoney):
    """About a part of the plan; `pk` is the part's."""

    @cached_property
    def part(self) -> PaymentSchedule:
        return get_object_or_404(PaymentSchedule, pk=self.kwargs["pk"])

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(rows(), pk=self.part.order_id)


class AskView(OfPart, ActionView):
    """«Запросить оплату»: repeating it changes nothing."""

    permission = PLAN
    page_title = gettext_lazy("Ask for this part")
    submit_label = gettext_lazy("Ask for it")

    @property
    def told(self) -> str:
        return _("“%(part)s”, %(amount)s: its link works from now on, and a balance pays it.") % {
            "part": self.part.label,
            "amount": format_rub(self.part.amount),
        }

    def act(self, given: dict) -> None:
        ask_for_part(self.part.pk, actor=self.request.user)

    def success(self) -> str:
        return _("“%(part)s” is asked for now. Send the customer its link.") % {"part": self.part.label}


class LinkView(OfOrderMoney, OrderView, TemplateView):
    """«Ссылка на оплату»: an address and its QR code, to be sent, shown or printed."""

    template_name = "payments/admin/link.html"
    permission = PLAN
    page_title = gettext_lazy("Pay link")
    part: PaymentSchedule | None = None

    def get_page_subtitle(self) -> str:
        return self.order.order_id

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.screen, "label": self.order.order_id},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def refusal(self) -> str:
        return "" if self.money.due else NothingDue().message

    @cached_property
    def address(self) -> str:
        return pay_address(self.order, self.part)

    def qr(self) -> SafeString:
        return mark_safe(drawing(self.address))  # noqa: S308 - drawn by us from the address alone


class PartLinkView(OfPart, LinkView):
    """Of one part; it works while the part is the next to be paid."""

    @property
    def refusal(self) -> str:
        due = self.money.due
        return "" if due and due.part == self.part else _("This part is not the next to be paid.")
