"""Amounts and reasons, as the staff type them."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from users.validators import validate_plain_text

NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
NOTE_LENGTH = 300


class AmountField(forms.DecimalField):
    """A number as people write it: 1000, 1 000,50, 64 200 ₽; no sign, no 1e3. Whether it is too small or too
    large is for the service to say.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Write the amount by digits, for example 1000 or 1000,50."),
    }

    def __init__(self, label=None, **options):
        options = {"max_digits": 12, "decimal_places": 2, **options}
        super().__init__(label=label or _("Amount, ₽"), localize=True, **options)

    def prepare_value(self, value):
        """64 200 and 7,50, but not 10,00: as it is written in any language, since that is how it is read."""
        if not isinstance(value, Decimal):
            return value
        written = f"{value.to_integral_value() if value == value.to_integral_value() else value:,}"
        return written.replace(",", "\u00a0").replace(".", ",")

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(value.split()).rstrip("₽%").replace(",", ".")
            if value and not NUMBER.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def note_field(label, **options) -> forms.CharField:
    """Why something was done; it stays in the log."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=NOTE_LENGTH, widget=widget, validators=[validate_plain_text], **options
    )
