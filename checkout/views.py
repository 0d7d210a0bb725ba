"""The checkout over HTTP: one page, one POST that places the order, two small questions of its scripts."""

import time
from collections.abc import Collection
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cart.address_service import LONGEST, address_service
from cart.errors import LineNotFound
from cart.selectors.counting import pieces_of
from cart.selectors.owner import owner_of
from core.errors import DomainError
from core.idempotency import Answer, KeyMissing, KeyReused, KeyRunning
from core.responses import SeeOther
from orders.enums import PaymentMethod
from orders.links import link_of
from orders.models import Order
from orders.services.guest_codes import open_to
from payments.entry import begin_to_pay
from payments.errors import GatewayUnavailable
from payments.visits import waits_to_be_paid
from users import limiter
from users.enums import Door
from users.errors import OrderNeedsConsent, TextChanged, TooManyAttempts
from users.pace import is_hasty
from users.services.consents import ticked
from users.views.entrance import SIGNUP_EMAIL

from .errors import CartEmpty, QuoteChanged, TooManyOrders
from .forms import CheckoutForm, body_of
from .pages import Asked, fresh_key, page, summary
from .payment import check_way, method_of
from .services import place_once

NEEDED_TO_THANK = ("status", "user_id", "contact_email", "link_version", "payment_method")
ADDRESSES_A_MINUTE = 40  # each is paid for, and keeps a worker for as long as the service thinks
STATUSES = {
    KeyMissing: HTTPStatus.BAD_REQUEST,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyOrders: HTTPStatus.TOO_MANY_REQUESTS,
}
# The second press of an impatient hand waits for the first one, and gets its answer.
PAUSES = (0.2, 0.4, 0.8, 1.6)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """The page. A POST places the order, or shows the page again with all that was typed."""
    owner = owner_of(request)
    try:
        if owner is None:
            raise CartEmpty
        asked = Asked.of(request, owner)
        if request.method != "POST":
            return page(asked)
        asked.choose()
        if "recalculate" in request.POST:
            return page(asked.kept())
        return _place(asked)
    except CartEmpty as refusal:
        if ordered := waits_to_be_paid(request):
            messages.info(request, _("The order is placed already. Here it can be paid, in another way too."))
            return SeeOther(ordered)
        is_old = _names_lines(request) and pieces_of(request)
        messages.warning(request, LineNotFound().message if is_old else refusal.message)
        return SeeOther(reverse("cart"))


@never_cache
@sensitive_post_parameters()
@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """The summary of what is typed so far: a part of the page, for its script."""
    owner = owner_of(request)
    try:
        if owner is None:
            raise CartEmpty
        return summary(Asked.of(request, owner).choose())
    except CartEmpty as refusal:
        return HttpResponse(refusal.message, status=HTTPStatus.CONFLICT, content_type="text/plain")


@never_cache
@sensitive_post_parameters()
@require_POST
def addresses(request: HttpRequest) -> JsonResponse:
    """Addresses that begin like what is typed; none for whoever has nothing to order or asks too often.

    A POST, because what is typed is where somebody lives, and no log may show it.
    """
    typed = request.POST.get("q", "")[:LONGEST]
    may_ask = owner_of(request) is not None and not is_hasty(request, "addresses", most=ADDRESSES_A_MINUTE)
    found = address_service().suggest(typed) if may_ask else []
    rows = [{"text": each.text, "zone": each.zone, "km": each.km} for each in found]
    return JsonResponse({"suggestions": rows})


def _names_lines(request: HttpRequest) -> bool:
    """Whether some lines of the cart were asked for: then others may still lie there."""
    return "line" in (request.POST if request.method == "POST" else request.GET)


def _place(asked: Asked) -> HttpResponse:
    form = asked.form()
    if not form.is_valid():
        return page(asked.kept(), form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        answer = _limited(asked, form)
    except KeyRunning as refusal:
        return _running(asked.request, refusal)
    except CartEmpty:
        raise
    except TextChanged as refusal:
        form.ask_again(refusal.message)
        return page(asked.kept(), form=form, status=HTTPStatus.CONFLICT)
    except OrderNeedsConsent as refusal:
        form.add_error("consent_personal_data", refusal.message)
        return page(asked.kept(), form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except DomainError as refusal:
        status = STATUSES.get(type(refusal), HTTPStatus.CONFLICT)
        response = page(asked.kept(), form=form, refusal=refusal, key=fresh_key(), status=status)
        if isinstance(refusal, TooManyOrders):
            response["Retry-After"] = str(refusal.retry_after)
        return response
    return _thank(asked, answer)


def _limited(asked: Asked, form: CheckoutForm) -> Answer:
    """`_once`, not too often: who orders on and on takes the pieces from all others, and letters go out in
    the name that he typed. What was refused, or had been placed before, is not counted; a changed total is,
    because it may tell of the person whose phone was typed.
    """
    request = asked.request
    user = request.user if request.user.is_authenticated else None
    try:
        current = limiter.begin(request, Door.ORDER, user=user, about=form.contact(None).email)
    except TooManyAttempts as refusal:
        raise TooManyOrders(refusal.retry_after) from refusal
    try:
        answer = _once(asked, form)
    except QuoteChanged:
        raise
    except BaseException:
        current.forgive()
        raise
    if answer.is_repeat:
        current.forgive()
    return answer


def _once(asked: Asked, form: CheckoutForm) -> Answer:
    """Place the order once for the key of this page. Raises what `place_once` raises."""
    request, data = asked.request, asked.request.POST
    for pause in (*PAUSES, None):
        try:
            return place_once(
                data.get("key", ""),
                body_of(data, lines=asked.lines or ()),
                asked.owner,
                missed=asked.missed or _why_not(asked),
                seen=asked.seen,
                contact=form.contact(asked.owner.user_id),
                handover=form.handed_over(),
                consents=ticked(request, form.agreed()),
                method=method_of(asked.way),
                only=asked.lines,
            )
        except KeyRunning:
            if pause is None:
                raise
            time.sleep(pause)
    raise AssertionError("unreachable")


def _why_not(asked: Asked) -> GatewayUnavailable | None:
    """What stands against the way of payment that was chosen."""
    try:
        check_way(asked.way, asked.user)
    except GatewayUnavailable as refusal:
        return refusal
    return None


def _thank(asked: Asked, answer: Answer) -> HttpResponse:
    """The page of the first order is the thank-you page; the linked one is named there. Who pays online goes
    on to the provider and comes back to that page.
    """
    request, numbers = asked.request, answer.body["orders"]
    orders = Order.objects.filter(order_id__in=numbers)
    placed = {order.order_id: order for order in orders.only("order_id", *NEEDED_TO_THANK)}
    order = placed[numbers[0]]
    asked.forget()
    back = _remembered(request, order, placed.values())
    if order.payment_method == PaymentMethod.ONLINE:
        return begin_to_pay(request, order, asked.way, back=back)
    told = (
        _("Thank you! The request %(number)s is sent. A letter with its link is on its way.")
        if order.is_request
        else _("Thank you! The order %(number)s is placed. A letter with its link is on its way.")
    )
    messages.success(request, told % {"number": order.order_id})
    return SeeOther(back)


def _remembered(request: HttpRequest, order: Order, orders: Collection[Order]) -> str:
    """The path of the order's page, open to who has just placed it."""
    if order.user_id:
        return reverse("account_order", args=[order.order_id])
    request.session[SIGNUP_EMAIL] = order.contact_email
    open_to(request, orders)
    return link_of(order)


def _running(request: HttpRequest, refusal: KeyRunning) -> HttpResponse:
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {"refusal": refusal, "fields": [each for each in fields if each[0] != "csrfmiddlewaretoken"]}
    response = render(request, "checkout/running.html", context, status=HTTPStatus.CONFLICT)
    response["Retry-After"] = str(refusal.retry_after)
    return response
