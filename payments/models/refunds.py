"""Money that goes back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import money_field

from ..enums import RefundReason, RefundRoad, RefundStatus
from .payments import Payment


class Refund(models.Model):
    """A part of a payment that goes back. From `requested` on its amount is taken off what can be refunded;
    a failed one gives it free again.

    parts: what it is split over, as `payments.splits` writes it. charged: the amount in the payment's
    currency. key: of the act that asked for it, so that a double click is one refund.
    """

    refund_id = models.UUIDField(_("number"), default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="refunds"
    )
    amount = money_field(_("amount, ₽"))
    charged = money_field(_("asked of the provider"))
    road = models.CharField(
        _("where to"), max_length=10, choices=RefundRoad.choices, default=RefundRoad.PROVIDER
    )
    reason = models.CharField(_("reason"), max_length=20, choices=RefundReason.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    parts = models.JSONField(_("split"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=RefundStatus.choices, default=RefundStatus.REQUESTED
    )
    failure_reason = models.CharField(_("why it failed"), max_length=200, blank=True)
    gateway_refund_id = models.CharField(_("provider's number"), max_length=255, blank=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    key = models.CharField(_("unique key"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("requested"))
    processed_at = models.DateTimeField(_("returned"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, charged__gt=0), name="refund_amount_positive"
            ),
            models.UniqueConstraint(
                fields=["payment", "gateway_refund_id"],
                name="refund_once_per_provider_number",
                condition=~models.Q(gateway_refund_id=""),
            ),
            models.CheckConstraint(
                condition=~models.Q(status=RefundStatus.COMPLETED) | models.Q(processed_at__isnull=False),
                name="refund_completed_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}: {self.get_status_display()}"
