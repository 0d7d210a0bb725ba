"""Refusals about people."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError


class PhoneNotUnderstood(DomainError):
    code = "phone_not_understood"

    def __init__(self) -> None:
        message = _("We could not read this phone number. Write it like +7 921 000-00-00.")
        super().__init__(message, fields={"phone": message})


class TooManyAttempts(DomainError):
    """Nobody passes this door for a while, not even with the right secret. retry_after: whole seconds."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        minutes = max(1, math.ceil(retry_after / 60))
        super().__init__(
            ngettext(
                "Too many attempts. Please try again in %(minutes)d minute.",
                "Too many attempts. Please try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )
        self.retry_after = retry_after


class EmailTaken(DomainError):
    """The e-mail opens another account.

    Shown to nobody who is not signed in: it would tell who our customers are.
    """

    code = "email_taken"

    def __init__(self) -> None:
        message = _("This e-mail belongs to another account.")
        super().__init__(message, fields={"email": message})


class UsernameTaken(DomainError):
    code = "username_taken"

    def __init__(self) -> None:
        message = _("This login name is taken. Please choose another.")
        super().__init__(message, fields={"username": message})


class ConsentRequired(DomainError):
    """Without consent to the processing of personal data there is no account."""

    code = "consent_required"

    def __init__(self) -> None:
        message = _("Without this consent we may not open an account for you.")
        super().__init__(message, fields={"consent_personal_data": message})


class OrderNeedsConsent(DomainError):
    """The same for an order."""

    code = "consent_required"

    def __init__(self) -> None:
        message = _("Without this consent we may not take your order. Tick the box if you agree.")
        super().__init__(message, fields={"consent_personal_data": message})


class TextChanged(DomainError):
    """The consent text on the person's screen is not the newest any more."""

    code = "consent_text_changed"

    def __init__(self) -> None:
        super().__init__(_("The text has just changed. Please read it again and decide."))


class TokenRefused(DomainError):
    """Unknown, expired, used or revoked: the caller learns no more than that."""

    code = "token_refused"

    def __init__(self) -> None:
        super().__init__(_("This link is used up or has expired."))


class TooManyAddresses(DomainError):
    code = "too_many_addresses"

    def __init__(self, limit: int) -> None:
        super().__init__(
            ngettext(
                "You can keep up to %(limit)d address.", "You can keep up to %(limit)d addresses.", limit
            )
            % {"limit": limit}
        )


class AvatarRefused(DomainError):
    code = "avatar_refused"

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"avatar": message})
