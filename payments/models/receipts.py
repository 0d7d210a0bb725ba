"""Fiscal receipts (54-FZ): what the register is told of each movement of money."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import money_field
from orders.models import Order

from ..enums import ReceiptKind, ReceiptStatus
from .payments import Payment
from .refunds import Refund


class FiscalReceipt(models.Model):
    """One receipt of the register. order: empty for a top-up. items: as `providers.base.ReceiptItem`, amounts
    as strings; they add up to `total`. offset: roubles of it that were prepaid, so no new money moved. key:
    what makes it once (`payment:<uuid>`, `refund:<uuid>`, `handover:<number of the order>`).
    """

    receipt_id = models.UUIDField(_("number"), default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="fiscal_receipts",
    )
    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="fiscal_receipts",
    )
    refund = models.ForeignKey(
        Refund,
        verbose_name=_("refund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="fiscal_receipts",
    )
    kind = models.CharField(_("kind"), max_length=15, choices=ReceiptKind.choices)
    total = money_field(_("total, ₽"))
    offset = money_field(_("of it prepaid, ₽"), default=0)
    items = models.JSONField(_("lines"), default=list)
    status = models.CharField(
        _("status"), max_length=12, choices=ReceiptStatus.choices, default=ReceiptStatus.REQUESTED
    )
    failure_reason = models.CharField(_("why it failed"), max_length=200, blank=True)
    register_id = models.CharField(_("register's number"), max_length=120, blank=True)
    fiscal_number = models.CharField(_("fiscal number"), max_length=120, blank=True)
    key = models.CharField(_("unique key"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"))
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True)

    class Meta:
        verbose_name = _("fiscal receipt")
        verbose_name_plural = _("fiscal receipts")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="fiscal_receipt_waiting",
                condition=models.Q(status=ReceiptStatus.REQUESTED),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total__gt=0, offset__gte=0, offset__lte=models.F("total")),
                name="fiscal_receipt_amounts_in_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(order__isnull=False) | models.Q(payment__isnull=False),
                name="fiscal_receipt_of_order_or_top_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.total}"
