"""Parts in which an order is paid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import money_field
from orders.models import Order

from ..enums import Purpose


class PaymentSchedule(models.Model):
    """One part of what an order costs: the deposit, the rest before delivery … The parts of an order add up
    to its total. due_date: until when; empty: when the shop asks for it. is_due: the shop asks for it now.
    """

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="payment_parts"
    )
    number = models.PositiveSmallIntegerField(_("part"))
    purpose = models.CharField(
        _("purpose"),
        max_length=10,
        choices=[(Purpose.DEPOSIT, Purpose.DEPOSIT.label), (Purpose.STAGE, Purpose.STAGE.label)],
    )
    label = models.CharField(_("name"), max_length=80)
    amount = money_field(_("amount, ₽"))
    due_date = models.DateField(_("to be paid until"), null=True, blank=True)
    is_due = models.BooleanField(_("asked for now"), default=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("part of the schedule")
        verbose_name_plural = _("payment schedule")
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="part_number_once_per_order"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="part_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.label
