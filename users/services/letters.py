"""Letters about an account.

Asking is one outbox row with ids; the secret of a link is born when the letter is made.
"""

import uuid
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from core import clock, outbox

from ..enums import TokenType
from ..models import CustomUser, UserToken
from . import tokens

TOPIC = "users.letter"


@dataclass(frozen=True)
class Letter:
    """token_type: the kind of link it carries, if any. minutes: how long that link lives."""

    template: str
    token_type: TokenType | None = None
    minutes: int = 0


LETTERS = {
    "verify_email": Letter("verify_email", TokenType.EMAIL_VERIFY, tokens.EMAIL_VERIFY_MINUTES),
    "reset_password": Letter("reset_password", TokenType.PASSWORD_RESET, tokens.PASSWORD_RESET_MINUTES),
    "invitation": Letter("invitation", TokenType.PASSWORD_RESET, tokens.EMAIL_VERIFY_MINUTES),
    "account_exists": Letter("account_exists"),
    "login_paused": Letter("login_paused"),
    "password_changed": Letter("password_changed"),
    "email_change_asked": Letter("email_change_asked"),
    "second_factor_on": Letter("second_factor_on"),
    "second_factor_off": Letter("second_factor_off"),
    "recovery_codes_new": Letter("recovery_codes_new"),
}


def ask(kind: str, user: CustomUser, *, address: EmailAddress | None = None, once: str = "") -> None:
    """Ask for a letter to `user`. address: when it goes elsewhere than to the account's own e-mail.

    once: a name of the occasion; the same occasion sends no second letter. Empty: every call is a letter.
    """
    if kind not in LETTERS:
        raise ValueError(f"no letter {kind!r}")
    payload = {"kind": kind, "user": user.pk}
    if address is not None:
        payload["address"] = address.pk
    occasion = f"{user.pk}:{once}" if once else uuid.uuid4().hex
    outbox.enqueue(TOPIC, f"mail:{kind}:{occasion}", payload)


def tell_login_paused(user: CustomUser) -> None:
    """Warn the owner that somebody guesses, once a day however long it goes on."""
    ask("login_paused", user, once=f"{clock.today():%Y-%m-%d}")


def send(kind: str, user_id: int, address_id: int | None = None) -> bool:
    """Make and send a letter. False when there is nobody to write to any more."""
    letter = LETTERS[kind]
    user = CustomUser.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return False
    to = user.email
    if address_id is not None:
        address = EmailAddress.objects.filter(pk=address_id, user=user).first()
        if address is None:
            return False
        to = address.email
    context = {"user": user, "email": to, "site": settings.WAGTAIL_SITE_NAME, "base_url": base_url()}
    if letter.token_type:
        raw = UserToken.generate(user, letter.token_type, letter.minutes, email=to)
        context |= {"link": base_url() + _path(letter.token_type, user, raw), "hours": letter.minutes // 60}
    with translation.override(settings.LANGUAGE_CODE):
        _message(letter.template, to, context).send()
    return True


def base_url() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def _path(token_type: TokenType, user: CustomUser, raw: str) -> str:
    if token_type == TokenType.EMAIL_VERIFY:
        return reverse("account_confirm_email", args=[raw])
    return reverse("account_reset_password_from_key", kwargs={"key": raw})


def _message(template: str, to: str, context: dict) -> EmailMultiAlternatives:
    folder = f"account/email/{template}"
    subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
    text = render_to_string(f"{folder}/body.txt", context).strip() + "\n"
    html = render_to_string("account/email/base.html", {**context, "paragraphs": text.strip().split("\n\n")})
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(html, "text/html")
    return message
