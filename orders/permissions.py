"""Who of the staff may do what with orders."""

from django.db.models import QuerySet

from users.models import CustomUser

from .enums import Action

VIEW = "orders.view_order"
HANDLE = "orders.handle_order"
CANCEL = "orders.cancel_order"


def right_for(action: Action) -> str:
    return CANCEL if action == Action.CANCEL else HANDLE


def handlers() -> QuerySet[CustomUser]:
    """Everybody who may handle orders, by name."""
    return CustomUser.objects.with_perm(HANDLE).order_by("last_name", "first_name", "email")
