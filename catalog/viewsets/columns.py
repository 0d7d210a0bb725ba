"""Cells of the catalogue's lists."""

from django.utils.html import format_html
from wagtail.admin.ui.tables import Column

from core.money import format_rub

from ..renditions import picture_set


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
