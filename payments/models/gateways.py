"""Ways to pay, as the staff switch them on and off. Secrets are never here: the environment has them."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, money_field

from ..enums import ONLINE, Currency, FeeBearer, GatewayType


class PaymentGateway(models.Model):
    """One way to pay; a row for each type. name: what customers read.

    Fee of a payment = fixed_fee + amount × percentage_fee / 100. rate: roubles for one unit of `currency`.
    """

    gateway_type = models.CharField(_("type"), max_length=20, choices=GatewayType.choices, unique=True)
    name = models.CharField(
        _("name"), max_length=80, help_text=_("What customers read, for example «By card online».")
    )
    description = models.CharField(
        _("explanation"), max_length=200, blank=True, help_text=_("One line below the name at the checkout.")
    )
    is_active = models.BooleanField(_("switched on"), default=False)
    is_test_mode = models.BooleanField(
        _("test mode"),
        default=True,
        help_text=_(
            "The keys of the server must be of the same mode, else the gateway is not offered. In test mode a"
            " real shop offers it to its staff alone, for their own orders."
        ),
    )
    fixed_fee = money_field(_("fixed fee, ₽"), default=ZERO)
    percentage_fee = models.DecimalField(_("fee, %"), max_digits=5, decimal_places=2, default=Decimal("0"))
    fee_bearer = models.CharField(
        _("who bears the fee"), max_length=10, choices=FeeBearer.choices, default=FeeBearer.SHOP
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.RUB)
    rate = models.DecimalField(
        _("roubles for one unit of the currency"), max_digits=12, decimal_places=4, default=Decimal("1")
    )
    sort_order = models.PositiveSmallIntegerField(
        _("place in the list"), default=100, help_text=_("The smallest number comes first.")
    )

    class Meta:
        verbose_name = _("way of payment")
        verbose_name_plural = _("ways of payment")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fixed_fee__gte=0, percentage_fee__gte=0, percentage_fee__lt=100),
                name="gateway_fees_in_bounds",
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="gateway_rate_positive"),
            models.CheckConstraint(
                condition=~models.Q(currency=Currency.RUB) | models.Q(rate=1), name="gateway_rouble_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_online(self) -> bool:
        """Whether the customer pays on a page of the provider."""
        return self.gateway_type in ONLINE
