"""Where a person wants furniture to be brought."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import Zone
from ..validators import validate_plain_line


class Address(models.Model):
    """One address of a person. Exactly one of them is the default: `users.services.addresses` keeps it so."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="addresses",
    )
    text = models.CharField(_("address"), max_length=255, validators=[validate_plain_line])
    zone = models.CharField(_("zone"), max_length=12, choices=Zone.choices, blank=True)
    is_default = models.BooleanField(_("main address"), default=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_default=True),
                name="address_one_default_per_account",
            )
        ]

    def __str__(self) -> str:
        return self.text
