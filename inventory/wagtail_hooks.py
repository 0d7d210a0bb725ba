"""Where the warehouse enters Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from core.permissions import ReadOnlyPolicy

from .models import StockItem, StockMovement
from .services import LOG_CORRECT, LOG_RECEIVE
from .viewsets import WarehouseGroup

register_permission_policy(StockItem, ReadOnlyPolicy(StockItem))
register_permission_policy(StockMovement, ReadOnlyPolicy(StockMovement))


@hooks.register("register_admin_viewset")
def register_warehouse():
    return WarehouseGroup()


@hooks.register("register_log_actions")
def name_actions(actions):
    actions.register_action(LOG_RECEIVE, _("Receive pieces"), _("Pieces received"))
    actions.register_action(LOG_CORRECT, _("Correct the number of pieces"), _("Number of pieces corrected"))


@hooks.register("register_permissions")
def register_rights():
    """Own rights of the actions, so that a group's form can tick them."""
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(
        content_type__app_label="inventory",
        codename__in=["receive_stock", "correct_stock", "view_stockitem", "view_stockmovement"],
    )
