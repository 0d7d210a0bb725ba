"""What the owner decides about payments."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from core.money import ZERO, money_field


@register_setting(icon="cog", order=70)
class PaymentRules(BaseSiteSetting):
    """deposit_percent: of what is made to order; a new plan of parts begins with it."""

    refund_limit = money_field(
        _("managers give back at most, ₽"),
        default=ZERO,
        validators=[MinValueValidator(ZERO)],
        help_text=_("Of one order in all. More is for administrators. 0: managers give nothing back."),
    )
    deposit_percent = models.DecimalField(
        _("deposit, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("1")), MaxValueValidator(Decimal("99"))],
        help_text=_("What a new payment schedule begins with. Empty: whoever plans it decides."),
    )
    top_up_minimum = money_field(
        _("top-up at least, ₽"), default=Decimal("100"), validators=[MinValueValidator(Decimal("1"))]
    )
    top_up_maximum = money_field(
        _("top-up at most, ₽"), default=Decimal("100000"), validators=[MinValueValidator(Decimal("1"))]
    )

    class Meta:
        verbose_name = _("payment rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(top_up_minimum__lte=models.F("top_up_maximum")),
                name="payment_rules_top_up_bounds",
            )
        ]
