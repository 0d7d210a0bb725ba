"""Cells and filters that several lists of money share."""

from collections.abc import Mapping

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from core.inspecting import InspectInWordsMixin
from orders.permissions import VIEW as VIEW_ORDER

from ..models import Payment
from ..permissions import VIEW


class OrderColumn(TitleColumn):
    """The order's number, a link for who may open it. order: dotted path to it from the row."""

    def __init__(self, *, order: str, **options):
        self.path = order.split(".")
        options = {"label": _("The order"), "classname": "istok-nowrap", **options}
        super().__init__("order", accessor=self._number, **options)

    def _order(self, row):
        for name in self.path:
            row = getattr(row, name) if row is not None else None
        return row

    def _number(self, row) -> str:
        order = self._order(row)
        return order.order_id if order else "—"

    def get_link_url(self, instance, parent_context) -> str | None:
        order = self._order(instance)
        if order is None or not parent_context["request"].user.has_perm(VIEW_ORDER):
            return None
        return reverse("orders:inspect", args=[order.pk])


def moment(name: str):
    """An accessor: `name` of the row in the shop's own time."""

    def told(row) -> str:
        value = getattr(row, name)
        return date_format(timezone.localtime(value), "d.m.Y H:i") if value else "—"

    return told


def payment_link(payment: Payment | None, user) -> str:
    """Its number, a link for who may open it."""
    if payment is None:
        return "—"
    if not user.has_perm(VIEW):
        return str(payment)
    return format_html('<a href="{}">{}</a>', reverse("payments:inspect", args=[payment.pk]), payment)


def days(label) -> django_filters.DateFromToRangeFilter:
    return django_filters.DateFromToRangeFilter(label=label, widget=DateRangePickerWidget)


class MoneyInspectView(InspectInWordsMixin, InspectView):
    """A row in words: its payment is a link, and what may be done with it is behind the dots of the header.

    labels: what a column is called, where its own name is too short for people. buttons: of row and user.
    """

    labels: Mapping[str, str] = {"payment": _("Payment number")}

    @staticmethod
    def buttons(row, user) -> list[Button]:
        return []

    def get_field_label(self, field_name, field):
        return self.labels.get(field_name) or super().get_field_label(field_name, field)

    def get_payment_display_value(self) -> str:
        return payment_link(self.object.payment, self.request.user)

    @property
    def header_more_buttons(self) -> list[Button]:
        return self.buttons(self.object, self.request.user)


class ReadOnlyViewSet(ModelViewSet):
    """Lists and looks; what changes a row is an action with an address of its own."""

    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields: list[str] = []
    add_to_reference_index = False
    search_backend_name = None
    list_per_page = 50
    ordering = ["-pk"]
    kept = frozenset({"index", "index_results", "inspect"})

    def get_urlpatterns(self) -> list:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in self.kept]
