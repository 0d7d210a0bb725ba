"""Form fields that several forms about people share.

Each names itself to the browser's memory (`autocomplete`).
"""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..errors import PhoneNotUnderstood
from ..fields import fold_email
from ..phones import format_phone, parse_phone
from ..validators import validate_plain_line

MAX_PASSWORD = 256
NO_EMAIL = _("This does not look like an e-mail. It should be like anna@example.ru")


class EmailField(forms.EmailField):
    """An e-mail in lower case."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("E-mail"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("error_messages", {"required": _("Type the e-mail."), "invalid": NO_EMAIL})
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(**kwargs)

    def clean(self, value):
        return fold_email(super().clean(value))


class PasswordField(forms.CharField):
    """autocomplete: `current-password` or `new-password`; a new one is held against the rules for
    passwords.
    """

    def __init__(self, *, autocomplete: str, **kwargs):
        self.is_new = autocomplete == "new-password"
        kwargs.setdefault("label", _("Password"))
        kwargs.setdefault("error_messages", {"required": _("Type the password.")})
        if self.is_new:
            kwargs.setdefault(
                "help_text", _("At least 10 characters, not only digits, and not a common word.")
            )
        super().__init__(
            strip=False,
            max_length=MAX_PASSWORD,
            widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
            **kwargs,
        )


def check_password(form: forms.Form, name: str, user) -> None:
    """Hold the new password against the rules; `user` is who it must not resemble."""
    password = form.cleaned_data.get(name)
    if password:
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            form.add_error(name, error)


class PersonNameField(forms.CharField):
    def __init__(self, *, autocomplete: str, **kwargs):
        kwargs.setdefault("max_length", 150)
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": autocomplete}), **kwargs)
        self.validators.append(validate_plain_line)


class PhoneField(forms.CharField):
    """Any usual spelling comes in, E.164 goes out, `+7 (921) 000-00-00` is shown."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Phone"))
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        """E.164 as people read it; what somebody typed stays as it is."""
        is_stored = isinstance(value, str) and value.startswith("+") and value[1:].isdecimal()
        return format_phone(value) if is_stored else value

    def clean(self, value):
        try:
            return parse_phone(super().clean(value))
        except PhoneNotUnderstood as error:
            raise ValidationError(error.message, code=error.code) from None


class CodeField(forms.CharField):
    """A one-time code, or a recovery code."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("error_messages", {"required": _("Type the code.")})
        super().__init__(
            max_length=32,
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            **kwargs,
        )
