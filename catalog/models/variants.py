"""The goods: what has a SKU, a size and a price."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.money import money_field

from ..enums import Availability, SoldAs
from ..fields import SkuField
from .facets import FacetValue
from .pages import ProductPage


class Variant(models.Model):
    """One thing that can be bought: a size and a finish of a product page.

    `current_price` is written by `catalog.services.variants` and, under a campaign, by
    `catalog.services.prices`, which alone writes `old_price`: what is crossed out beside it. `availability`
    has one writer, `inventory.services` (through `catalog.services.availability`). None belongs to the page:
    publishing an older draft must not bring yesterday's price back.
    """

    product = models.ForeignKey(
        ProductPage, verbose_name=_("product"), on_delete=models.PROTECT, related_name="variants"
    )
    sku = SkuField(_("SKU"), max_length=40, unique=True)
    size_label = models.CharField(
        _("size"), max_length=60, blank=True, help_text=_("Empty: the product has one size")
    )
    finish_label = models.CharField(_("finish"), max_length=160, blank=True)
    finish_values = models.ManyToManyField(
        FacetValue, verbose_name=_("materials of the finish"), blank=True, related_name="variants"
    )
    picture = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("picture of the finish"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    material_variant = models.CharField(
        _("material variant in the 3D model"),
        max_length=80,
        blank=True,
        help_text=_("KHR_materials_variants name"),
    )
    list_price = money_field(_("list price, ₽"))
    current_price = money_field(_("price now, ₽"), editable=False)
    old_price = money_field(_("old price, ₽"), null=True, editable=False)
    sold_as = models.CharField(_("sold as"), max_length=15, choices=SoldAs.choices, default=SoldAs.READY_MADE)
    availability = models.CharField(
        _("availability"),
        max_length=15,
        choices=Availability.choices,
        default=Availability.OUT_OF_STOCK,
        editable=False,
    )
    width_mm = models.PositiveIntegerField(_("width, mm"))
    height_mm = models.PositiveIntegerField(_("height, mm"))
    depth_mm = models.PositiveIntegerField(_("depth, mm"))
    lead_days = models.PositiveSmallIntegerField(_("lead time, working days"), default=0)
    unit = models.CharField(_("unit"), max_length=10, default="шт")
    is_active = models.BooleanField(_("on sale"), default=True)
    sort_order = models.PositiveIntegerField(pgettext_lazy("of rows", "order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["product_id", "sort_order", "pk"]
        indexes = [
            models.Index(fields=["product", "is_active", "current_price"], name="variant_of_product_by_price")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "size_label", "finish_label"],
                name="variant_size_and_finish_once_per_product",
            ),
            models.CheckConstraint(condition=models.Q(list_price__gt=0), name="variant_list_price_positive"),
            models.CheckConstraint(condition=models.Q(current_price__gt=0), name="variant_price_positive"),
            models.CheckConstraint(
                condition=models.Q(old_price__isnull=True)
                | models.Q(old_price__gt=models.F("current_price")),
                name="variant_old_price_above_the_price",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    width_mm__range=(1, 20000), height_mm__range=(1, 20000), depth_mm__range=(1, 20000)
                ),
                name="variant_sizes_between_1_mm_and_20_m",
            ),
            models.CheckConstraint(
                condition=models.Q(lead_days__lte=365), name="variant_lead_time_within_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} · {self.label}" if self.label else self.sku

    @property
    def label(self) -> str:
        """Size and finish in one line, or "" when the product has neither."""
        return ", ".join(filter(None, [self.size_label, self.finish_label]))

    @property
    def is_discounted(self) -> bool:
        return self.old_price is not None

    @property
    def takes_stock(self) -> bool:
        """Whether pieces of it are counted; what is made for a customer has none."""
        return self.sold_as == SoldAs.READY_MADE

    @property
    def available_quantity(self) -> int:
        """Free pieces over all stores; the rows are `inventory`'s, read through their reverse relation."""
        return sum(item.available for item in self.stock_items.all())

    @property
    def reserved_quantity(self) -> int:
        """Pieces promised to buyers, over all stores."""
        return sum(item.reserved for item in self.stock_items.all())

    def get_total_stock(self) -> int:
        """Pieces on the shelves of all stores, promised ones included."""
        return sum(item.on_hand for item in self.stock_items.all())

    def get_reserved_stock(self) -> int:
        return self.reserved_quantity

    def is_in_stock(self) -> bool:
        """Whether a piece could be taken away now."""
        return self.available_quantity > 0

    def reserve_stock(self, quantity: int) -> None:
        """Hold free pieces for a buyer. Raises ValidationError `out_of_stock` and changes nothing."""
        self.stock_items.reserve(quantity)

    def unreserve_stock(self, quantity: int) -> None:
        """Let go held pieces. Raises ValidationError `more_than_reserved` and changes nothing."""
        self.stock_items.release(quantity)

    def confirm_sale(self, quantity: int) -> None:
        """Held pieces are sold. Raises ValidationError `more_than_reserved` and changes nothing."""
        self.stock_items.confirm(quantity)
