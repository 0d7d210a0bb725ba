"""Forms of the site's settings."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

FEWEST_DIGITS, MOST_DIGITS = 10, 15


class ContactForm(WagtailAdminModelForm):
    """A phone that a telephone can dial, in whatever way people read it."""

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        digits = sum(char in "0123456789" for char in phone)
        if phone and not FEWEST_DIGITS <= digits <= MOST_DIGITS:
            raise ValidationError(
                _("Nobody can dial that. Write the number with its code: +7 (812) 123-45-67.")
            )
        return phone
