"""Where allauth meets our own rules: one limiter, letters by the outbox, links by `UserToken`, safe
addresses.
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core import clock

from . import limiter
from .client_ip import client_ip
from .enums import Door
from .errors import EmailTaken, TooManyAttempts
from .models import CustomUser
from .services import accounts, consents, letters, second_factor, tokens
from .views.gates import is_staff_member, renewal_address

WRONG_LOGIN = _("The login or the password does not fit. Check the keyboard layout and Caps Lock.")

# What allauth calls its letters, and what we call ours; the others it knows are not sent.
NOTICES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/password_set": "password_changed",
    "mfa/email/totp_activated": "second_factor_on",
    "mfa/email/totp_deactivated": "second_factor_off",
    "mfa/email/recovery_codes_generated": "recovery_codes_new",
}


def refusal(error: TooManyAttempts) -> ValidationError:
    """The limiter's answer as a form error; `params` carry the seconds for the Retry-After header."""
    return ValidationError(error.message, code=error.code, params={"retry_after": error.retry_after})


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is already the e-mail of your account."),
        "email_password_mismatch": WRONG_LOGIN,
        "username_password_mismatch": WRONG_LOGIN,
        "invalid_login": WRONG_LOGIN,
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your current password."),
        "incorrect_code": _("The code does not fit. Wait for the next one and try again."),
        "invalid_password_reset": _("This link is used up or has expired."),
        "email_taken": _("This e-mail belongs to another account."),
        "username_taken": _("This login name is taken. Please choose another."),
    }

    # --- the door ---
    def authenticate(self, request: HttpRequest, **credentials):
        """allauth says an e-mail twice, as `email` and as `username`. Each way costs a known account a look
        at the password, so a known e-mail would take twice the time of an unknown one: one way goes on.
        """
        login = credentials.get("email") or credentials.get("username") or ""
        kind = "email" if "@" in login else "username"
        try:
            current = limiter.begin(request, Door.PASSWORD, login)
        except TooManyAttempts as error:
            raise refusal(error) from None
        user = super().authenticate(request, password=credentials.get("password"), **{kind: login})
        if user is not None:
            current.forgive()
        elif current.is_last and (owner := limiter.find_account(login)):
            letters.tell_login_paused(owner)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """No door answers in JSON: programmes have the API."""
        return False

    def post_login(self, request: HttpRequest, user, **details) -> HttpResponse:
        """Customers whose consent has a newer text are asked before they go where they wanted."""
        response = super().post_login(request, user, **details)
        if not is_staff_member(user) and consents.to_ask_again(user):
            return redirect(renewal_address(response.url))
        return response

    # --- letters ---
    def should_send_confirmation_mail(self, request, email_address: EmailAddress, signup: bool) -> bool:
        """A letter asked for again and again goes out a few times only: the limiter watches this door too."""
        try:
            limiter.begin(request, Door.LETTER, user=email_address.user)
        except TooManyAttempts:
            return False
        return True

    def send_confirmation_mail(self, request, emailconfirmation, signup: bool) -> None:
        address = emailconfirmation.email_address
        letters.ask("verify_email", address.user, address=address)

    def send_account_already_exists_mail(self, email: str) -> None:
        owner = CustomUser.objects.filter(email=email, is_active=True).first()
        if owner is not None:
            letters.ask("account_exists", owner, once=f"{clock.today():%Y-%m-%d}")

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        if template_prefix in NOTICES:
            letters.ask(NOTICES[template_prefix], user)

    # --- account ---
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The link proved the address: it becomes the account's own, and the old one goes."""
        user = email_address.user
        try:
            accounts.set_email(user.pk, email=email_address.email, verified=True)
        except EmailTaken as error:
            messages.error(request, error.message)
            return False
        email_address.refresh_from_db()
        email_confirmed.send(sender=EmailAddress, request=request, email_address=email_address)
        return True

    def set_password(self, user: CustomUser, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])
        tokens.revoke_all(user)

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this very site; where somebody is sent after a login is never another host's
        business.
        """
        return bool(url) and url.startswith("/") and super().is_safe_url(url)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("Staff accounts keep their one-time codes switched on."),
    }

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def encrypt(self, text: str) -> str:
        return second_factor.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator) -> bool:
        return not (settings.STAFF_TOTP and is_staff_member(authenticator.user))
