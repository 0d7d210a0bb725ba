"""A promotion: who gets what, on which goods, when and how often."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import CategoryPage, FacetValue, ProductPage, Variant
from core.money import money_field

from ..enums import Benefit, Phase, Programme, Stacking
from ..querysets import PromotionQuerySet


class Promotion(models.Model):
    """A benefit under conditions. It starts at midnight of `start_date` in Moscow and ends with `end_date`.

    value: per cent, or roubles for `amount`. The goods it is for: any of the categories (with all below
    them), any of the products, and a value of each named facet; an empty list asks nothing. `scope` holds the
    same as ids for the quote and has one writer, `promotions.services.campaigns`; `used_count` has one,
    `promotions.services.uses`, and counts only while there is a limit to hold it against.
    """

    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    programme = models.CharField(
        _("programme"), max_length=10, choices=Programme.choices, default=Programme.EVERYONE
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"), null=True, blank=True)
    active = models.BooleanField(_("switched on"), default=True)

    benefit = models.CharField(_("benefit"), max_length=15, choices=Benefit.choices, default=Benefit.PERCENT)
    value = models.DecimalField(_("how much"), max_digits=12, decimal_places=2, null=True, blank=True)
    gift_variant = models.ForeignKey(
        Variant,
        verbose_name=_("gift"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="given_by",
    )
    max_discount = money_field(_("discount at most, ₽"), null=True, blank=True)

    categories = models.ManyToManyField(
        CategoryPage, verbose_name=_("categories"), blank=True, related_name="promotions"
    )
    products = models.ManyToManyField(
        ProductPage, verbose_name=_("products"), blank=True, related_name="promotions"
    )
    values = models.ManyToManyField(
        FacetValue, verbose_name=_("facet values"), blank=True, related_name="promotions"
    )
    scope = models.JSONField(_("goods"), default=dict, editable=False)
    min_goods = money_field(_("goods for at least, ₽"), null=True, blank=True)
    min_quantity = models.PositiveIntegerField(_("pieces at least"), null=True, blank=True)
    first_order_only = models.BooleanField(_("first order only"), default=False)

    stacking = models.CharField(
        _("together with others"), max_length=10, choices=Stacking.choices, default=Stacking.EXCLUSIVE
    )
    needs_code = models.BooleanField(_("only with a code"), default=False)
    is_choosable = models.BooleanField(_("chosen at checkout"), default=False)
    total_limit = models.PositiveIntegerField(_("orders in all"), null=True, blank=True)
    per_customer_limit = models.PositiveIntegerField(_("orders per customer"), null=True, blank=True)
    used_count = models.PositiveIntegerField(_("used"), default=0, editable=False)

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-start_date", "-pk"]
        indexes = [models.Index(fields=["active", "start_date"], name="promotion_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="promotion_ends_after_it_starts",
            ),
            models.CheckConstraint(
                # An empty value would make a comparison neither true nor false, and a check lets that pass.
                condition=Q(benefit=Benefit.PERCENT, value__isnull=False, value__gt=0, value__lte=100)
                | Q(benefit=Benefit.PRICE, value__isnull=False, value__gt=0, value__lt=100)
                | Q(benefit=Benefit.AMOUNT, value__isnull=False, value__gt=0)
                | Q(benefit__in=(Benefit.FREE_DELIVERY, Benefit.GIFT), value__isnull=True),
                name="promotion_value_suits_its_benefit",
            ),
            models.CheckConstraint(
                condition=Q(benefit=Benefit.GIFT, gift_variant__isnull=False)
                | (~Q(benefit=Benefit.GIFT) & Q(gift_variant__isnull=True)),
                name="promotion_names_a_gift_when_it_gives_one",
            ),
            models.CheckConstraint(
                condition=Q(max_discount__isnull=True) | Q(max_discount__gt=0),
                name="promotion_discount_cap_positive",
            ),
            models.CheckConstraint(
                condition=Q(min_goods__isnull=True) | Q(min_goods__gt=0),
                name="promotion_least_goods_positive",
            ),
            models.CheckConstraint(
                condition=Q(min_quantity__isnull=True) | Q(min_quantity__gt=0),
                name="promotion_least_pieces_positive",
            ),
            models.CheckConstraint(
                condition=Q(per_customer_limit__isnull=True) | Q(per_customer_limit__gt=0),
                name="promotion_customer_limit_positive",
            ),
            models.CheckConstraint(
                condition=Q(total_limit__isnull=True)
                | Q(total_limit__gt=0, total_limit__gte=F("used_count")),
                name="promotion_used_within_its_limit",
            ),
            models.CheckConstraint(
                condition=Q(needs_code=False) | Q(is_choosable=False),
                name="promotion_is_chosen_or_has_a_code_not_both",
            ),
            models.CheckConstraint(
                condition=~Q(benefit=Benefit.PRICE)
                | Q(
                    programme=Programme.EVERYONE,
                    needs_code=False,
                    is_choosable=False,
                    first_order_only=False,
                    min_goods__isnull=True,
                    min_quantity__isnull=True,
                    max_discount__isnull=True,
                    total_limit__isnull=True,
                    per_customer_limit__isnull=True,
                ),
                name="promotion_of_prices_has_no_conditions",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def phase(self, today: date) -> Phase:
        """Where `today`, the shop's own day, lies."""
        if not self.active:
            return Phase.OFF
        if self.end_date and self.end_date < today:
            return Phase.OVER
        return Phase.COMING if self.start_date > today else Phase.IN_FORCE

    @property
    def is_exclusive(self) -> bool:
        return self.stacking == Stacking.EXCLUSIVE
