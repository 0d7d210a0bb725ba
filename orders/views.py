"""Orders for those who placed them: in the account, and by a guest's link."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cart.selectors.counting import forget
from cart.selectors.owner import owner_with_session
from core.errors import DomainError
from core.responses import SeeOther
from users.errors import TooManyAttempts
from users.views.gates import account_page

from .enums import CancelReason, Role
from .forms import CancelForm, OrderCodeForm
from .models import Order
from .selectors.documents import documents_of
from .selectors.pages import links_of, order_view, orders_of_customer
from .services import guest_codes
from .services.moves import cancel_order
from .services.repeating import put_into_cart_again
from .ways import Way, linked_order, own_order


@require_GET
@account_page
def listing(request: HttpRequest) -> HttpResponse:
    given = request.GET
    page, groups = orders_of_customer(request.user, group=given.get("group", ""), number=given.get("page"))
    context = {"section": "orders", "page_of_orders": page, "groups": groups}
    return render(request, "orders/listing.html", context)


@require_GET
@account_page
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, own_order(request, number))


@require_http_methods(["GET", "POST"])
@account_page
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    return _cancel(request, own_order(request, number))


@require_POST
@account_page
def repeat(request: HttpRequest, number: str) -> HttpResponse:
    return _repeat(request, own_order(request, number))


@never_cache
@require_GET
def show_by_link(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, linked_order(request, token))


@never_cache
@require_POST
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """A letter with the code that shows the guest's own data."""
    way = linked_order(request, token)
    try:
        guest_codes.send_code(request, way.order)
    except TooManyAttempts as refusal:
        return _too_many(request, way, refusal)
    return SeeOther(f"{way.url()}#contact")


@never_cache
@sensitive_post_parameters("code")
@require_POST
def enter_code(request: HttpRequest, token: str) -> HttpResponse:
    way, form = linked_order(request, token), OrderCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, way, code_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        guest_codes.check_code(request, way.order, form.cleaned_data["code"])
    except TooManyAttempts as refusal:
        return _too_many(request, way, refusal)
    except DomainError as refusal:
        form.add_error("code", refusal.message)
        return _page(request, way, code_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return SeeOther(f"{way.url()}#contact")


@never_cache
@require_http_methods(["GET", "POST"])
def cancel_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A guest shows first that the order's letters come to him."""
    way = linked_order(request, token)
    if not way.is_open:
        messages.warning(request, _("Enter the code from the letter first, then the order can be cancelled."))
        return SeeOther(f"{way.url()}#contact")
    return _cancel(request, way)


@never_cache
@require_POST
def repeat_by_link(request: HttpRequest, token: str) -> HttpResponse:
    return _repeat(request, linked_order(request, token))


def _page(
    request: HttpRequest,
    way: Way,
    *,
    code_form: OrderCodeForm | None = None,
    refusal: DomainError | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    view = order_view(way.order, request)
    by_link = bool(way.token)
    waits_for_code = by_link and not way.is_open and guest_codes.is_sent(request, way.order)
    context = {
        "section": "orders",
        "way": way,
        "view": view,
        "order": way.order,
        "others": _others(view.others, by_link=by_link),
        "documents": [
            (document, way.url("document", document.pk))
            for document in documents_of(way.order, is_open=way.is_open)
        ],
        "code_form": code_form or (OrderCodeForm() if waits_for_code else None),
        "refusal": refusal,
        "offers_account": by_link and way.order.user_id is None and request.user.is_anonymous,
        "urls": {name or "page": way.url(name) for name in _names(by_link)},
    }
    template = "orders/by_link.html" if by_link else "orders/order.html"
    return render(request, template, context, status=status)


def _names(by_link: bool) -> tuple[str, ...]:
    return ("", "cancel", "repeat", "code", "open") if by_link else ("", "cancel", "repeat")


def _others(orders, *, by_link: bool) -> list[tuple[Order, str]]:
    """The linked orders, each with its page; who came by a link goes on by a link."""
    links = links_of(orders) if by_link else {}
    return [
        (order, links.get(order.pk) or reverse("account_order", args=[order.order_id])) for order in orders
    ]


def _cancel(request: HttpRequest, way: Way) -> HttpResponse:
    order = way.order
    view = order_view(order, request)
    if not view.can_cancel:
        messages.error(request, _("This order can no longer be cancelled here. Please call us."))
        return SeeOther(way.url())
    form = CancelForm(request.POST if request.method == "POST" else None, initial={"version": order.version})
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            return _cancelled(request, way, form)
    context = {
        "section": "orders",
        "order": order,
        "view": view,
        "form": form,
        "way": way,
        "page_url": way.url(),
    }
    return render(request, "orders/cancel.html", context, status=status)


def _cancelled(request: HttpRequest, way: Way, form: CancelForm) -> HttpResponse:
    actor = request.user if request.user.is_authenticated else None
    try:
        cancel_order(
            way.order.pk,
            role=Role.CUSTOMER,
            reason=CancelReason(form.cleaned_data["reason"]),
            actor=actor,
            version=form.cleaned_data["version"],
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The order is cancelled."))
    return SeeOther(way.url())


def _repeat(request: HttpRequest, way: Way) -> HttpResponse:
    done = put_into_cart_again(way.order, owner_with_session(request))
    forget(request)
    if done.added:
        messages.success(request, _("In the cart again: %(names)s.") % {"names": ", ".join(done.added)})
    for name, why in done.missing:
        messages.warning(request, f"{name}: {why}")
    return SeeOther(reverse("cart"))


def _too_many(request: HttpRequest, way: Way, refusal: TooManyAttempts) -> HttpResponse:
    response = _page(request, way, refusal=refusal, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(refusal.retry_after)
    return response
