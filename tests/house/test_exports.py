"""Lists of ours as spreadsheets: whole, in words of people, and without formulas."""

import csv
import io
import re

import openpyxl
import pytest
from django.urls import URLPattern, get_resolver, reverse

from core.exports import SafeExportMixin
from tests.factories.everything import make_everything
from tests.factories.people import make_admin

from .layers import our_apps

CODES = {
    "True", "False", "ready_made", "made_to_order", "in_stock", "receive", "correct", "personal_data",
    "given", "signup", "komod", "pending", "unpaid", "cash_on_delivery",
}  # fmt: skip


def views_of_the_site() -> dict[str, object]:
    """Every class-based view behind a named address, with what its viewset set on it."""
    found = {}

    def walk(patterns, namespace):
        for entry in patterns:
            if not isinstance(entry, URLPattern):
                walk(entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
                continue
            callback = entry.callback
            while not hasattr(callback, "view_class") and hasattr(callback, "__wrapped__"):
                callback = callback.__wrapped__
            if hasattr(callback, "view_class"):
                found[f"{namespace}{entry.name}", str(entry.pattern)] = callback

    walk(get_resolver().url_patterns, "")
    return {name: callback for (name, _pattern), callback in found.items()}


def lists_of_ours() -> dict[str, type]:
    """Name of the address of each list of our rows that has an export, with its view."""
    exporting = {}
    for name, view in views_of_the_site().items():
        columns = view.view_initkwargs.get("list_export") or getattr(view.view_class, "list_export", None)
        model = view.view_initkwargs.get("model") or getattr(view.view_class, "model", None)
        if columns and model and model._meta.app_label in our_apps():
            exporting[name] = view.view_class
    return exporting


def indexes_of_ours() -> list[str]:
    return sorted(name for name in lists_of_ours() if name.endswith((":index", ":list")))


def test_lists_of_ours_export_safely():
    assert {
        "consents:index", "variants:index", "products:index", "stock:index", "stock_movements:index",
    } <= set(indexes_of_ours())  # fmt: skip
    assert [name for name, view in lists_of_ours().items() if not issubclass(view, SafeExportMixin)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", indexes_of_ours())
def test_every_spreadsheet_comes_whole_and_in_words(client, name):
    make_everything()
    client.force_login(make_admin())
    url = reverse(name)
    shown = list(client.get(url).context["object_list"])

    table = client.get(url, {"export": "csv"})
    headings, *rows = csv.reader(io.StringIO(b"".join(table.streaming_content).decode()))
    book = client.get(url, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active

    assert shown
    assert len(rows) == len(shown)
    assert sheet.max_row == len(shown) + 1
    assert [heading for heading in headings if re.search("[a-z]{2}", heading)] == []
    assert not CODES & {cell for row in rows for cell in row}
