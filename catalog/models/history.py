"""What a variant showed and cost at a moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import money_field

from .pages import ProductPage
from .variants import Variant


class ProductHistory(models.Model):
    """A snapshot of what an order line shows and costs; a row per real change, never edited."""

    variant = models.ForeignKey(
        Variant, verbose_name=_("variant"), on_delete=models.PROTECT, related_name="history"
    )
    product = models.ForeignKey(
        ProductPage,
        verbose_name=_("product"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="history",
    )
    sku = models.CharField(_("SKU"), max_length=40)
    product_name = models.CharField(_("name"), max_length=255)
    product_description = models.TextField(_("description"), blank=True)
    size_label = models.CharField(_("size"), max_length=60, blank=True)
    finish_label = models.CharField(_("finish"), max_length=160, blank=True)
    list_price = money_field(_("list price, ₽"))
    product_price = money_field(_("price, ₽"))
    width_mm = models.PositiveIntegerField(_("width, mm"))
    height_mm = models.PositiveIntegerField(_("height, mm"))
    depth_mm = models.PositiveIntegerField(_("depth, mm"))
    unit = models.CharField(_("unit"), max_length=10, default="шт")
    snapshot_taken_at = models.DateTimeField(_("taken"), db_index=True)

    class Meta:
        verbose_name = _("price history")
        verbose_name_plural = _("price history")
        ordering = ["-snapshot_taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sku}: {self.product_price}"

    @classmethod
    def create_from_product(cls, product: ProductPage, variant: Variant | None = None) -> "ProductHistory":
        """Snapshot of `variant`, or of the product's first one: a new row only on a real change."""
        from ..services.history import record

        return record(variant or product.variants.order_by("sort_order", "pk").first())
