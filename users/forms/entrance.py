"""Forms of the doors: sign-up, login, password reset, one-time code. All pass the one limiter."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.internal import flows
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .. import limiter
from ..adapters import MFAAdapter, refusal
from ..enums import Door, Purpose
from ..errors import EmailTaken, TooManyAttempts
from ..models import CustomUser
from ..services import accounts, consents, letters, second_factor
from .fields import CodeField, EmailField, PasswordField, PersonNameField, PhoneField, check_password


class SignupForm(forms.Form):
    """Opens an account.

    Both boxes start unticked, each for one purpose; without the first there is no account.
    """

    by_passkey = False  # asked by allauth's view

    first_name = PersonNameField(
        label=_("First name"),
        autocomplete="given-name",
        error_messages={"required": _("Tell us how to address you.")},
    )
    email = EmailField(help_text=_("We will send a link there to make sure that it is yours."))
    phone = PhoneField(label=_("Phone"), required=False)
    password1 = PasswordField(autocomplete="new-password")
    consent_personal_data = forms.BooleanField(
        error_messages={"required": _("Without this consent we may not open an account for you.")},
    )
    consent_mailing = forms.BooleanField(required=False)
    personal_data_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    mailing_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for purpose in Purpose:
            self.fields[f"consent_{purpose}"].label = self._label(purpose)
            self.fields[f"{purpose}_version"].initial = consents.current_text(purpose).version

    @staticmethod
    def _label(purpose: Purpose) -> str:
        """What the box says, with a link to the text that it stands for."""
        before, link, after = {
            Purpose.PERSONAL_DATA: (_("I agree to the"), _("processing of my personal data"), ""),
            Purpose.MAILING: (_("I would like to get"), _("news and offers by mail"), _("(optional)")),
        }[purpose]
        address = reverse("consent_text", args=[purpose])
        label = format_html('{} <a href="{}">{}</a>', before, address, link)
        return format_html("{} {}", label, after) if after else label

    def clean(self):
        data = super().clean()
        someone = CustomUser(email=data.get("email", ""), first_name=data.get("first_name", ""))
        check_password(self, "password1", someone)
        return data

    def try_save(self, request: HttpRequest):
        """(account, None), or (None, the very answer a new account gets) when the e-mail has one already.

        Raises TextChanged when a consent text was replaced while the person was reading.
        """
        data = self.cleaned_data
        agreement = accounts.Agreement(
            personal_data=data["consent_personal_data"],
            mailing=data["consent_mailing"],
            personal_data_version=data["personal_data_version"],
            mailing_version=data["mailing_version"],
        )
        try:
            user = accounts.register(
                email=data["email"],
                password=data["password1"],
                agreement=agreement,
                first_name=data["first_name"],
                phone=data["phone"],
                request=request,
            )
        except EmailTaken:
            CustomUser().set_password(
                data["password1"]
            )  # as long as for a new account: time tells nothing either
            return None, flows.signup.prevent_enumeration(request, email=data["email"])
        return user, None


class LoginForm(AllauthLoginForm):
    """E-mail or login name, and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail or login name"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
            error_messages={"required": _("Type your e-mail or login name.")},
        )
        self.fields["password"] = PasswordField(autocomplete="current-password")
        self.fields["remember"] = forms.BooleanField(label=_("Remember me on this device"), required=False)
        self.order_fields(["login", "password", "remember"])


class ResetPasswordForm(forms.Form):
    email = EmailField(label=_("E-mail of your account"))

    def save(self, request: HttpRequest) -> None:
        """Ask for the letter, when there is anybody to write to; the answer to the visitor is the same."""
        user = CustomUser.objects.filter(email=self.cleaned_data["email"], is_active=True).first()
        if user is not None:
            letters.ask("reset_password", user)


class NewPasswordForm(forms.Form):
    """user: whose password it will be."""

    password1 = PasswordField(label=_("New password"), autocomplete="new-password")

    def __init__(self, *args, user: CustomUser, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        data = super().clean()
        check_password(self, "password1", self.user)
        return data


class _CodeMixin(forms.Form):
    """A code is right once; wrong ones count against the account as wrong passwords do."""

    code = CodeField()

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        try:
            current = limiter.begin(context.request, Door.CODE, user=self.user)
        except TooManyAttempts as error:
            raise refusal(error) from None
        for authenticator in Authenticator.objects.filter(user=self.user):
            if second_factor.accept_code(authenticator.pk, code):
                current.forgive()
                self.authenticator = Authenticator.objects.select_related("user").get(pk=authenticator.pk)
                return code
        if current.is_last:
            letters.tell_login_paused(self.user)
        raise MFAAdapter().validation_error("incorrect_code")


class CodeForm(_CodeMixin, AuthenticateForm):
    """The second step of a login."""


class CodeAgainForm(_CodeMixin, ReauthenticateForm):
    """The same question before something delicate."""


class ActivateForm(ActivateTOTPForm):
    """Switches the second factor on by the first code of the person's app."""

    code = CodeField(label=_("Six digits from the app"))

    def clean_code(self) -> str:
        try:
            current = limiter.begin(context.request, Door.CODE, user=self.user)
        except TooManyAttempts as error:
            raise refusal(error) from None
        code = super().clean_code()
        current.forgive()
        return code
