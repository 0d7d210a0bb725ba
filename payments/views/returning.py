"""Back from the provider. What it says on the way decides nothing: the provider itself is asked.

The address knows the payment, and passes through the provider's hands. So it leads to the order only whom the
session knows, and tells everybody else no more than whether the payment was made.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.responses import SeeOther

from ..enums import PaymentStatus
from ..models import Payment
from ..outcome import words_of
from ..selectors.pages import seconds_left
from ..services.polling import sync_if_stale
from ..services.starting import CALLED_OFF
from ..visits import order_page, way_back

LEVELS = {PaymentStatus.COMPLETED: messages.SUCCESS, PaymentStatus.REVIEW: messages.INFO}


@never_cache
@require_GET
def returned(request: HttpRequest, payment_id) -> HttpResponse:
    """Where the provider sends the customer back to, whatever happened."""
    payment = sync_if_stale(_payment(payment_id))
    back = way_back(request, payment)
    if payment.status == PaymentStatus.PENDING and not _is_unfinished(request, payment):
        return render(request, "payments/checking.html", {"payment": payment, "back": back})
    heading, told = words_of(payment)
    if back:
        level = messages.WARNING if payment.refunded else LEVELS.get(payment.status, messages.WARNING)
        messages.add_message(request, level, f"{heading}. {told}")
        return SeeOther(back)
    more = "" if payment.account_id else _("The link to the order is in the letter that we have sent.")
    return render(request, "payments/notice.html", {"heading": heading, "told": f"{told} {more}".strip()})


@never_cache
@require_GET
def state(request: HttpRequest, payment_id) -> JsonResponse:
    """How the payment stands, for pages that wait. url: where to go once it is not pending any more."""
    payment = sync_if_stale(_payment(payment_id))
    left = seconds_left(payment.expires_at) if payment.status == PaymentStatus.PENDING else None
    answer = {"status": payment.status, "seconds_left": left}
    if payment.order_id and order_page(request, payment.order):
        answer["order_status"] = payment.order.status
    if payment.status != PaymentStatus.PENDING or _is_capture_refused(payment):
        answer["url"] = reverse("payment_return", args=[payment.payment_id])
    return JsonResponse(answer)


def _payment(payment_id) -> Payment:
    found = Payment.objects.select_related("order", "account", "gateway")
    return get_object_or_404(found, payment_id=payment_id)


def _is_unfinished(request: HttpRequest, payment: Payment) -> bool:
    """Whether there is nothing to wait for: he went away from the provider's page himself, or the bank said
    no after he had left it. The payment is open, and he can go on.
    """
    return CALLED_OFF in request.GET or _is_capture_refused(payment)


def _is_capture_refused(payment: Payment) -> bool:
    """As the provider told last; while somebody else is asking it, nobody knows."""
    tries = list(payment.attempts.all())
    is_asked = payment.asked_at is not None and (payment.synced_at or payment.asked_at) < payment.asked_at
    return bool(tries) and tries[-1].is_refused_capture and not is_asked
