"""Cells of the catalogue's lists."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from core.money import format_rub

from ..enums import Availability
from ..models import Variant
from ..renditions import picture_set


def with_receipts(variants: QuerySet[Variant]) -> QuerySet[Variant]:
    """`variants` with `was_received`: whether a store ever had pieces of it."""
    held = Variant.objects.filter(pk=OuterRef("pk"), stock_items__isnull=False)
    return variants.annotate(was_received=Exists(held))


def availability_words(variant: Variant) -> str:
    """What staff read; a variant of `with_receipts` that is new is not called sold out."""
    if variant.availability == Availability.OUT_OF_STOCK and not variant.was_received:
        return _("not received yet")
    return variant.get_availability_display()


class PriceColumn(Column):
    """Roubles, to the right."""

    def get_value(self, instance) -> str:
        amount = super().get_value(instance)
        return "" if amount is None else format_rub(amount)


class ThumbColumn(Column):
    """A small picture, which must come with its renditions (`catalog.renditions.prefetch`)."""

    def get_value(self, instance):
        shown = picture_set(super().get_value(instance), "thumb")
        if shown is None:
            return ""
        return format_html(
            '<img class="istok-thumb" src="{}" width="64" height="48" alt="" loading="lazy">', shown.src
        )


class SwatchColumn(Column):
    """A facet value's colour and its code."""

    cell_template_name = "catalog/admin/swatch_cell.html"
