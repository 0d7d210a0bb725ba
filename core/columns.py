"""What the lists of the admin share: a first column that is made by hand, filters in words."""

from copy import copy

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters import BooleanFilter
from wagtail.admin.active_filters import (
    ActiveFilter,
    BaseFilterAdapter,
    register_filter_adapter_class,
)
from wagtail.admin.ui.tables import ButtonsColumnMixin, TitleColumn


class RowColumn(ButtonsColumnMixin, TitleColumn):
    """The way into a row: a link to its form, or to its inspect page for who may only look, and its actions.

    Its list's view must have `LinkedRowsMixin`.
    """

    view = None

    def bound_to(self, view) -> "RowColumn":
        column = copy(self)
        column.view = view
        return column

    def get_link_url(self, instance, parent_context) -> str | None:
        return self.view.get_edit_url(instance) or self.view.get_inspect_url(instance)

    def get_buttons(self, instance, parent_context) -> list:
        return self.view.get_list_buttons(instance)


class LinkedRowsMixin:
    """Wagtail gives link and actions only to a first column that is named by a string."""

    @cached_property
    def columns(self) -> list:
        return [
            column.bound_to(self) if isinstance(column, RowColumn) else column for column in super().columns
        ]


class BooleanFilterAdapter(BaseFilterAdapter):
    """A chosen yes or no; Wagtail writes True and False."""

    def get_active_filters(self):
        yield ActiveFilter(
            self.bound_field.auto_id,
            self.filter.label,
            _("Yes") if self.value else _("No"),
            self.get_url_without_filter_param(self.name),
        )


register_filter_adapter_class(BooleanFilter, BooleanFilterAdapter)
