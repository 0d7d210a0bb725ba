"""The page where a person pays at a pretend provider. One page for all; it says first that it is pretend."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from babel.numbers import format_currency
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.money import format_rub
from payments.enums import Decline, GatewayType

from .http import Problem, Request, Response
from .known import CARDS, decline_of
from .provider import Provider
from .state import Payment, Status
from .yookassa import SBP_LIMIT

if TYPE_CHECKING:
    from .server import FakeServer

# An engine of its own: the page works whether or not the app's templates are known to the shop.
ENGINE = Engine(dirs=[Path(__file__).parent], libraries={"i18n": "django.templatetags.i18n"})


class Pages:
    def __init__(self, server: "FakeServer") -> None:
        self._server = server

    def answer(self, provider: Provider, request: Request) -> Response | None:
        """request.path is without the provider's prefix. None for what is no page."""
        if provider.gateway not in GatewayType.values:
            return None
        if request.path == "/checkoutnow":  # PayPal's own address
            reference = request.query.get("token", "")
        elif request.path.startswith("/pay/"):
            reference = request.path.removeprefix("/pay/")
        else:
            return None
        with translation.override("ru"):
            try:
                payment = provider.find(reference)
            except Problem:
                return self._show(provider, None, status=404)
            if request.method == "POST":
                return self._pressed(provider, payment, dict(parse_qsl(request.body.decode())))
            return self._show(provider, payment)

    def _pressed(self, provider: Provider, payment: Payment, form: dict[str, str]) -> Response:
        if form.get("action") == "cancel":
            return _redirect(provider.back_url(payment, paid=False))
        if payment.status is not Status.OPEN:  # somebody was quicker in another tab
            return self._show(provider, payment)
        method, card = form.get("method", "card"), form.get("card") or form.get("number", "")
        self._server.pay(payment.reference, card, method)
        if payment.status is Status.OPEN:
            return self._show(provider, payment, refused=True)
        return _redirect(provider.back_url(payment, paid=payment.status is not Status.CANCELLED))

    def _show(
        self, provider: Provider, payment: Payment | None, *, refused: bool = False, status: int = 200
    ) -> Response:
        found: dict[str, Any] = {
            "provider": GatewayType(provider.gateway).label,
            "gateway": provider.gateway,
            "payment": payment,
        }
        if payment is not None:
            found |= {
                "amount": _sum(payment),
                # A number is told with a top-up too, and says nothing to a person.
                "tops_up": payment.description.startswith(_("Balance top-up")),
                "open": payment.status is Status.OPEN,
                "cancelled": payment.status is Status.CANCELLED,
                "back": provider.back_url(payment, paid=payment.status is not Status.CANCELLED),
                "reason": _said_of(payment.decline) if refused else "",
                "cards": [
                    {"number": card, "shown": _grouped(card), "does": capfirst(_said_of(decline_of(card)))}
                    for card in CARDS
                ],
                "minutes": settings.PAYMENT_TIMEOUT_MINUTES,
                "sbp": provider.gateway == "yookassa" and payment.amount <= SBP_LIMIT,
            }
        return Response(ENGINE.get_template("page.html").render(Context(found)), status)


def _said_of(decline: str) -> str:
    """What the bank says to a card, in the shop's own words."""
    return str(Decline(decline).label) if decline else _("the payment goes through")


def _grouped(card: str) -> str:
    return " ".join(card[start : start + 4] for start in range(0, len(card), 4))


def _sum(payment: Payment) -> str:
    if payment.currency == "RUB":
        return format_rub(payment.amount)
    return format_currency(payment.amount, payment.currency, locale="ru")


def _redirect(url: str) -> Response:
    return Response("", 303, {"Location": url})
