"""Every rouble that came in or went out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import money_field

from ..enums import MovementKind


class PaymentTransaction(models.Model):
    """A movement of money; written once, and the database itself refuses to change or delete it.

    amount: roubles, plus came in, minus went out. key: what makes it happen once. reference: the provider's.
    """

    payment = models.ForeignKey(
        "payments.Payment",
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        related_name="transactions",
    )
    refund = models.ForeignKey(
        "payments.Refund",
        verbose_name=_("refund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="transactions",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind.choices)
    amount = money_field(_("amount, ₽"))
    reference = models.CharField(_("provider's number"), max_length=255, blank=True)
    key = models.CharField(_("unique key"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("movement of money")
        verbose_name_plural = _("movements of money")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=MovementKind.CAPTURE, amount__gt=0)
                | models.Q(kind=MovementKind.REFUND, amount__lt=0),
                name="movement_has_its_sign",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"
