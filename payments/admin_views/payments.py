"""One payment in the back office, and what can be done with it."""

from uuid import uuid4

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.log_actions import registry

from core.errors import DomainError
from core.money import ZERO, format_rub
from core.once import once
from users.models import CustomUser

from ..admin_forms import NoteForm, RefundForm
from ..enums import UNDER_WAY, GatewayType, PaymentStatus, RefundReason, RefundRoad, RefundStatus
from ..errors import GatewayUnavailable, PaymentNotFound
from ..models import Payment, Refund
from ..permissions import REFUND, SETTLE_REVIEW, VIEW
from ..providers.base import ProviderError
from ..selectors.admin import payment_rows, payment_screen
from ..selectors.refund_limits import RefundRoom, room_of
from ..services import journal
from ..services.refunds import can_be_refunded, is_to_be_handed_out, refund_payment
from ..services.reviewing import accept_as_received, dismiss, send_back_received
from ..services.syncing import sync_payment
from .base import MoneyActionView, MoneyView


class OfPayment(MoneyView):
    """About one payment."""

    header_icon = "rouble"

    @cached_property
    def payment(self) -> Payment:
        return get_object_or_404(payment_rows(), pk=self.kwargs["pk"])

    @property
    def number(self) -> str:
        """Of its invoice; before that the beginning of our own."""
        return self.payment.invoice_number or str(self.payment.payment_id)[:8]

    @property
    def back(self) -> str:
        return reverse("payments:inspect", args=[self.payment.pk])

    @property
    def subject(self) -> str:
        about = self.payment.order_reference or str(self.payment.user)
        total = format_rub(self.payment.total_amount)
        return f"{about} · {self.payment.gateway} · {total} · {self.payment.get_status_display()}"

    def get_page_subtitle(self) -> str:
        return self.number

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("payments:index"), "label": _("Payments")},
            {"url": self.back, "label": self.number},
            {"url": "", "label": self.get_page_title()},
        ]


class PaymentScreen(OfPayment, TemplateView):
    """Everything about a payment, and what may be done next."""

    template_name = "payments/admin/payment.html"
    permission = VIEW

    @cached_property
    def payment(self) -> Payment:
        return get_object_or_404(payment_screen(), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Payment %(number)s") % {"number": self.number}

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*super().get_breadcrumbs_items()[:-2], {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs) -> dict:
        payment, user = self.payment, self.request.user
        settles = user.has_perm(SETTLE_REVIEW)
        is_review = payment.status == PaymentStatus.REVIEW and bool(payment.review_reason)
        hands = user.has_perm(REFUND)
        gives = hands and can_be_refunded(payment)
        return super().get_context_data(
            payment=payment,
            refunds=[
                (
                    refund,
                    gives and refund.to_repeat,
                    hands and refund.to_settle,
                    hands and _waits_for_cash(refund),
                )
                for refund in payment.refunds.all()
            ],
            recorded_by=_recorder(payment),
            history=registry.get_logs_for_instance(payment).select_related("user").order_by("-timestamp"),
            may_give_back=gives,
            may_ask=payment.gateway.is_online and bool(payment.gateway_reference),
            may_accept=settles and is_review and payment.captured > ZERO,
            may_send_back=settles and is_review,
            is_anothers=bool(payment.review_reason) and not settles,
            may_dismiss=settles and bool(payment.review_reason) and not is_review,
            **kwargs,
        )


class RefundView(OfPayment, MoneyActionView):
    """«Вернуть деньги»: a part of the payment or all that is left of it."""

    permission = REFUND
    form_class = RefundForm
    page_title = gettext_lazy("Give money back")
    submit_label = gettext_lazy("Give back")
    is_serious = True

    @cached_property
    def room(self) -> RefundRoom:
        return room_of(self.payment, self.request.user)

    @property
    def refusal(self) -> str:
        return self.room.refusal if can_be_refunded(self.payment) else RefundRoom(ZERO).refusal

    @property
    def told(self) -> str:
        if self.payment.gateway.is_online:
            return _("The money goes the way it was paid, to the same card or account, within some days.")
        if self.payment.gateway.gateway_type == GatewayType.CASH_ON_DELIVERY:
            return _("It was paid by hand: give the money to the customer yourself, the shop writes it down.")
        return _("The money is on the customer's balance at once.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "payment": self.payment, "room": self.room}

    def get_initial(self) -> dict:
        """What failed is asked for again with the same words."""
        failed = _failed(self.payment, self.request.GET.get("again", ""))
        most = self.room.most
        if failed is None:
            return {"amount": most, "road": RefundRoad.PROVIDER}
        return {
            "amount": min(failed.amount, most),
            "reason": failed.reason,
            "road": failed.road,
            "note": failed.note,
        }

    def act(self, form: RefundForm) -> None:
        given = form.cleaned_data

        def effect() -> int:
            return refund_payment(
                self.payment.pk,
                given["amount"],
                actor=self.request.user,
                reason=RefundReason(given["reason"]),
                road=RefundRoad(given.get("road") or RefundRoad.PROVIDER),
                key=f"{self.payment.pk}:{self.request.user.pk}:{given['key'] or uuid4()}",
                note=given["note"],
                returned_items=given.get("returned_items", ()),
            ).pk

        self.refund = Refund.objects.get(pk=once(self.request, form, effect))

    def success(self) -> str:
        if self.refund.status in UNDER_WAY:
            return _("%(amount)s are on their way back.") % {"amount": format_rub(self.refund.amount)}
        return _("%(amount)s are given back.") % {"amount": format_rub(self.refund.amount)}


class SyncView(OfPayment, MoneyActionView):
    """«Спросить шлюз»: what the webhook would have told."""

    permission = VIEW
    page_title = gettext_lazy("Ask the provider")
    submit_label = gettext_lazy("Ask")
    told = gettext_lazy("The payment is brought to what the provider says of it now.")

    @property
    def refusal(self) -> str:
        if self.payment.gateway.is_online and self.payment.gateway_reference:
            return ""
        return _("No provider knows this payment.")

    def act(self, form) -> None:
        """Not by `once`: a provider is called in no transaction, and repeating it changes nothing."""
        before = self.payment.status
        try:
            synced = sync_payment(self.payment.pk)
        except ProviderError as error:
            raise DomainError(
                _("The provider does not answer now. Nothing has changed; try again in some minutes.")
            ) from error
        except GatewayUnavailable as error:
            raise DomainError(_("The server has no keys of this provider, so it cannot be asked.")) from error
        actor = self.request.user
        journal.write_log(synced, journal.PROVIDER_ASKED, actor=actor, old=before, new=synced.status)
        self.synced = synced

    def success(self) -> str:
        return _("The provider was asked. The payment now: %(status)s.") % {
            "status": self.synced.get_status_display()
        }


class SettleView(OfPayment, MoneyActionView):
    """A decision about what has to be looked at; why is written down."""

    permission = SETTLE_REVIEW
    form_class = NoteForm

    @property
    def refusal(self) -> str:
        return "" if self.is_open() else _("There is nothing to decide about this payment any more.")

    def is_open(self) -> bool:
        return self.payment.status == PaymentStatus.REVIEW and bool(self.payment.review_reason)

    def settle(self, payment_pk: int, *, actor: CustomUser, note: str) -> Payment:
        raise NotImplementedError

    def act(self, form: NoteForm) -> None:
        note = form.cleaned_data["note"]

        def effect() -> int:
            return self.settle(self.payment.pk, actor=self.request.user, note=note).pk

        try:
            once(self.request, form, effect)
        except PaymentNotFound as refused:
            raise DomainError(_("There is nothing to decide about this payment any more.")) from refused


class AcceptView(SettleView):
    page_title = gettext_lazy("Count as received")
    submit_label = gettext_lazy("Count as received")

    def is_open(self) -> bool:
        return super().is_open() and self.payment.captured > ZERO

    @property
    def told(self) -> str:
        return _("%(received)s count for it instead of %(expected)s; the order goes on by that.") % {
            "received": format_rub(self.payment.captured),
            "expected": format_rub(self.payment.amount),
        }

    def settle(self, payment_pk: int, *, actor: CustomUser, note: str) -> Payment:
        return accept_as_received(payment_pk, actor=actor, note=note)


class SendBackView(SettleView):
    page_title = gettext_lazy("Send back")
    submit_label = gettext_lazy("Send back")
    is_serious = True

    @property
    def told(self) -> str:
        if self.payment.refundable > ZERO:
            return _("%(amount)s go back the way they came.") % {
                "amount": format_rub(self.payment.refundable)
            }
        return _("No money came by it; it is only taken off the list.")

    def settle(self, payment_pk: int, *, actor: CustomUser, note: str) -> Payment:
        return send_back_received(payment_pk, actor=actor, note=note)


class DismissView(SettleView):
    page_title = gettext_lazy("Looked into")
    submit_label = gettext_lazy("Take off the list")
    told = gettext_lazy("The payment stays as it is and leaves the list of what is to be looked at.")

    def is_open(self) -> bool:
        return bool(self.payment.review_reason) and self.payment.status != PaymentStatus.REVIEW

    def settle(self, payment_pk: int, *, actor: CustomUser, note: str) -> Payment:
        return dismiss(payment_pk, actor=actor, note=note)


def _waits_for_cash(refund: Refund) -> bool:
    return refund.status == RefundStatus.REQUESTED and is_to_be_handed_out(refund)


def _recorder(payment: Payment) -> CustomUser | None:
    """Who took the cash."""
    pk = payment.metadata.get("recorded_by")
    return CustomUser.objects.filter(pk=pk).first() if isinstance(pk, int) else None


def _failed(payment: Payment, pk: str) -> Refund | None:
    """The failed refund that the address names. Raises Http404 for another payment's."""
    if not pk:
        return None
    known = {str(refund.pk): refund for refund in payment.refunds.filter(status=RefundStatus.FAILED)}
    if pk not in known:
        raise Http404
    return known[pk]
