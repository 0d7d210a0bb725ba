"""A payment: one sum for one order (or for a balance) by one way, and the tries to pay it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, money_field
from orders.models import Order

from ..enums import UNDER_WAY, AttemptStatus, Currency, Decline, PaymentStatus, Purpose
from .balance import BalanceAccount
from .gateways import PaymentGateway
from .schedules import PaymentSchedule

CAPTURE = "capture:"  # how the reference of an attempt begins that a bank refused as we took the money


class Payment(models.Model):
    """Changed by `payments.services` alone.

    amount: what the order or balance is credited with. gateway_fee: what the provider keeps, by our own
    count. total_amount: what the customer pays, the fee included if he bears it. All in roubles.
    charged: `total_amount` in `currency` at `rate`, which is what the provider is asked for.
    captured: roubles that came in for the order: 0 or `amount`, another sum only in review. refunded: roubles
    given back or promised. parts: what it pays for, as `payments.splits` writes it, from completion on.
    gateway_reference: the provider's object, what `fetch` takes. gateway_transaction_id: its capture.
    synced_at: when the provider answered last. asked_at: when it was asked; later than that, it is silent.
    is_test: made with the keys of a test account, and asked about with these for ever.
    """

    payment_id = models.UUIDField(_("number"), default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    account = models.ForeignKey(
        BalanceAccount,
        verbose_name=_("balance"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="top_ups",
    )
    part = models.ForeignKey(
        PaymentSchedule,
        verbose_name=_("part of the schedule"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    gateway = models.ForeignKey(
        PaymentGateway,
        verbose_name=_("way of payment"),
        on_delete=models.PROTECT,
        related_name="payments",
    )
    is_test = models.BooleanField(_("test mode"), default=False)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    amount = money_field(_("amount, ₽"))
    gateway_fee = money_field(_("fee, ₽"), default=ZERO)
    total_amount = money_field(_("customer pays, ₽"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.RUB)
    rate = models.DecimalField(_("rate"), max_digits=12, decimal_places=4, default=1)
    charged = money_field(_("asked of the provider"))
    captured = money_field(_("received, ₽"), default=ZERO)
    refunded = money_field(_("given back, ₽"), default=ZERO)
    status = models.CharField(
        _("status"), max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.PENDING
    )
    decline = models.CharField(_("why not paid"), max_length=20, choices=Decline.choices, blank=True)
    review_reason = models.CharField(_("what is wrong"), max_length=200, blank=True)
    gateway_reference = models.CharField(_("provider's number"), max_length=255, blank=True, db_index=True)
    gateway_transaction_id = models.CharField(_("provider's transaction"), max_length=255, blank=True)
    pay_url = models.URLField(_("page to pay at"), max_length=2000, blank=True)
    payment_method = models.CharField(_("paid with"), max_length=40, blank=True)  # as the provider calls it
    invoice_number = models.CharField(_("invoice"), max_length=20, null=True, blank=True, unique=True)
    expires_at = models.DateTimeField(_("to be paid until"), null=True, blank=True)
    completed_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    synced_at = models.DateTimeField(_("provider asked at"), null=True, blank=True)
    asked_at = models.DateTimeField(null=True, editable=False)
    parts = models.JSONField(_("split"), default=list, blank=True)
    metadata = models.JSONField(_("told by the provider"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="payment_open",
                condition=models.Q(status=PaymentStatus.PENDING),
            ),
            models.Index(fields=["status", "-created_at"], name="payment_by_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                name="payment_one_open_per_order",
                condition=models.Q(status=PaymentStatus.PENDING),
            ),
            models.UniqueConstraint(
                fields=["gateway", "gateway_reference"],
                name="payment_reference_once_per_gateway",
                condition=~models.Q(gateway_reference=""),
            ),
            models.CheckConstraint(
                condition=models.Q(order__isnull=True) ^ models.Q(account__isnull=True),
                name="payment_of_order_or_balance",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, gateway_fee__gte=0, charged__gt=0)
                & models.Q(total_amount__gte=models.F("amount")),
                name="payment_amounts_in_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=models.F("captured")),
                name="payment_refunded_within_captured",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=PaymentStatus.COMPLETED) | models.Q(completed_at__isnull=False),
                name="payment_completed_has_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=PaymentStatus.COMPLETED) | models.Q(captured=models.F("amount")),
                name="payment_completed_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose=Purpose.TOP_UP, account__isnull=False)
                | (~models.Q(purpose=Purpose.TOP_UP) & models.Q(account__isnull=True)),
                name="payment_top_up_has_balance",
            ),
            # What came counts as much as it is, if a person says so; what was asked stays as it was.
            models.CheckConstraint(
                condition=~models.Q(currency=Currency.RUB)
                | models.Q(rate=1) & (models.Q(captured__gt=0) | models.Q(charged=models.F("total_amount"))),
                name="payment_rouble_is_one",
            ),
        ]
        permissions = [
            ("record_cash", _("Can record cash")),
            ("refund_payment", _("Can give money back up to the limit")),
            ("refund_any", _("Can give money back without a limit")),
            ("plan_payment", _("Can plan parts of payment and send pay links")),
            ("settle_review", _("Can settle payments under review")),
        ]

    def __str__(self) -> str:
        return self.invoice_number or str(self.payment_id)

    @property
    def order_reference(self) -> str:
        """The order's public number; "" for a top-up."""
        return self.order.order_id if self.order_id else ""

    @property
    def user(self):
        """Whose payment it is; None for a guest's."""
        return self.order.user if self.order_id else self.account.user

    @property
    def is_looked_into(self) -> bool:
        """Money came by it that does not count before somebody has decided."""
        return self.status == PaymentStatus.REVIEW and self.captured > ZERO

    @property
    def refundable(self):
        """Roubles that can still be given back."""
        return self.captured - self.refunded

    @property
    def on_its_way(self):
        """Roubles of `refunded` that are promised and have not left yet; reads all refunds of the payment."""
        return sum((refund.amount for refund in self.refunds.all() if refund.status in UNDER_WAY), ZERO)

    @property
    def returned(self):
        """Roubles that have gone back."""
        return self.refunded - self.on_its_way

    @classmethod
    def process(cls, order: Order) -> "Payment":
        """Pay a pending order from its customer's balance: `payments.services.balance_payments`."""
        from ..services.balance_payments import pay_from_balance

        return pay_from_balance(order.pk)

    @classmethod
    def process_auto(cls, user) -> list["Payment"]:
        """Pay the orders that wait, the oldest first, while the balance lasts."""
        from ..services.balance_payments import pay_waiting

        return pay_waiting(user.pk)


class PaymentAttempt(models.Model):
    """One try of the customer. gateway_response: {"code": the provider's own word for a refusal}."""

    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="attempts"
    )
    attempt_number = models.PositiveSmallIntegerField(_("attempt"))
    reference = models.CharField(_("provider's number"), max_length=255)
    status = models.CharField(_("status"), max_length=10, choices=AttemptStatus.choices)
    failure_reason = models.CharField(_("why not paid"), max_length=20, choices=Decline.choices, blank=True)
    gateway_response = models.JSONField(_("answer of the provider"), default=dict, blank=True)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["payment", "attempt_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "attempt_number"], name="attempt_number_once_per_payment"
            ),
            models.UniqueConstraint(fields=["payment", "reference"], name="attempt_once_per_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_number}: {self.get_status_display()}"

    @property
    def is_refused_capture(self) -> bool:
        """The customer has agreed and left the provider, and the bank did not let the money go."""
        return self.status == AttemptStatus.FAILED and self.reference.startswith(CAPTURE)
