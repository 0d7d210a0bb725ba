"""Secrets that we hand out: refresh tokens of the API, links of letters. Only hashes are stored."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from core import clock

from ..enums import TokenType

PREFIX = "istok_"  # the log and scanners of leaked secrets recognise it


def token_hash(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


class UserToken(models.Model):
    """One secret of one person. `users.services.tokens` spends and rotates them.

    `family` joins a refresh token with those that replaced it. `email` is the address that a letter's link
    went to: the link proves that address and no other. `auth_hash` ties the token to the password of its
    birth, so that a changed password ends it, whoever changed it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="tokens"
    )
    token = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    token_type = models.CharField(_("kind"), max_length=20, choices=TokenType.choices)
    family = models.UUIDField(_("family"), default=uuid.uuid4, db_index=True)
    email = models.EmailField(_("sent to"), blank=True)
    auth_hash = models.CharField(_("mark of the password"), max_length=64, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    revoked = models.BooleanField(_("revoked"), default=False)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return f"{self.get_token_type_display()} № {self.pk}"

    @classmethod
    def generate(
        cls,
        user,
        token_type: str = TokenType.REFRESH,
        expires_in_minutes: int = 60,
        *,
        family: uuid.UUID | None = None,
        email: str = "",
    ) -> str:
        """Make a token and return it raw: this is the only moment when it can be read."""
        raw = PREFIX + secrets.token_urlsafe(32)
        cls.objects.create(
            user=user,
            token=token_hash(raw),
            token_type=TokenType(token_type),
            family=family or uuid.uuid4(),
            email=email,
            auth_hash=user.get_session_auth_hash(),
            expires_at=clock.now() + timedelta(minutes=expires_in_minutes),
        )
        return raw

    def is_valid(self) -> bool:
        """Not revoked, not expired, of a live account whose password is still the one of its birth."""
        return (
            not self.revoked
            and self.expires_at > clock.now()
            and self.user.is_active
            and constant_time_compare(self.auth_hash, self.user.get_session_auth_hash())
        )

    def revoke(self) -> None:
        self.revoked = True
        self.save(update_fields=["revoked"])

    @classmethod
    def cleanup_expired(cls) -> int:
        """Delete tokens past their time; returns how many.

        Revoked ones stay until then, so that reuse is noticed.
        """
        return cls.objects.filter(expires_at__lte=clock.now()).delete()[0]
