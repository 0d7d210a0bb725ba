"""Everything below /account/.

The names `account_*` and `mfa_*` of allauth's pages are those that allauth looks up.
"""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import path
from django.views.generic import RedirectView

from .views import account, addresses, consents, entrance

urlpatterns = [
    path("", account.overview, name="account_overview"),
    path("profile/", account.person, name="account_person"),
    path("household/", account.household, name="account_household"),
    path("security/", account.security, name="account_security"),
    path("addresses/", addresses.listing, name="account_addresses"),
    path("addresses/add/", addresses.add, name="account_address_add"),
    path("addresses/<int:address_id>/", addresses.change, name="account_address"),
    path("addresses/<int:address_id>/default/", addresses.choose, name="account_address_default"),
    path("addresses/<int:address_id>/remove/", addresses.remove, name="account_address_remove"),
    path("consents/", consents.journal, name="account_consents"),
    path("mailing/", consents.mailing, name="account_mailing"),
    path("consents/renew/", consents.renew, name="consent_renew"),
    path("consents/<str:purpose>/", consents.text, name="consent_text"),
    path("consents/<str:purpose>/<int:version>/", consents.text, name="consent_text_version"),
    # doors
    path("login/", entrance.LoginView.as_view(), name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", entrance.SignupView.as_view(), name="account_signup"),
    path("confirm-email/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", entrance.ConfirmEmailView.as_view(), name="account_confirm_email"),
    path("password/reset/", entrance.PasswordResetView.as_view(), name="account_reset_password"),
    path("password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/new/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/new/<str:key>/", entrance.NewPasswordView.as_view(), name="account_reset_password_from_key"
    ),
    # for those who are in
    path("reauthenticate/", entrance.PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("email/", allauth_views.email, name="account_email"),
    path("password/change/", entrance.PasswordChangeView.as_view(), name="account_change_password"),
    path(
        "password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("2fa/", mfa_views.index, name="mfa_index"),
    path("2fa/authenticate/", entrance.CodeView.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", entrance.CodeAgainView.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", entrance.ActivateView.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", entrance.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        recovery_views.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        recovery_views.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
