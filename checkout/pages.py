"""One look at the checkout: what was asked for, what was typed, and the page or its summary as the answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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
from orders.services.placing import Contact
from payments.selectors.pages import preferred
from promotions.customers import customer_keys
from promotions.errors import UsedByCustomer
from users.models import Address, CustomUser

from .errors import QuoteChanged
from .forms import KEPT, KEPT_LENGTH, CheckoutForm
from .payment import ways_offered
from .selectors import CheckoutView, checkout_view, consents_to_ask, what_is_known
from .services import Seen, customer_of_checkout

DRAFT = "checkout_draft"  # what was typed, kept in the session until the order is placed
TRIED = "checkout_tried"  # the contact that an order was tried with, as keys that nobody can read


@dataclass
class Asked:
    """A request at the checkout. lines: pks of cart lines, None for the whole cart. missed: why the choice
    that came with it was not taken.
    """

    request: HttpRequest
    owner: Owner
    lines: Sequence[int] | None
    missed: DomainError | None = field(default=None, init=False)

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

    @property
    def wanted(self) -> int | None:
        """The promotion of the pool that is ticked: 0 for what is no number, None for none."""
        ticked = self.request.POST.get("gift")
        return (read_key(ticked) or 0) if ticked else None

    @property
    def way(self) -> str:
        """How the customer wants to pay, a GatewayType; "" until he was asked."""
        return self.typed.get("payment", "")

    @property
    def contact(self) -> Contact | None:
        """The typed contact, once an order with it was tried: only then is it counted.

        Before that only the account counts, or anybody could learn, phone by phone, who has bought here.
        """
        typed = self.probe.contact(self.owner.user_id)
        return typed if self.request.session.get(TRIED) == _keys(typed) else None

    def tried(self) -> None:
        """An order with the typed contact was tried: from now on the page counts what is known of it."""
        self.request.session[TRIED] = _keys(self.probe.contact(self.owner.user_id))

    def form(self) -> CheckoutForm:
        """The form as it was sent."""
        return CheckoutForm(self.request.POST, **self._options)

    def blank_form(self) -> CheckoutForm:
        """The form without complaints."""
        return CheckoutForm(initial=self.typed, **self._options)

    @cached_property
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
        """Take the gift or promotion that is ticked on the page; `missed` says why it cannot be had."""
        wanted = self.wanted
        cart = carts_of(self.owner).first() if "gift" in self.request.POST else None
        if cart is not None and cart.chosen_promotion_id != wanted:
            customer = customer_of_checkout(self.owner, self.contact)
            try:
                choose_promotion(self.owner, promotion_id=wanted, customer=customer, only=self.lines)
            except NotInPool as refusal:
                self.missed = refusal
        return self

    def why_missed(self, quote: Quote) -> str:
        """Why what is ticked is not in the pool; also where it was taken long ago and is over since."""
        if self.wanted is None or self.wanted in {choice.promotion_id for choice in quote.pool}:
            return ""
        for each in quote.discounts.refused:
            if each.offer.id == self.wanted and each.offer.is_choosable:
                return _("“%(title)s”: %(sentence)s") % {"title": each.offer.title, "sentence": each.sentence}
        return NotInPool().message

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
    is_changed = isinstance(refusal, QuoteChanged)
    if is_changed or isinstance(refusal, UsedByCustomer):
        asked.tried()
    shown = _shown(asked)
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
    delivery = asked.probe.delivery_choice()
    view: CheckoutView = checkout_view(
        asked.request,
        asked.owner,
        delivery=delivery,
        contact=asked.contact,
        only=asked.lines,
    )
    ways = ways_offered(view.quote, asked.user)
    chosen = preferred(ways, asked.way)
    return {
        "checkout": view,
        "quote": view.quote,
        "missed": asked.why_missed(view.quote),
        "is_delivery_known": delivery is not None,
        "ways": ways,
        "chosen": chosen,
        "chosen_way": next((way for way in ways if way.code == chosen), None),
        "minutes_to_pay": settings.PAYMENT_TIMEOUT_MINUTES,
    }


def _keys(contact: Contact) -> list[str]:
    return customer_keys(contact.user_id, contact.email, contact.phone)
