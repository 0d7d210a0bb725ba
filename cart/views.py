"""The cart over HTTP. A page in the browser's own way: a form is posted, the answer is the next page.

Scripts post the same forms and take the parts that changed from the page they get; only adding has a short
answer in JSON, because the page it comes from stays.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError
from core.responses import SeeOther
from users import limiter
from users.enums import Door
from users.views.gates import safe_next

from .errors import LineNotFound, NotOnSale
from .forms import read_key, read_quantity
from .models import CartItem
from .selectors.chosen import Chosen, chosen_variant
from .selectors.counting import forget, pieces_of
from .selectors.owner import Owner, owner_of, owner_with_session
from .selectors.pages import cart_view
from .services import choices, lines
from .services.syncing import sync
from .templatetags.cart import cart_label


@never_cache
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put the chosen variant into the cart; a script gets the new number, a browser its page back."""
    try:
        chosen, _item = _add(request)
    except DomainError as refusal:
        return _refused_to_add(request, refusal)
    said = _("“%(name)s” is in the cart.") % {"name": chosen.name}
    if _wants_json(request):
        pieces = pieces_of(request)
        return JsonResponse({"said": said, "pieces": pieces, "label": cart_label(pieces)})
    link = format_html('<a href="{}">{}</a>', reverse("cart"), _("To the cart"))
    messages.success(request, format_html("{} {}", said, link))
    return SeeOther(_back_to_product(request, chosen.sku))


@never_cache
@require_POST
def buy(request: HttpRequest) -> HttpResponse:
    """Buy one piece at once: its line alone goes to the checkout, the rest of the cart waits. Pressed again,
    or after the way back, it buys no second piece.
    """
    try:
        _chosen, item = _add(request, is_topped_up=True)
    except DomainError as refusal:
        return _refused_to_add(request, refusal)
    return SeeOther(f"{reverse('checkout')}?{urlencode({'line': item.pk})}")


def _change(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """A change of the owner's cart: back to the cart, or the cart with the refusal in its place."""

    @wraps(view)
    @never_cache
    @require_POST
    def answer(request: HttpRequest, **ids: int) -> HttpResponse:
        owner = owner_of(request)
        if owner is None:  # whoever has no cart finds an empty one
            return SeeOther(reverse("cart"))
        try:
            view(request, owner, **ids)
        except DomainError as refusal:
            if isinstance(refusal, LineNotFound):
                return _page(request, refusal=refusal, status=HTTPStatus.NOT_FOUND)
            return _page(request, refusal=refusal, status=HTTPStatus.UNPROCESSABLE_ENTITY, **ids)
        forget(request)
        return SeeOther(safe_next(request, reverse("cart")))

    return answer


@_change
def change(request: HttpRequest, owner: Owner, item_id: int) -> None:
    """The number of pieces of a line; the buttons beside it send a step."""
    quantity = read_quantity(request.POST.get("quantity", ""))
    step = {"1": 1, "-1": -1}.get(request.POST.get("step", ""), 0)
    lines.set_quantity(owner, item_id, quantity=max(0, quantity + step))


@_change
def remove(request: HttpRequest, owner: Owner, item_id: int) -> None:
    lines.remove_line(owner, item_id)
    messages.success(request, _("Taken out of the cart."))


@_change
def clear(request: HttpRequest, owner: Owner) -> None:
    if lines.clear(owner):
        messages.success(request, _("The cart is empty now."))


@_change
def accept(request: HttpRequest, owner: Owner) -> None:
    """The customer has read what changed and agrees."""
    done = sync(owner)
    if done.updated or done.removed:
        messages.success(request, _("Done: the cart shows today's prices and pieces."))


@_change
def voucher(request: HttpRequest, owner: Owner) -> None:
    """A code; who guesses is stopped like at any other door."""
    guess = limiter.begin(request, Door.VOUCHER, about=f"cart of {owner.scope}")
    choices.enter_voucher(owner, code=request.POST.get("code", ""))
    guess.forgive()


@_change
def drop_voucher(request: HttpRequest, owner: Owner) -> None:
    choices.drop_voucher(owner)


@_change
def gift(request: HttpRequest, owner: Owner) -> None:
    """A gift or promotion of the pool; an empty choice takes none."""
    chosen = request.POST.get("gift", "")
    choices.choose_promotion(owner, promotion_id=(read_key(chosen) or 0) if chosen else None)


def _page(
    request: HttpRequest,
    *,
    refusal: DomainError | None = None,
    status: int = HTTPStatus.OK,
    item_id: int | None = None,
) -> HttpResponse:
    """refusal: what was refused just now; it is told beside the line or the field that it is about."""
    about_code = "code" in refusal.fields if refusal else False
    context = {
        "cart": cart_view(request, owner_of(request)),
        "refusal": refusal,
        "refused_line": item_id,
        "refused_code": about_code,
        "is_beside": about_code or item_id is not None,
        "typed": request.POST.get("quantity", "")[:10],
        "typed_code": request.POST.get("code", "")[:40],
    }
    return render(request, "cart/cart.html", context, status=status)


def _add(request: HttpRequest, *, is_topped_up: bool = False) -> tuple[Chosen, CartItem]:
    """What was chosen, and the line that it went to."""
    chosen = chosen_variant(request.POST.get("v", ""), request.POST.get("size"))
    if chosen is None:
        raise NotOnSale
    quantity = read_quantity(request.POST.get("quantity", "1"))
    owner = owner_with_session(request)
    item = lines.add_line(owner, chosen.pk, quantity=quantity, is_topped_up=is_topped_up)
    forget(request)
    return chosen, item


def _refused_to_add(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": refusal.message, "code": refusal.code}, status=HTTPStatus.CONFLICT)
    messages.error(request, refusal.message)
    return SeeOther(_back_to_product(request, request.POST.get("v", "")))


def _back_to_product(request: HttpRequest, sku: str) -> str:
    """The page that the form stood on, showing the same variant; the cart when nobody knows it."""
    page = safe_next(request, "")
    return f"{page.split('?')[0]}?{urlencode({'v': sku[:40]})}" if page else reverse("cart")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
