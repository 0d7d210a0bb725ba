"""The inspect pages of the admin, in people's words."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from .money import format_rub


class InspectInWordsMixin:
    """The shop's own time (Wagtail prints UTC), roubles, yes and no, and a dash for what there is not."""

    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        if value is None or value == "":
            return "—"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime):
            return timezone.localtime(value)
        return format_rub(value) if isinstance(value, Decimal) else value
