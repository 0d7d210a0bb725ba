"""Spreadsheets in people's words that cannot carry a formula."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.coreutils import multigetattr

# A cell that begins so is run by spreadsheet programs (=cmd|' /C calc'!A0).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def value_at(row, path: str):
    """What a dotted path leads to, a choice by its label; None where the way ends early."""
    *way, name = path.split(".")
    for step in way:
        row = getattr(row, step)
        if row is None:
            return None
    label = getattr(row, f"get_{name}_display", None)
    return label() if label else multigetattr(row, name)


class SafeExportMixin:
    """Over Wagtail's export: text that looks like a formula gets an apostrophe in front of it.

    Wagtail's own fails at an empty key on the way, and writes codes, `True` and UTC.
    """

    def to_row_dict(self, item) -> dict:
        return {path: value_at(item, path) for path in self.list_export}

    def preprocess_field_value(self, field, value, export_format):
        if isinstance(value, bool):
            value = _("Yes") if value else _("No")
        elif isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.make_naive(value).replace(microsecond=0)
        value = super().preprocess_field_value(field, value, export_format)
        if isinstance(value, str) and value.startswith(FORMULA_STARTS):
            return f"'{value}"
        return value
