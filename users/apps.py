from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    name = "users"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from .models import Consent, ConsentText
        from .permissions import AppendOnlyPolicy

        register_permission_policy(Consent, AppendOnlyPolicy(Consent, may_add=False))
        register_permission_policy(ConsentText, AppendOnlyPolicy(ConsentText, may_add=True))


class StaffFormsConfig(WagtailUsersAppConfig):
    """Wagtail's own app of accounts and groups, with our form: e-mail first, no password typed by others."""

    default = False
    user_viewset = "users.viewsets.AccountViewSet"
