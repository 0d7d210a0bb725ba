"""What somebody is about to buy. A cart is not an order: it holds no piece and promises no price."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from core.money import ZERO, money_field
from promotions.models import Promotion, Voucher

from ..enums import CartStatus

MAX_QUANTITY = 99
CART_EXPIRATION_DAYS = 7


class CartManager(models.Manager):
    def current(self) -> "Cart | None":
        """The cart in use of the person whose `carts` these are; None without one or after 7 idle days."""
        from ..selectors.owner import in_use

        return in_use(self.get_queryset()).first()


class Cart(models.Model):
    """The cart of a customer, or of a guest whose session knows `guest_key`. Changed by `cart.services`.

    touched_at: the last change of its lines; seven days later the cart is forgotten.
    """

    Status = CartStatus

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="carts",
    )
    guest_key = models.UUIDField(_("guest's key"), null=True, blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=CartStatus.choices, default=CartStatus.ACTIVE
    )
    voucher = models.ForeignKey(
        Voucher,
        verbose_name=_("voucher"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    chosen_promotion = models.ForeignKey(
        Promotion,
        verbose_name=_("chosen gift or promotion"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last change"), db_index=True)

    objects = CartManager()

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(status=CartStatus.ACTIVE),
                name="cart_one_active_per_customer",
            ),
            models.UniqueConstraint(
                fields=["guest_key"],
                condition=models.Q(status=CartStatus.ACTIVE),
                name="cart_one_active_per_guest",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(guest_key__isnull=True),
                name="cart_of_a_customer_or_of_a_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def expires_at(self) -> datetime:
        return self.touched_at + timedelta(days=CART_EXPIRATION_DAYS)

    def add_product(self, variant: Variant, quantity: int = 1) -> "CartItem":
        """Put pieces into this cart: `cart.services.lines.add_line`."""
        from ..services.lines import add_line

        return add_line(self.owner, variant.pk, quantity=quantity)

    def recalculate_total(self) -> Decimal:
        """What the cart costs now, in roubles. It is counted each time and stored nowhere."""
        from ..selectors.quotes import quote_of

        quote = quote_of(self.owner)
        return quote.total if quote else ZERO

    @property
    def owner(self):
        from ..selectors.owner import Owner

        return Owner(user_id=self.user_id, guest_key=self.guest_key)

    @classmethod
    def cleanup_expired_carts(cls) -> int:
        """Forget carts that nobody changed for seven days; how many."""
        from ..services.lines import expire_idle

        return expire_idle()


class CartItem(models.Model):
    """A line: how many pieces of a variant. price_when_added: what the customer last agreed to, roubles."""

    cart = models.ForeignKey(Cart, verbose_name=_("cart"), on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(
        Variant, verbose_name=_("variant"), on_delete=models.CASCADE, related_name="cart_items"
    )
    quantity = models.PositiveSmallIntegerField(
        _("pieces"), validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY)]
    )
    price_when_added = money_field(_("price when added, ₽"))
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once_per_variant"),
            models.CheckConstraint(
                condition=models.Q(quantity__range=(1, MAX_QUANTITY)),
                name="cart_line_quantity_between_1_and_99",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant.sku} × {self.quantity}"

    @property
    def product(self):
        return self.variant.product

    @property
    def size(self) -> str:
        return self.variant.size_label
