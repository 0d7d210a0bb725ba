"""The page where a person pays at a pretend provider. One page for all; it says first that it is pretend."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from babel.numbers import format_currency
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _

from core.money import format_rub

from .http import Problem, Request, Response
from .known import CARDS, GOOD_CARD, decline_of
from .provider import Provider
from .state import Payment, Status
from .yookassa import SBP_LIMIT

if TYPE_CHECKING:
    from .server import FakeServer

# An engine of its own: the page works whether or not the app's templates are known to the shop.
ENGINE = Engine(dirs=[Path(__file__).parent], libraries={"i18n": "django.templatetags.i18n"})
NAMES = {"stripe": "Stripe", "paypal": "PayPal"}


class Pages:
    def __init__(self, server: "FakeServer") -> None:
        self._server = server

    def answer(self, provider: Provider, request: Request) -> Response | None:
        """request.path is without the provider's prefix. None for what is no page."""
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
            "provider": NAMES.get(provider.gateway)
            or {"yookassa": _("YooKassa"), "test_gateway": _("test gateway")}.get(provider.gateway, ""),
            "gateway": provider.gateway,
            "payment": payment,
        }
        if payment is not None:
            declines = _declines()
            found |= {
                "amount": _sum(payment),
                "open": payment.status is Status.OPEN,
                "cancelled": payment.status is Status.CANCELLED,
                "back": provider.back_url(payment, paid=payment.status is not Status.CANCELLED),
                "reason": declines[payment.decline] if refused else "",
                "cards": [
                    {"number": card, "shown": _grouped(card), "does": declines[decline_of(card)]}
                    for card in CARDS
                ],
                "good_card": GOOD_CARD,
                "sbp": provider.gateway == "yookassa" and payment.amount <= SBP_LIMIT,
            }
        return Response(ENGINE.get_template("page.html").render(Context(found)), status)


def _declines() -> dict[str, str]:
    return {
        "": _("The payment goes through"),
        "decline": _("The bank refuses the payment"),
        "insufficient_funds": _("There is not enough money on the card"),
        "expired_card": _("The card has expired"),
        "incorrect_cvc": _("The security code is wrong"),
    }


def _grouped(card: str) -> str:
    return " ".join(card[start : start + 4] for start in range(0, len(card), 4))


def _sum(payment: Payment) -> str:
    if payment.currency == "RUB":
        return format_rub(payment.amount)
    return format_currency(payment.amount, payment.currency, locale="ru")


def _redirect(url: str) -> Response:
    return Response("", 303, {"Location": url})
