"""Whatever list can be taken away as a spreadsheet takes no formula along."""

from django.urls import URLPattern, get_resolver

from core.exports import SafeExportMixin

from .layers import our_apps


def views_of_the_site() -> set[type]:
    """Every class-based view behind an address, with what its viewset set on it."""
    found = {}

    def walk(patterns):
        for entry in patterns:
            if not isinstance(entry, URLPattern):
                walk(entry.url_patterns)
                continue
            callback = entry.callback
            while not hasattr(callback, "view_class") and hasattr(callback, "__wrapped__"):
                callback = callback.__wrapped__
            if hasattr(callback, "view_class"):
                found[entry.lookup_str, str(entry.pattern), entry.name] = callback

    walk(get_resolver().url_patterns)
    return found.values()


def test_lists_of_ours_export_safely():
    exporting = set()
    for view in views_of_the_site():
        columns = view.view_initkwargs.get("list_export") or getattr(view.view_class, "list_export", None)
        model = view.view_initkwargs.get("model") or getattr(view.view_class, "model", None)
        if columns and model and model._meta.app_label in our_apps():
            exporting.add((model._meta.label, view.view_class))

    assert {"users.Consent", "catalog.Variant", "catalog.ProductPage", "inventory.StockItem"} <= {
        label for label, _ in exporting
    }
    assert [(label, view) for label, view in exporting if not issubclass(view, SafeExportMixin)] == []
