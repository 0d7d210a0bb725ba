"""Closed lists of the cart."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CartStatus(models.TextChoices):
    ACTIVE = "active", _("active")
    CONVERTED = "converted", _("ordered")
    EXPIRED = "expired", _("forgotten")
    MERGED = "merged", _("merged into another")


class OrderKind(models.TextChoices):
    """Which order a line goes to: what lies in stock is bought, everything else is asked for."""

    READY_MADE = "ready_made", _("ready-made")
    MADE_TO_ORDER = "made_to_order", _("made to order")


class ChangeCode(models.TextChoices):
    """What may have happened to a line since the customer last saw it."""

    PRICE_UP = "price_up", _("dearer")
    PRICE_DOWN = "price_down", _("cheaper")
    GONE = "gone", _("not sold any more")
    FEWER = "fewer", _("fewer pieces left")
    SOLD_OUT = "sold_out", _("sold out")
