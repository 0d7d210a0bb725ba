"""Filters of components/field.html."""

from django import forms, template
from django.forms import BoundField

register = template.Library()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def control(field: BoundField) -> str:
    """The widget with our class; Django itself adds aria-invalid and aria-describedby of hint and error."""
    given = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={} if is_checkbox(field) else {"class": f"input {given}".strip()})
