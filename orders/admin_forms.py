"""Forms of the named actions. `version` is the order as the person saw it when the form was opened."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from core.once import OnceForm
from users.forms.fields import EmailField, PersonNameField, PhoneField
from users.validators import validate_plain_line, validate_plain_text

from .enums import STAFF_REASONS
from .models import Order
from .permissions import handlers

NOTE_LENGTH = 2000


def _text(label, **options) -> forms.CharField:
    options.setdefault("required", False)
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=NOTE_LENGTH, widget=widget, validators=[validate_plain_text], **options
    )


class ActionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, order: Order, **options):
        self.order = order
        super().__init__(*args, **options)


class MoveForm(ActionForm):
    note = _text(
        _("Words to the customer"),
        help_text=_("Optional. The customer reads them in the letter and on the order's page."),
    )


class SilentForm(ActionForm):
    """Nothing to fill in: the button is the answer."""


class CancelForm(ActionForm):
    reason = forms.ChoiceField(
        label=_("Why"),
        # Nothing is chosen beforehand: the customer reads the reason.
        choices=[
            ("", _("- Select an option -")),
            *((reason.value, reason.label) for reason in STAFF_REASONS),
        ],
    )
    note = MoveForm.base_fields["note"]


class NoteForm(OnceForm):
    text = _text(_("Note"), required=True)
    is_public = forms.BooleanField(
        label=_("The customer sees it"),
        required=False,
        help_text=_("Without the tick it stays among us."),
    )


class ManagerChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        return str(person)


class ManagerForm(ActionForm):
    manager = ManagerChoiceField(
        label=_("Manager"), queryset=None, required=False, empty_label=_("nobody yet")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["manager"].queryset = handlers()


class ContactForm(ActionForm):
    """The browser's memory holds the manager's own data, so nothing is offered from it."""

    name = PersonNameField(label=_("Contact"), autocomplete="off")
    phone = PhoneField(widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
    email = EmailField(
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "If letters went to a stranger's address, replace the link of the order too: the stranger has it."
        ),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        validators=[validate_plain_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("The price of delivery stays as it was agreed."),
    )


class DatesForm(ActionForm):
    promised_date = forms.DateField(
        label=_("Promised to the customer for"), required=False, widget=AdminDateInput
    )
    deadline = forms.DateField(
        label=_("Our own deadline"),
        required=False,
        widget=AdminDateInput,
        help_text=_("The customer does not see it."),
    )
    reason = _text(_("Why the promised day moves"), help_text=_("The customer reads it on the order's page."))
