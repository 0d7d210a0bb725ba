"""Where somebody who pays came from. The session keeps it, because an address of a return page passes
through the provider's hands: whoever finds it there must not come to the order by it.
"""

from django.http import HttpRequest
from django.urls import reverse

from orders.links import link_of
from orders.services.guest_codes import is_opened

from .enums import PaymentStatus
from .models import Payment

PAYING = "paying"  # key of the session: the page to go back to, by payment
KEPT = 10


def remember(request: HttpRequest, payment: Payment, page: str) -> None:
    """page: the path from which this session pays."""
    uid = str(payment.payment_id)
    kept = [each for each in request.session.get(PAYING, {}).items() if each[0] != uid]
    request.session[PAYING] = dict([*kept[1 - KEPT :], (uid, page)])


def waits_to_be_paid(request: HttpRequest) -> str:
    """The page of what this session began to pay last, as long as that is open; "" for none."""
    last = next(reversed(request.session.get(PAYING, {}).items()), None)
    if last is None:
        return ""
    uid, page = last
    is_open = Payment.objects.filter(payment_id=uid, status=PaymentStatus.PENDING).exists()
    return page if is_open else ""


def way_back(request: HttpRequest, payment: Payment) -> str:
    """The page that this visitor may go back to; "" for a stranger."""
    if known := request.session.get(PAYING, {}).get(str(payment.payment_id)):
        return known
    user_pk = request.user.pk if request.user.is_authenticated else None
    if payment.account_id:
        return reverse("account_balance") if payment.account.user_id == user_pk else ""
    return order_page(request, payment.order)


def order_page(request: HttpRequest, order) -> str:
    """The order's page for its owner, or for a session that has opened it; "" for a stranger."""
    if order.user_id is not None and request.user.is_authenticated and order.user_id == request.user.pk:
        return reverse("account_order", args=[order.order_id])
    return link_of(order) if is_opened(request, order) else ""
