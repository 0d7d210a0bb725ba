"""The doors: sign-up, login, confirmation of an e-mail, password reset, one-time codes."""

from http import HTTPStatus

from allauth.account import views as allauth_views
from allauth.account.internal import flows
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from .. import limiter
from ..adapters import refusal
from ..enums import Door, TokenType
from ..errors import TextChanged, TokenRefused, TooManyAttempts
from ..forms.entrance import NewPasswordForm, ResetPasswordForm
from ..models import CustomUser
from ..services import accounts, letters, second_factor, tokens
from .gates import is_staff_member, safe_next

AFTER_ACTIVATION = "second_factor_next"
SIGNUP_EMAIL = "signup_email"  # key of the session: what the form of a new account is filled in with


class LimitedFormMixin:
    """A form that the limiter refused is answered with 429 and the time to wait; any other error with the
    form.
    """

    def render_to_response(self, context, **response_kwargs):
        response = super().render_to_response(context, **response_kwargs)
        wait = _seconds_to_wait(context.get("form"))
        if wait:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(wait)
        return response


def _seconds_to_wait(form) -> int:
    if form is None or not form.is_bound:
        return 0
    found = [error for errors in form.errors.as_data().values() for error in errors]
    return max(
        (error.params["retry_after"] for error in found if error.code == TooManyAttempts.code), default=0
    )


class LoginView(LimitedFormMixin, allauth_views.LoginView):
    pass


class SignupView(LimitedFormMixin, allauth_views.SignupView):
    def get_initial(self):
        """Who has just ordered as a guest need not type the e-mail again."""
        return {**super().get_initial(), "email": self.request.session.get(SIGNUP_EMAIL, "")}

    def form_valid(self, form):
        try:
            limiter.begin(self.request, Door.SIGNUP, form.cleaned_data["email"])
            return super().form_valid(form)
        except TooManyAttempts as error:
            form.add_error(None, refusal(error))
        except TextChanged as error:
            form.data = form.data.copy()
            for name in ("personal_data_version", "mailing_version"):
                form.data[name] = form.fields[name].initial
            form.add_error("consent_personal_data", error.message)
        return self.form_invalid(form)


@method_decorator(never_cache, name="dispatch")
class PasswordResetView(LimitedFormMixin, FormView):
    """The answer is the same whether anybody has the e-mail or not."""

    form_class = ResetPasswordForm
    template_name = "account/password_reset.html"

    def form_valid(self, form):
        try:
            limiter.begin(self.request, Door.RESET, form.cleaned_data["email"])
        except TooManyAttempts as error:
            form.add_error(None, refusal(error))
            return self.form_invalid(form)
        form.save(self.request)
        return redirect("account_reset_password_done")


@method_decorator(sensitive_post_parameters("password1"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class NewPasswordView(FormView):
    """The page behind the link of a letter.

    The link lives until a password is set with it, or its time is over.
    """

    form_class = NewPasswordForm
    template_name = "account/password_new.html"

    def dispatch(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            self.user = tokens.find(key, TokenType.PASSWORD_RESET).user
        except TokenRefused:
            return _dead_link(request)
        return super().dispatch(request, key=key)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form):
        try:
            set_password_by_link(self.kwargs["key"], form.cleaned_data["password1"])
        except TokenRefused:
            return _dead_link(self.request)
        flows.logout.logout(self.request, show_message=False)
        return redirect("account_reset_password_from_key_done")


@transaction.atomic
def set_password_by_link(raw: str, password: str) -> CustomUser:
    """Spend the link, set the password, end all sessions and tokens.

    The letter arrived, so the e-mail is proved.
    """
    row = tokens.spend(raw, TokenType.PASSWORD_RESET)
    user = row.user
    user.set_password(password)
    user.save(update_fields=["password"])
    tokens.revoke_all(user)
    accounts.set_email(user.pk, email=row.email, verified=True)
    limiter.clear(Door.PASSWORD, user)
    letters.ask("password_changed", user)
    return user


@method_decorator(never_cache, name="dispatch")
class ConfirmEmailView(allauth_views.ConfirmEmailView):
    """The page asks for a press of a button: programmes that only look at links in letters use nothing up."""

    def get_object(self, queryset=None):
        try:
            row = tokens.find(self.kwargs["key"], TokenType.EMAIL_VERIFY)
        except TokenRefused:
            raise Http404 from None
        address = EmailAddress.objects.filter(user_id=row.user_id, email=row.email).first()
        if address is None:
            raise Http404
        return EmailConfirmationHMAC(address)

    def get(self, request, *args, **kwargs):
        try:
            self.object = self.get_object()
        except Http404:
            return _dead_link(request)
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        try:
            self.object = self.get_object()
            tokens.spend(self.kwargs["key"], TokenType.EMAIL_VERIFY)
        except (Http404, TokenRefused):
            return _dead_link(request)
        self.logout_other_user(self.object)
        _, response = flows.email_verification.verify_email_and_resume(request, self.object)
        return response or redirect(self.get_redirect_url())


def _dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "account/dead_link.html", status=HTTPStatus.GONE)


class CodeView(LimitedFormMixin, mfa_views.AuthenticateView):
    """The second step of a login."""


class CodeAgainView(LimitedFormMixin, mfa_views.ReauthenticateView):
    pass


class PasswordAgainView(LimitedFormMixin, allauth_views.ReauthenticateView):
    pass


class PasswordChangeView(LimitedFormMixin, allauth_views.PasswordChangeView):
    pass


class ActivateView(LimitedFormMixin, ActivateTOTPView):
    """Switches the second factor on; the session counts as having shown it.

    `next` leads on to where staff wanted.
    """

    def dispatch(self, request, *args, **kwargs):
        if request.GET.get("next"):
            request.session[AFTER_ACTIVATION] = safe_next(request, reverse("mfa_index"))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        second_factor.use_up_activation_code(self.request.user, form.cleaned_data["code"])
        second_factor.note_shown(self.request)
        return response


class RecoveryCodesView(ViewRecoveryCodesView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["next_address"] = self.request.session.get(AFTER_ACTIVATION, "")
        context["is_staff_member"] = is_staff_member(self.request.user)
        return context
