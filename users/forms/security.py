"""Forms of somebody who is signed in and changes how the door opens."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, ReauthenticateForm
from allauth.account.internal.flows.password_change import change_password
from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import CustomUser
from ..services import letters
from .fields import EmailField, PasswordField, check_password


class ChangePasswordForm(forms.Form):
    oldpassword = PasswordField(label=_("Current password"), autocomplete="current-password")
    password1 = PasswordField(label=_("New password"), autocomplete="new-password")

    def __init__(self, *args, user: CustomUser, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_oldpassword(self) -> str:
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password

    def clean(self):
        data = super().clean()
        check_password(self, "password1", self.user)
        return data

    def save(self) -> None:
        change_password(self.user, self.cleaned_data["password1"])


class ChangeEmailForm(AddEmailForm):
    """The new e-mail becomes the account's own when the link in the letter to it is opened."""

    email = EmailField(label=_("New e-mail"))

    def save(self, request):
        """The old address is told at once, while it is still the owner's."""
        letters.ask("email_change_asked", self.user)
        return super().save(request)


class PasswordAgainForm(ReauthenticateForm):
    password = PasswordField(label=_("Your password"), autocomplete="current-password")
