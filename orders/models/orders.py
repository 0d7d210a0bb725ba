"""An order: what was agreed, with whom, for how much. It keeps copies, so later changes of the shop do not
reach it.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cart.delivery import DeliveryMethod, DeliveryService
from cart.enums import OrderKind
from core.money import ZERO, money_field
from inventory.models import Store
from users.enums import Zone
from users.phones import format_phone

from ..enums import (
    NO_MONEY,
    Action,
    BuyerKind,
    CancelReason,
    OrderStatus,
    PaymentMethod,
    PaymentState,
)


class OrderQuerySet(models.QuerySet):
    def unpaid(self) -> "OrderQuerySet":
        """Placed, and nothing received yet."""
        return self.filter(status=OrderStatus.PENDING, payment_state=PaymentState.UNPAID)


class Order(models.Model):
    """One order of one kind. `status` is moved by `orders.transitions`, money by `orders.services` alone.

    order_id: the public number, `ORD-` and eight hex digits. batch: orders placed together from one cart
    share it. pay_until: when held pieces go back if nothing is paid; empty without a window.
    version: grows with every change, for forms that were opened earlier. link_version: raising it makes old
    guest links void. total = goods - discount - points + delivery.
    """

    Status = OrderStatus

    order_id = models.CharField(_("number"), max_length=12, unique=True)
    batch = models.UUIDField(_("placed together"), editable=False, db_index=True)
    contract_number = models.CharField(
        _("contract number"), max_length=20, null=True, blank=True, unique=True
    )
    kind = models.CharField(_("kind"), max_length=15, choices=OrderKind.choices)
    status = models.CharField(_("status"), max_length=12, choices=OrderStatus.choices)
    cancel_reason = models.CharField(
        _("why cancelled"), max_length=20, choices=CancelReason.choices, blank=True
    )
    payment_state = models.CharField(
        _("payment"), max_length=16, choices=PaymentState.choices, default=PaymentState.UNPAID
    )
    payment_method = models.CharField(_("way of payment"), max_length=20, choices=PaymentMethod.choices)
    pay_until = models.DateTimeField(_("to be paid until"), null=True, blank=True)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )
    contact_name = models.CharField(_("contact"), max_length=150)
    contact_phone = models.CharField(
        _("phone"), max_length=16, help_text=_("E.164, for example +79210000000")
    )
    contact_email = models.EmailField(_("e-mail"))
    buyer_kind = models.CharField(
        _("buyer"), max_length=10, choices=BuyerKind.choices, default=BuyerKind.PERSON
    )
    buyer_name = models.CharField(_("buyer's full name"), max_length=255, blank=True)
    buyer_inn = models.CharField(_("buyer's INN"), max_length=12, blank=True)

    goods = money_field(_("goods, ₽"))
    discount = money_field(_("discount, ₽"), default=ZERO)
    points = money_field(_("paid by points, ₽"), default=ZERO)
    delivery = money_field(_("delivery, ₽"), default=ZERO)
    total = money_field(_("total, ₽"))

    delivery_method = models.CharField(_("how to hand over"), max_length=10, choices=DeliveryMethod.choices)
    delivery_zone = models.CharField(_("zone"), max_length=12, choices=Zone.choices, blank=True)
    delivery_km = models.PositiveSmallIntegerField(_("beyond the ring road, km"), default=0)
    delivery_service = models.CharField(
        _("delivered to"), max_length=10, choices=DeliveryService.choices, blank=True
    )
    delivery_floor = models.PositiveSmallIntegerField(_("floor"), default=1)
    delivery_has_lift = models.BooleanField(_("goods lift"), default=True)
    delivery_note = models.CharField(_("agreed by phone"), max_length=300, blank=True)
    shipping_address = models.CharField(_("address"), max_length=500, blank=True)
    notes = models.TextField(_("customer's comment"), max_length=2000, blank=True)

    order_date = models.DateTimeField(_("placed"), db_index=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    promised_date = models.DateField(_("promised for"), null=True, blank=True)
    completion_date = models.DateField(_("work finished"), null=True, blank=True)
    delivery_date = models.DateField(_("delivered on"), null=True, blank=True)
    installation_date = models.DateField(_("installed on"), null=True, blank=True)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("manager"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="managed_orders",
    )
    store = models.ForeignKey(
        Store,
        verbose_name=_("showroom"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )
    external_id = models.CharField(_("number outside"), max_length=60, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-order_date", "-pk"]
        indexes = [
            models.Index(fields=["status", "-order_date"], name="order_by_status"),
            models.Index(fields=["user", "-order_date"], name="order_of_customer"),
            models.Index(fields=["contact_phone"], name="order_by_phone"),
            models.Index(fields=["contact_email"], name="order_by_email"),
            models.Index(
                fields=["pay_until"],
                name="order_to_expire",
                condition=models.Q(status=OrderStatus.PENDING, pay_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    goods__gte=0, discount__gte=0, points__gte=0, delivery__gte=0, total__gte=0
                ),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(status=OrderStatus.CANCELLED) ^ models.Q(cancel_reason=""),
                name="order_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(contract_number__isnull=True) | ~models.Q(contract_number=""),
                name="order_contract_number_not_empty",
            ),
        ]
        permissions = [
            ("handle_order", _("Can move orders on")),
            ("cancel_order", _("Can cancel orders")),
        ]

    def __str__(self) -> str:
        return self.order_id

    @property
    def phone_display(self) -> str:
        return format_phone(self.contact_phone)

    @property
    def status_label(self) -> str:
        """The status in words: what is waited for, and no journey of an order that is collected."""
        if self.status == OrderStatus.SHIPPED and self.delivery_method == DeliveryMethod.PICKUP:
            return gettext("waits in the showroom")
        if self.status == OrderStatus.PENDING:
            told = gettext("accepted, waits for payment") if self.pay_until else None
            return told or gettext("accepted, waits for confirmation")
        return self.get_status_display()

    @property
    def is_cancelled(self) -> bool:
        return self.status == OrderStatus.CANCELLED

    @property
    def holds_money(self) -> bool:
        """Whether there is money in it that has not gone back."""
        return self.payment_state not in NO_MONEY

    @property
    def is_request(self) -> bool:
        """Sent to be calculated; its total is only a first estimate."""
        return self.status == OrderStatus.DRAFT

    @property
    def total_amount(self):
        return self.total

    @property
    def total_price(self):
        return self.total

    def to_pending(self, actor) -> "Order":
        """Accept a request: `orders.services.moves.act`."""
        from ..services.moves import act

        return act(self.pk, Action.ACCEPT, actor=actor)

    @classmethod
    def cleanup_old_pending(cls, days: int = 100) -> int:
        """Cancel orders that nobody paid or confirmed for `days` days; how many. Nothing is deleted."""
        from ..services.expiry import cancel_stale

        return cancel_stale(days=days)
