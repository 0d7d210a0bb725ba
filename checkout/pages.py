"""One look at the checkout: what was asked for, what was typed, and the page or its summary as the answer."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cart.differences import differences
from cart.errors import NotInPool
from cart.forms import read_key
from cart.quote import Quote
from cart.selectors.owner import Owner, carts_of
from cart.services.choices import choose_promotion
from core.errors import DomainError
from core.idempotency import MAX_KEY_LENGTH
from core.money import parse_rub
from inventory.errors import OutOfStock
from users.models import Address, CustomUser

from .errors import QuoteChanged
from .forms import KEPT, KEPT_LENGTH, CheckoutForm
from .selectors import CheckoutView, checkout_view, consents_to_ask, what_is_known
from .services import Seen

DRAFT = "checkout_draft"  # what was typed, kept in the session until the order is placed


@dataclass(frozen=True)
class Asked:
    """A request at the checkout. lines: pks of cart lines, None for the whole cart."""

    request: HttpRequest
    owner: Owner
    lines: Sequence[int] | None

    @classmethod
    def of(cls, request: HttpRequest, owner: Owner) -> "Asked":
        given = request.POST if request.method == "POST" else request.GET
        lines = [read_key(text) or 0 for text in given.getlist("line")]
        return cls(request, owner, lines or None)

    @property
    def user(self) -> CustomUser | None:
        return self.request.user if self.owner.user_id else None

    @property
    def seen(self) -> Seen:
        data = self.request.POST
        return Seen(data.get("fingerprint", "")[:64], parse_rub(data.get("seen", "")[:20]))

    def differences(self, quote: Quote) -> list[str]:
        """What the page that was sent told otherwise."""
        told = {name: self.request.POST.get(f"seen_{name}", "") for name in ("delivery", "promotions")}
        return differences(quote, **told)

    @property
    def key(self) -> str:
        """The idempotency key of this page: made when it is first shown, the same until it is used up."""
        sent = self.request.POST.get("key", "")
        return sent if 0 < len(sent) <= MAX_KEY_LENGTH else fresh_key()

    @cached_property
    def addresses(self) -> Sequence[Address]:
        return list(self.user.addresses.all()) if self.user else ()

    @cached_property
    def typed(self) -> Mapping[str, str]:
        """What stands in the fields: what was just sent, the draft, or what we know of the customer."""
        if self.request.method == "POST":
            data = self.request.POST
            return {name: data[name][:KEPT_LENGTH] for name in KEPT if name in data}
        return {"handover": "entrance", **what_is_known(self.user, self.addresses), **self._draft()}

    def form(self) -> CheckoutForm:
        """The form as it was sent."""
        return CheckoutForm(self.request.POST, **self._options)

    def blank_form(self) -> CheckoutForm:
        """The form without complaints."""
        return CheckoutForm(initial=self.typed, **self._options)

    def probe(self) -> CheckoutForm:
        """What can be read of the fields now, mistakes left out."""
        probe = CheckoutForm(self.typed, **self._options)
        probe.full_clean()
        return probe

    def kept(self) -> "Asked":
        """The same, with the typed text kept for a reload and the way back."""
        self.request.session[DRAFT] = dict(self.typed)
        return self

    def choose(self) -> "Asked":
        """Take the gift or promotion that is ticked on the page. What cannot be chosen any more is not in
        its next pool, and changes nothing.
        """
        gift = self.request.POST.get("gift")
        wanted = (read_key(gift) or 0) if gift else None
        cart = carts_of(self.owner).first() if gift is not None else None
        if cart is not None and cart.chosen_promotion_id != wanted:
            with suppress(NotInPool):
                choose_promotion(self.owner, promotion_id=wanted)
        return self

    def forget(self) -> None:
        self.request.session.pop(DRAFT, None)

    @cached_property
    def _options(self) -> dict:
        return {"addresses": self.addresses, "asked": consents_to_ask(self.owner.user_id)}

    def _draft(self) -> Mapping[str, str]:
        return self.request.session.get(DRAFT, {})


def fresh_key() -> str:
    return uuid.uuid4().hex


def page(
    asked: Asked,
    *,
    form: CheckoutForm | None = None,
    refusal: DomainError | None = None,
    key: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """form: as it was sent, when its mistakes are to be told. refusal: why the order was not placed."""
    shown = _shown(asked)
    is_changed = isinstance(refusal, QuoteChanged)
    context = {
        **shown,
        "form": form or asked.blank_form(),
        "key": key or asked.key,
        "lines": asked.lines or (),
        "refusal": refusal,
        "was": asked.seen.total if refusal else None,
        "is_changed": is_changed,
        "differences": asked.differences(shown["quote"]) if is_changed else (),
        "is_out_of_stock": isinstance(refusal, OutOfStock),
    }
    return render(asked.request, "checkout/checkout.html", context, status=status)


def summary(asked: Asked) -> HttpResponse:
    return render(asked.request, "checkout/counted.html", _shown(asked))


def _shown(asked: Asked) -> dict:
    probe = asked.probe()
    delivery = probe.delivery_choice()
    view: CheckoutView = checkout_view(
        asked.request,
        asked.owner,
        delivery=delivery,
        contact=probe.contact(asked.owner.user_id),
        only=asked.lines,
    )
    return {"checkout": view, "quote": view.quote, "is_delivery_known": delivery is not None}
