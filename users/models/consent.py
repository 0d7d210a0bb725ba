"""What people agreed to, and the very text that they read. Both tables only grow."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import ConsentSource, Decision, Purpose


class AppendOnlyError(TypeError):
    """A row that proves something was about to be changed or deleted: an error in a program, never of a
    person.
    """


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")

    def delete(self):
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted")

    def bulk_update(self, objs, fields, batch_size=None):
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")


class AppendOnly(models.Model):
    """Rows can be added and read."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted")


class ConsentText(AppendOnly):
    """One published wording of a consent. A correction is a new version; people are asked again."""

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    version = models.PositiveIntegerField(_("version"), editable=False)
    text = models.TextField(
        _("text"), max_length=20_000, help_text=_("Plain text; an empty line parts paragraphs.")
    )
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, № {self.version}"

    @property
    def sha256(self) -> str:
        """Hex digest of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Consent(AppendOnly):
    """One decision of one person: given or withdrawn. The newest row per purpose is what holds now.

    The row outlives the account (`user` becomes empty, `email` stays), because it proves what was agreed.
    reference: number of the order with which it was given, "" otherwise; a guest has no account, only this.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consents",
    )
    email = models.EmailField(_("e-mail"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    text_version = models.PositiveIntegerField(_("version of the text"))
    text_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    at = models.DateTimeField(_("when"))
    ip = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    source = models.CharField(_("where"), max_length=10, choices=ConsentSource.choices)
    reference = models.CharField(_("with the order"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_purpose_display()}, {self.get_decision_display()}"

    @property
    def is_given(self) -> bool:
        return self.decision == Decision.GIVEN
