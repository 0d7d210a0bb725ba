"""From a press of "pay" to the page of the provider, for the checkout, the order's page and the pay link
alike.

The way leads over a page of our own (`payment_go`): `form-action` of our policy holds for redirects too, so
the answer to a form may not lead to another host, and naming hosts of providers there would let any form
post to them.
"""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.responses import SeeOther
from orders.models import Order
from users import limiter
from users.enums import Door
from users.errors import TooManyAttempts

from .enums import GatewayType, PaymentStatus
from .errors import NothingDue
from .models import Payment
from .providers.base import OutcomeUnknown, ProviderError
from .services.paying import pay_by
from .visits import remember

logger = logging.getLogger(__name__)


def begin_to_pay(request: HttpRequest, order: Order, way: str, *, back: str) -> HttpResponse:
    """Start the payment and go where it is paid; `back` where that cannot be, with a message that says why.

    way: one that is offered to this very visitor. back: path of the page he came from. What is asked of a
    provider counts at the door of payments; the order stands whatever happens here.
    """
    try:
        payment = _started(request, order, way)
    except NothingDue:  # paid meanwhile, or out of time: the page says which
        return SeeOther(back)
    except ProviderError as error:
        messages.warning(request, sorry(error))
        return SeeOther(back)
    except (TooManyAttempts, DomainError) as refusal:
        messages.warning(request, refusal.message)
        return SeeOther(back)
    if payment.status == PaymentStatus.COMPLETED:
        messages.success(request, _("Thank you! The payment is received."))
        return SeeOther(back)
    return leave_for(request, payment, back=back)


def leave_for(request: HttpRequest, payment: Payment, *, back: str) -> HttpResponse:
    """To the page of the provider, by the page that leads there."""
    remember(request, payment, back)
    return SeeOther(reverse("payment_go", args=[payment.payment_id]))


def sorry(error: ProviderError) -> str:
    """What people read when a provider does not answer, or will not take the payment."""
    logger.warning("a payment could not be started: %s", error)
    if isinstance(error, OutcomeUnknown):
        return _(
            "The payment service does not answer just now, nothing was charged. Try again in a minute, or"
            " choose another way to pay."
        )
    return _("The payment service did not take this payment, nothing was charged. Choose another way to pay.")


def _started(request: HttpRequest, order: Order, way: str) -> Payment:
    if way == GatewayType.BALANCE:
        return pay_by(order.pk, way=way)
    current = limiter.begin(request, Door.PAYMENT, about=f"order {order.pk}")
    try:
        return pay_by(order.pk, way=way)
    except DomainError:  # nobody was asked
        current.forgive()
        raise
