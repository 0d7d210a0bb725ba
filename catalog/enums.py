"""Closed lists of the catalogue."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SoldAs(models.TextChoices):
    """How a variant is sold: the editor's choice, and the only thing that stock logic asks."""

    READY_MADE = "ready_made", _("ready-made, from stock")
    MADE_TO_ORDER = "made_to_order", _("made to order")
    PREORDER = "preorder", _("pre-order")


class Availability(models.TextChoices):
    """What a visitor is told about a variant."""

    IN_STOCK = "in_stock", _("in stock")
    OUT_OF_STOCK = "out_of_stock", _("sold out")
    MADE_TO_ORDER = "made_to_order", _("made to order")
    PREORDER = "preorder", _("pre-order")
    DISCONTINUED = "discontinued", _("discontinued")


class FacetScope(models.TextChoices):
    """Where a facet's values are chosen: on the page, or on each finish (variant)."""

    PAGE = "page", _("the product page")
    FINISH = "finish", _("each variant (finish)")


class FacetDisplay(models.TextChoices):
    """How the filter panel draws a facet."""

    LIST = "list", _("list")
    SWATCHES = "swatches", _("swatches")
    SHAPES = "shapes", _("shape drawings")


class ReviewState(models.TextChoices):
    PENDING = "pending", _("waiting for moderation")
    PUBLISHED = "published", _("published")
    REJECTED = "rejected", _("rejected")


class Sort(models.TextChoices):
    """Orders of a listing; the default is left out of addresses: relevance for a search, else popularity."""

    POPULAR = "popular", _("Popular first")
    CHEAPER = "price", _("Cheaper first")
    DEARER = "-price", _("Dearer first")
    NEW = "new", _("New first")
    LEAD = "lead", _("Sooner first")
    RATING = "rating", _("Best rated first")
    RELEVANCE = "relevance", _("Best match first")
