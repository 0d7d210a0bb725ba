"""Codes that open a promotion."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..fields import CODE_LENGTH, VoucherCodeField
from .campaigns import Promotion


class VoucherSeries(models.Model):
    """Codes that were made together, for one mailing or one partner."""

    promotion = models.ForeignKey(
        Promotion, verbose_name=_("promotion"), on_delete=models.PROTECT, related_name="series"
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("For yourselves: листовки, май"))
    prefix = VoucherCodeField(
        _("beginning of each code"), max_length=12, blank=True, help_text=_("For example МАЙ")
    )
    size = models.PositiveIntegerField(_("how many codes"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("series of codes")
        verbose_name_plural = _("series of codes")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="voucher_series_has_codes")]

    def __str__(self) -> str:
        return self.name


class Voucher(models.Model):
    """A code. `used_count` has one writer, `promotions.services.uses`, and counts only under a limit."""

    promotion = models.ForeignKey(
        Promotion, verbose_name=_("promotion"), on_delete=models.PROTECT, related_name="vouchers"
    )
    series = models.ForeignKey(
        VoucherSeries,
        verbose_name=_("series of codes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="vouchers",
    )
    code = VoucherCodeField(
        _("code"),
        max_length=CODE_LENGTH,
        unique=True,
        help_text=_("For example ВЕСНА10. Capitals, spaces and dashes do not matter."),
    )
    uses_limit = models.PositiveIntegerField(_("orders in all"), null=True, blank=True)
    per_customer_limit = models.PositiveIntegerField(_("orders per customer"), null=True, blank=True)
    used_count = models.PositiveIntegerField(_("used"), default=0, editable=False)
    active = models.BooleanField(_("switched on"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="voucher_has_a_code"),
            models.CheckConstraint(
                condition=Q(uses_limit__isnull=True) | Q(uses_limit__gt=0, uses_limit__gte=F("used_count")),
                name="voucher_used_within_its_limit",
            ),
            models.CheckConstraint(
                condition=Q(per_customer_limit__isnull=True) | Q(per_customer_limit__gt=0),
                name="voucher_customer_limit_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.code
