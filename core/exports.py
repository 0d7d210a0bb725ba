"""Spreadsheets that cannot carry a formula."""

# A cell that begins so is run by spreadsheet programs (=cmd|' /C calc'!A0).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class SafeExportMixin:
    """Over Wagtail's export: text that looks like a formula gets an apostrophe in front of it."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        if isinstance(value, str) and value.startswith(FORMULA_STARTS):
            return f"'{value}"
        return value
