"""How often one customer has used what may be used only so often."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .campaigns import Promotion
from .vouchers import Voucher


class CustomerUse(models.Model):
    """Uses of a promotion (voucher empty) or of one voucher by one customer.

    customer_key: of `promotions.customers`; it tells nobody who the customer is.
    """

    promotion = models.ForeignKey(
        Promotion, verbose_name=_("promotion"), on_delete=models.PROTECT, related_name="customer_uses"
    )
    voucher = models.ForeignKey(
        Voucher,
        verbose_name=_("voucher"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="customer_uses",
    )
    customer_key = models.CharField(_("customer"), max_length=80)
    used = models.PositiveIntegerField(_("used"), default=0)

    class Meta:
        verbose_name = _("uses by a customer")
        verbose_name_plural = _("uses by a customer")
        indexes = [models.Index(fields=["customer_key"], name="customer_use_by_customer")]
        # Two, because neither database takes two empty vouchers for the same one.
        constraints = [
            models.UniqueConstraint(
                fields=["promotion", "customer_key"],
                condition=Q(voucher__isnull=True),
                name="customer_use_once_per_promotion",
            ),
            models.UniqueConstraint(
                fields=["voucher", "customer_key"],
                condition=Q(voucher__isnull=False),
                name="customer_use_once_per_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id}/{self.voucher_id or '-'}: {self.used}"
