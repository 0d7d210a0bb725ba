"""Paying by a link, and the step from our pages to the provider's."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.responses import SeeOther
from orders.errors import OrderNotFound
from users.views.gates import safe_next

from ..entry import begin_to_pay, sorry
from ..enums import PaymentStatus
from ..errors import GatewayUnavailable
from ..forms import WayForm
from ..links import Linked, linked
from ..models import Payment
from ..outcome import being_checked
from ..providers.base import ProviderError
from ..selectors.debts import Due
from ..selectors.pages import OrderMoney, payment_status, preferred, ways_of
from ..services.starting import start
from ..visits import way_back


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a pay link; a POST begins to pay. The order's own page posts here too, with `next`."""
    try:
        found = linked(token)
    except OrderNotFound as error:
        raise Http404 from error
    money = payment_status(found.order)
    due = _asked(found, money)
    back = safe_next(request, request.path)
    if due is None:
        return SeeOther(back) if request.method == "POST" else _closed(request, found, money)
    if request.method != "POST":
        return _page(request, found, money, due)
    form = WayForm(request.POST, ways=ways_of(found.order, due.amount, user=request.user))
    if form.is_valid():
        return begin_to_pay(request, found.order, form.cleaned_data["gateway"], back=back)
    if back != request.path:
        messages.warning(request, " ".join(form.errors["gateway"]))
        return SeeOther(back)
    return _page(request, found, money, due, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@never_cache
@require_GET
def go(request: HttpRequest, payment_id) -> HttpResponse:
    """Leads on to the provider. Nothing but an open payment is paid there."""
    payment = get_object_or_404(Payment.objects.select_related("order", "account"), payment_id=payment_id)
    if payment.status != PaymentStatus.PENDING:
        return SeeOther(reverse("payment_return", args=[payment.payment_id]))
    try:
        payment = payment if payment.pay_url else start(payment.pk)
    except (ProviderError, GatewayUnavailable) as error:
        messages.warning(request, sorry(error) if isinstance(error, ProviderError) else error.message)
        return SeeOther(way_back(request, payment) or reverse("payment_return", args=[payment.payment_id]))
    if not payment.pay_url.startswith(("https://", "http://")):
        raise Http404
    return render(request, "payments/go.html", {"payment": payment})


def _asked(found: Linked, money: OrderMoney) -> Due | None:
    """What the link asks to pay now. A part's link only when this part is the next one."""
    if not money.is_due:
        return None
    is_next = found.part is None or (money.due.part is not None and money.due.part.pk == found.part.pk)
    return money.due if is_next else None


def _page(
    request: HttpRequest,
    found: Linked,
    money: OrderMoney,
    due: Due,
    *,
    form: WayForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    ways = ways_of(found.order, due.amount, user=request.user)
    context = {
        "order": found.order,
        "items": found.order.items.order_by("pk"),
        "money": money,
        "due": due,
        "ways": ways,
        "chosen": preferred(ways, money.way),
        "form": form,
    }
    return render(request, "payments/pay.html", context, status=status)


def _closed(request: HttpRequest, found: Linked, money: OrderMoney) -> HttpResponse:
    """410 for a link that is done with; 200 for one whose time has not come."""
    part = next((view for view in money.plan if found.part and view.part.pk == found.part.pk), None)
    is_paid = money.is_paid or (part is not None and part.is_paid)
    is_over = is_paid or money.is_expired or found.order.is_cancelled
    heading, told = _told(is_paid=is_paid, is_checking=money.is_checking, is_over=is_over)
    context = {"heading": heading, "told": told, "order": found.order, "part": part.part if part else None}
    status = HTTPStatus.GONE if is_over else HTTPStatus.OK
    return render(request, "payments/notice.html", context, status=status)


def _told(*, is_paid: bool, is_checking: bool, is_over: bool) -> tuple[str, str]:
    if is_paid:
        return _("Already paid"), _("Thank you, nothing has to be paid by this link any more.")
    if is_checking:
        return being_checked()
    if is_over:
        return _("This link is closed"), _("The order is cancelled, nothing has to be paid.")
    return _("Nothing to pay yet"), _("We will write to you when it is time.")
