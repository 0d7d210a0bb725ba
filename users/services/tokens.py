"""Spending and rotating tokens. Each is spent by one conditional UPDATE whose row count is the answer."""

from django.db import transaction

from core import clock

from ..enums import TokenType
from ..errors import TokenRefused
from ..models import CustomUser, UserToken, token_hash

REFRESH_MINUTES = 30 * 24 * 60
EMAIL_VERIFY_MINUTES = 3 * 24 * 60
PASSWORD_RESET_MINUTES = 60


def find(raw: str, token_type: TokenType) -> UserToken:
    """The live token behind `raw`. Raises TokenRefused for any other."""
    row = (
        UserToken.objects.select_related("user").filter(token=token_hash(raw), token_type=token_type).first()
    )
    if row is None or not row.is_valid():
        raise TokenRefused
    if token_type == TokenType.PASSWORD_RESET and row.email != row.user.email:
        raise TokenRefused  # the letter went to an address that is no longer this account's
    return row


def spend(raw: str, token_type: TokenType) -> UserToken:
    """Take the token: of several who hold it one gets it, the others get TokenRefused."""
    row = find(raw, token_type)
    taken = UserToken.objects.filter(pk=row.pk, revoked=False, expires_at__gt=clock.now()).update(
        revoked=True
    )
    if not taken:
        raise TokenRefused
    row.revoked = True
    return row


def rotate(raw: str) -> tuple[CustomUser, str]:
    """Exchange a refresh token for the next one of its family.

    A token that comes a second time was stolen, from us or from the customer: the whole family ends with it.
    Call it outside a transaction, or the refusal undoes that.
    """
    try:
        with transaction.atomic():
            row = spend(raw, TokenType.REFRESH)
            return row.user, UserToken.generate(
                row.user, TokenType.REFRESH, REFRESH_MINUTES, family=row.family
            )
    except TokenRefused:
        revoke_family(raw)
        raise


def revoke_family(raw: str) -> None:
    """End the session that `raw` belongs to, used or not: logout of a programme, and the answer to reuse."""
    row = UserToken.objects.filter(token=token_hash(raw), token_type=TokenType.REFRESH).first()
    if row is not None:
        UserToken.objects.filter(family=row.family, revoked=False).update(revoked=True)


def revoke_all(user: CustomUser) -> None:
    """End every token of a person."""
    UserToken.objects.filter(user=user, revoked=False).update(revoked=True)
