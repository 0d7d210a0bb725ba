"""The owner's numbers of delivery. An empty price invents nothing: it is agreed by phone."""

from dataclasses import fields

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from core.money import money_field

from ..delivery import DeliveryTerms

NOT_NEGATIVE = [MinValueValidator(0)]
BY_PHONE = _("Empty: the price is agreed by phone")


def _price(verbose_name: str, help_text: str) -> models.DecimalField:
    return money_field(verbose_name, null=True, blank=True, help_text=help_text, validators=NOT_NEGATIVE)


@register_setting(icon="cogs")
class DeliverySettings(BaseSiteSetting):
    """What delivery costs and how far it goes; inside the ring road it is free (docs/money.md)."""

    per_km = _price(
        _("a kilometre beyond the ring road, ₽"),
        _("A begun kilometre counts; inside the ring road it is free. Empty: the price is agreed by phone"),
    )
    max_km = models.PositiveIntegerField(
        _("no farther than, km"),
        null=True,
        blank=True,
        help_text=_("Beyond the ring road; farther away the customer is asked to call. Empty: no limit"),
    )
    lift_fee = _price(_("up by lift, ₽ per piece"), BY_PHONE)
    floor_fee = _price(
        _("up without a lift, ₽ per floor and piece"),
        _("The ground floor counts as one, with a lift too. Empty: the price is agreed by phone"),
    )
    assembly_percent = models.DecimalField(
        _("assembly, per cent of the goods"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of what the goods cost before discounts. Empty: the price is agreed by phone"),
    )
    assembly_minimum = _price(_("assembly at least, ₽"), _("Empty: no minimum"))
    delivery_days = models.PositiveSmallIntegerField(
        _("delivery, working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("From the day when everything is ready. Empty: the day is agreed by phone"),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("per_km", "max_km", "delivery_days")], heading=_("On the road")
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("lift_fee", "floor_fee")], heading=_("Into the room")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("assembly_percent", "assembly_minimum")], heading=_("Assembly")
        ),
    ]

    class Meta:
        verbose_name = _("delivery")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(per_km__gte=0)
                & models.Q(lift_fee__gte=0)
                & models.Q(floor_fee__gte=0)
                & models.Q(assembly_minimum__gte=0),
                name="delivery_prices_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(assembly_percent__range=(0, 100)),
                name="delivery_assembly_up_to_100_per_cent",
            ),
        ]

    @classmethod
    def load(cls) -> "DeliverySettings":
        """Those of the shop; all empty before somebody has saved them."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()

    def terms(self) -> DeliveryTerms:
        return DeliveryTerms(**{field.name: getattr(self, field.name) for field in fields(DeliveryTerms)})
