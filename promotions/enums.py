"""Closed lists of promotions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Programme(models.TextChoices):
    """Whom a promotion is for."""

    EVERYONE = "everyone", _("General promotion")
    LOYALTY = "loyalty", _("By loyalty")
    REFERRAL = "referral", _("Referral")


class Benefit(models.TextChoices):
    """What the customer gets."""

    PERCENT = "percent", _("per cent off the goods")
    AMOUNT = "amount", _("roubles off the goods")
    FREE_DELIVERY = "free_delivery", _("free delivery")
    GIFT = "gift", _("gift")
    PRICE = "price", _("lower price on the product page")


class Stacking(models.TextChoices):
    """Whether it goes together with other promotions."""

    EXCLUSIVE = "exclusive", _("stands alone")
    COMBINABLE = "combinable", _("adds up with others")


class Phase(models.TextChoices):
    """Where today lies in a promotion's dates."""

    OFF = "off", _("switched off")
    COMING = "coming", _("coming")
    IN_FORCE = "in_force", _("in force")
    OVER = "over", _("over")


# What has no value in roubles or per cent.
WITHOUT_VALUE = frozenset({Benefit.FREE_DELIVERY, Benefit.GIFT})
