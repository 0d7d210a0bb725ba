"""What an order consists of, which pieces it holds, and which promotions it used."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductHistory, Variant
from core.money import ZERO, money_field
from inventory.models import StockItem
from promotions.models import Promotion, Voucher

from ..enums import ReservationState
from .orders import Order


class OrderItem(models.Model):
    """A line with its own copies of name and price. line_total = quantity × price - discount."""

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="items")
    product_snapshot = models.ForeignKey(
        ProductHistory,
        verbose_name=_("product as it was"),
        on_delete=models.PROTECT,
        related_name="order_items",
    )
    variant = models.ForeignKey(
        Variant,
        verbose_name=_("variant"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="order_items",
    )
    sku = models.CharField(_("SKU"), max_length=40)
    name = models.CharField(_("name"), max_length=255)
    size = models.CharField(_("size"), max_length=60, blank=True)
    finish = models.CharField(_("finish"), max_length=160, blank=True)
    unit = models.CharField(_("unit"), max_length=10, default="шт")
    quantity = models.PositiveSmallIntegerField(_("pieces"))
    price = money_field(_("price, ₽"))
    discount = money_field(_("discount, ₽"), default=ZERO)
    line_total = money_field(_("total, ₽"))
    lead_days = models.PositiveSmallIntegerField(_("lead time, working days"), default=0)
    is_gift = models.BooleanField(_("gift"), default=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="order_line_quantity_positive"),
            models.CheckConstraint(
                condition=models.Q(price__gte=0, discount__gte=0, line_total__gte=0),
                name="order_line_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} × {self.quantity}"

    @property
    def label(self) -> str:
        return ", ".join(filter(None, [self.size, self.finish]))

    @property
    def product(self):
        """The page as it is now; None when it is gone."""
        return self.product_snapshot.product


class Reservation(models.Model):
    """Pieces of one stock row that an order line holds. expires_at: the order's `pay_until`."""

    order_item = models.ForeignKey(
        OrderItem, verbose_name=_("order line"), on_delete=models.PROTECT, related_name="reservations"
    )
    stock_item = models.ForeignKey(
        StockItem, verbose_name=_("stock"), on_delete=models.PROTECT, related_name="reservations"
    )
    quantity = models.PositiveSmallIntegerField(_("pieces"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReservationState.choices, default=ReservationState.HELD
    )
    expires_at = models.DateTimeField(_("held until"), null=True, blank=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["stock_item_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order_item", "stock_item"], name="reservation_once_per_line_and_stock"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="reservation_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.stock_item_id} × {self.quantity}: {self.get_state_display()}"


class PromotionUse(models.Model):
    """A discount or gift that an order got, in the words that the customer was given. amount: roubles."""

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="promotion_uses"
    )
    promotion = models.ForeignKey(
        Promotion, verbose_name=_("promotion"), on_delete=models.PROTECT, related_name="uses"
    )
    voucher = models.ForeignKey(
        Voucher,
        verbose_name=_("voucher"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="uses",
    )
    amount = money_field(_("amount, ₽"))
    sentence = models.CharField(_("told the customer"), max_length=500)
    customer_keys = models.JSONField(_("counted against"), default=list, editable=False)
    is_counted = models.BooleanField(_("counted against the limits"), default=True)
    counted = models.JSONField(_("which limits"), default=list, editable=False)

    class Meta:
        verbose_name = _("promotion use")
        verbose_name_plural = _("promotion uses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "promotion"], name="promotion_used_once_per_order")
        ]

    def __str__(self) -> str:
        return f"{self.promotion}: {self.amount}"
