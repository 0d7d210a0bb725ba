"""The second factor: one-time codes that work once, and whether a session has shown one.

allauth remembers used codes in the cache, which every process has for itself and which is gone with Redis.
Here the number of the last accepted period stands in the authenticator's own row and only grows (RFC 6238,
§5.2).
"""

import base64
import hashlib

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from ..models import CustomUser
from . import letters, tokens

LAST_PERIOD = "last_period"


def matching_period(secret: str, code: str) -> int | None:
    """The 30-second period (counted from 1970) whose code this is; None for a wrong code."""
    for period in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, period))
        if compare_user_code(actual=code, expected=expected):
            return period
    return None


@transaction.atomic
def accept_code(authenticator_id: int, code: str) -> bool:
    """Whether the code is right and newer than any that was accepted before; it is used up by that."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator_id)
    if row.type != Authenticator.Type.TOTP:
        return row.wrap().validate_code(code)
    period = matching_period(decrypt(row.data["secret"]), code)
    if period is None or period <= row.data.get(LAST_PERIOD, 0):
        return False
    row.data = {**row.data, LAST_PERIOD: period}
    row.save(update_fields=["data"])
    return True


def use_up_activation_code(user: CustomUser, code: str) -> None:
    """The code that switched the second factor on opens nothing afterwards."""
    accept_code(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).pk, code)


def has_second_factor(user: CustomUser) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def was_shown(request: HttpRequest) -> bool:
    """Whether this very session has passed the second factor, not merely whether the account has one."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def note_shown(request: HttpRequest) -> None:
    """The session has just proved the second factor by switching it on."""
    record_authentication(request, request.user, "mfa", type=Authenticator.Type.TOTP)


def give_second_factor(user: CustomUser, secret: str) -> None:
    """Set the second factor from outside a session, replacing the old one.

    secret: base32. For the demo and tests.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        totp.TOTP.activate(user, secret)
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


@transaction.atomic
def reset(user: CustomUser) -> None:
    """Take the second factor off an account whose owner has lost it, end all its sessions, tell the owner."""
    Authenticator.objects.filter(user=user).delete()
    tokens.revoke_all(user)
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
    letters.ask("second_factor_off", user)


def seal(text: str) -> str:
    """Encrypt a secret for the database with a key made of SECRET_KEY."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises ValueError when the text was sealed with a key that is neither current nor a fallback."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ValueError("the secret was sealed with another SECRET_KEY") from None


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"istok.mfa:{key}".encode()).digest()))
            for key in keys
        ]
    )
