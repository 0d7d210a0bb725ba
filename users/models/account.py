"""Who a person is."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomUser(AbstractUser):
    """An account. E-mail is unique and, like the username, opens the door."""

    email = models.EmailField(_("e-mail"), unique=True)
    phone = models.CharField(
        _("phone"), max_length=16, blank=True, help_text=_("E.164, for example +79210000000")
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")


class UserProfile(models.Model):
    """What a customer told about the household; exactly one per account."""

    user = models.OneToOneField(
        CustomUser, verbose_name=_("account"), on_delete=models.CASCADE, related_name="userprofile"
    )

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.user)
