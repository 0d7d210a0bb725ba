"""Forms of the account pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import RenovationStart, Room, Zone
from ..models import CustomUser, UserProfile
from ..validators import validate_plain_line, validate_username
from .fields import PersonNameField, PhoneField

YES_NO = [("", _("I would rather not say")), ("yes", _("Yes")), ("no", _("No"))]
ANSWERS = {"yes": True, "no": False, "": None}


class PersonForm(forms.Form):
    """Name, login name, phone and photo."""

    first_name = PersonNameField(
        label=_("First name"),
        autocomplete="given-name",
        error_messages={"required": _("Tell us how to address you.")},
    )
    last_name = PersonNameField(label=_("Last name"), autocomplete="family-name", required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    username = forms.CharField(
        label=_("Login name"),
        max_length=150,
        validators=[validate_username],
        error_messages={"required": _("Choose a login name.")},
        help_text=_("You can sign in with it instead of the e-mail."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    avatar = forms.FileField(
        label=_("Photo"),
        help_text=_(
            "JPEG, PNG or WebP up to 8 MB. We cut it square and remove the place and time of the shot."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    remove_avatar = forms.BooleanField(label=_("Remove the photo"), required=False)

    def __init__(self, *args, user: CustomUser, **kwargs):
        names = ("first_name", "last_name", "phone", "username")
        super().__init__(*args, initial={name: getattr(user, name) for name in names}, **kwargs)
        if not user.userprofile.avatar:
            del self.fields["remove_avatar"]


class HouseholdForm(forms.Form):
    """What helps us to advise; every answer is free to give and can be taken back."""

    has_children = forms.ChoiceField(
        label=_("Do children live with you?"), choices=YES_NO, required=False, widget=forms.RadioSelect
    )
    renovation_planned = forms.ChoiceField(
        label=_("Are you planning a renovation?"), choices=YES_NO, required=False, widget=forms.RadioSelect
    )
    renovation_start = forms.ChoiceField(
        label=_("When does the renovation start?"),
        choices=[("", _("I would rather not say")), *RenovationStart.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    renovation_rooms = forms.MultipleChoiceField(
        label=_("Which rooms?"), choices=Room.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, profile: UserProfile, **kwargs):
        words = {answer: word for word, answer in ANSWERS.items()}
        initial = {
            "has_children": words[profile.has_children],
            "renovation_planned": words[profile.renovation_planned],
            "renovation_start": profile.renovation_start,
            "renovation_rooms": profile.renovation_rooms,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self):
        """Who plans no renovation has no date and no rooms of one."""
        data = super().clean()
        for name in ("has_children", "renovation_planned"):
            data[name] = ANSWERS[data.get(name, "")]
        if data["renovation_planned"] is False:
            data |= {"renovation_start": "", "renovation_rooms": []}
        return data


class AddressForm(forms.Form):
    text = forms.CharField(
        label=_("Address"),
        max_length=255,
        validators=[validate_plain_line],
        error_messages={"required": _("Type the address.")},
        help_text=_("Town, street, house, flat. For example: Санкт-Петербург, Садовая ул., 12, кв. 34"),
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    zone = forms.ChoiceField(
        label=_("Where is it?"),
        choices=[("", _("I do not know")), *Zone.choices],
        required=False,
        help_text=_("The price of delivery depends on it; we will check it ourselves when you order."),
        widget=forms.Select(attrs={"autocomplete": "off"}),
    )
    is_default = forms.BooleanField(label=_("Make it my main address"), required=False)


class RenewalForm(forms.Form):
    """The answer to a changed consent text; the boxes start unticked again. purposes: what is asked."""

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.texts = texts
        for text in texts:
            self.fields[f"consent_{text.purpose}"] = forms.BooleanField(
                label=_("I agree: %(purpose)s") % {"purpose": text.get_purpose_display()}, required=False
            )
            self.fields[f"version_{text.purpose}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=1, initial=text.version
            )

    def answers(self):
        """(purpose, agreed, version on the screen) for each text that was asked about."""
        for text in self.texts:
            data = self.cleaned_data
            yield text.purpose, data[f"consent_{text.purpose}"], data[f"version_{text.purpose}"]
