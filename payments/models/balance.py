"""Money that customers keep with the shop: an account and its ledger."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, money_field

from ..enums import EntryKind


class BalanceAccount(models.Model):
    """One for a customer, made with its first entry. balance: the sum of its entries, written by
    `payments.services.ledger` alone.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        related_name="balance_account",
    )
    balance = money_field(_("balance, ₽"), default=ZERO)

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="balance_not_negative")
        ]
        permissions = [("correct_balance", _("Can credit and correct balances"))]

    def __str__(self) -> str:
        return str(self.user)


class BalanceEntry(models.Model):
    """A movement of a balance; written once, and the database itself refuses to change or delete it.

    amount: roubles, plus comes in, minus goes out. key: what makes it happen once. reason: of the staff.
    """

    account = models.ForeignKey(
        BalanceAccount, verbose_name=_("balance"), on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind.choices)
    amount = money_field(_("amount, ₽"))
    balance_after = money_field(_("balance after it, ₽"))
    payment = models.ForeignKey(
        "payments.Payment",
        verbose_name=_("payment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="balance_entries",
    )
    refund = models.ForeignKey(
        "payments.Refund",
        verbose_name=_("refund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="balance_entries",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    key = models.CharField(_("unique key"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("balance entry")
        verbose_name_plural = _("balance entries")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="balance_entry_moves_money"),
            models.CheckConstraint(
                condition=models.Q(balance_after__gte=0), name="balance_after_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"
