"""What the admin gets from people."""

from django.contrib.auth.models import Permission
from wagtail import hooks

from .admin_views import DeleteAccountsAction
from .viewsets import ConsentTextViewSet, ConsentViewSet

# Wagtail's own action has the same name; the last one registered is taken.
hooks.register("register_bulk_action", DeleteAccountsAction, order=100)


@hooks.register("register_admin_viewset")
def consents():
    return [ConsentTextViewSet("consent_texts"), ConsentViewSet("consents")]


@hooks.register("register_permissions")
def permissions():
    """Rights that an administrator can tick for a group."""
    return Permission.objects.filter(
        content_type__app_label="users", codename__in=["view_consent", "view_consenttext", "add_consenttext"]
    )
