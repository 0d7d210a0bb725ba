"""Tries at our doors that did not succeed, and orders placed; kept for an hour (`users.limiter`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import Door


class Attempt(models.Model):
    """One try. Account and address are keyed hashes: the table tells nobody who was here."""

    door = models.CharField(_("door"), max_length=10, choices=Door.choices)
    account_key = models.CharField(_("account"), max_length=64)
    ip_key = models.CharField(_("address"), max_length=64)
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("failed attempt")
        verbose_name_plural = _("failed attempts")
        indexes = [
            models.Index(fields=["account_key", "at"], name="attempt_by_account"),
            models.Index(fields=["ip_key", "at"], name="attempt_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.get_door_display()} {self.at:%H:%M:%S}"
