"""The account form of the admin, where administrators make staff."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from ..managers import invented_username
from ..services import accounts, letters
from ..validators import validate_plain_line
from .fields import EmailField


class _AccountFormMixin(forms.ModelForm):
    email = EmailField()
    first_name = forms.CharField(label=_("First name"), max_length=150, validators=[validate_plain_line])
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, required=False, validators=[validate_plain_line]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.required = False
        name.help_text = _("Empty: one is invented. Letters, digits and the signs . + - _ only.")

    def clean_username(self) -> str:
        return self.cleaned_data["username"] or self.instance.username or invented_username()


class AccountCreationForm(_AccountFormMixin, UserCreationForm):
    """The person gets a letter with a link to set a password; it is nobody else's to type."""

    def save(self, commit=True):
        self.instance.set_unusable_password()
        user = super().save(commit)
        accounts.set_email(user.pk, email=user.email, verified=False)
        letters.ask("invitation", user)
        return user


class AccountEditForm(_AccountFormMixin, UserEditForm):
    """A changed e-mail has to be proved by its owner at the next login."""

    def save(self, commit=True):
        user = super().save(commit)
        if "email" in self.changed_data:
            accounts.set_email(user.pk, email=user.email, verified=False)
        return user
