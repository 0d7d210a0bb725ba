"""Pieces: where they stand, how many are free, and who moved them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant

from .managers import StockItemManager


class Store(models.Model):
    """A place that holds pieces."""

    class Kind(models.TextChoices):
        SHOWROOM = "showroom", _("showroom")
        WAREHOUSE = "warehouse", _("warehouse")

    name = models.CharField(_("name"), max_length=100, unique=True)
    location = models.CharField(_("address"), max_length=255)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WAREHOUSE)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Visitors are promised what lies in any store, so a store is closed empty."""
        super().clean()
        if self.pk and not self.is_active and self.stock_items.filter(on_hand__gt=0).exists():
            message = _("There are pieces in this store. Write them off first, then put it out of use.")
            raise ValidationError({"is_active": message}, code="holds_pieces")


class StockItem(models.Model):
    """Pieces of one variant in one store. Changed only by `inventory.services`, never by hand."""

    variant = models.ForeignKey(
        Variant, verbose_name=_("variant"), on_delete=models.PROTECT, related_name="stock_items"
    )
    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.PROTECT, related_name="stock_items"
    )
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)

    objects = StockItemManager()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "store"], name="stock_once_per_variant_and_store"),
            models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="stock_on_hand_not_negative"),
            models.CheckConstraint(condition=models.Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(
                condition=models.Q(reserved__lte=models.F("on_hand")), name="stock_reserved_fits"
            ),
        ]
        permissions = [
            ("receive_stock", _("Can receive pieces")),
            ("correct_stock", _("Can correct numbers of pieces")),
        ]

    def __str__(self) -> str:
        return f"{self.variant.sku} · {self.store}"

    @property
    def available(self) -> int:
        """Pieces that can still be promised."""
        return self.on_hand - self.reserved


class StockMovement(models.Model):
    """One change of a stock row; never edited. The sums of a row's movements are its numbers."""

    class Kind(models.TextChoices):
        RECEIVE = "receive", _("received")
        CORRECT = "correct", _("corrected")
        RESERVE = "reserve", _("reserved")
        RELEASE = "release", _("released")
        CONSUME = "consume", _("sold")
        RETURN = "return", _("returned")

    stock_item = models.ForeignKey(
        StockItem, verbose_name=_("stock"), on_delete=models.PROTECT, related_name="movements"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on_hand_change = models.IntegerField(_("change on hand"), default=0)
    reserved_change = models.IntegerField(_("change reserved"), default=0)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    reference = models.CharField(
        _("reference"), max_length=100, blank=True, help_text=_("Order number or document")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(on_hand_change=0) | ~models.Q(reserved_change=0),
                name="stock_movement_moves_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on_hand_change:+d}/{self.reserved_change:+d}"
