"""Lists of the admin whose first column is made by hand."""

from copy import copy

from django.utils.functional import cached_property
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
