"""Where orders enter Wagtail's admin."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from core.permissions import ReadOnlyPolicy

from .enums import EventKind, OrderStatus
from .models import Order
from .permissions import VIEW
from .selectors.admin import waiting_counts
from .viewsets import OrderViewSet

register_permission_policy(Order, ReadOnlyPolicy(Order))


@hooks.register("register_admin_viewset")
def register_orders():
    return OrderViewSet("orders")


@hooks.register("register_log_actions")
def name_actions(actions):
    for kind in EventKind:
        actions.register_action(f"orders.{kind}", kind.label, capfirst(kind.label))


@hooks.register("register_permissions")
def register_rights():
    """Own rights of the actions, so that a group's form can tick them."""
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(
        content_type__app_label="orders", codename__in=["view_order", "handle_order", "cancel_order"]
    )


class WaitingOrdersPanel(Component):
    """Orders that wait for us; nothing for who may not see them. Each number opens the list it counts."""

    name = "waiting_orders"
    template_name = "orders/admin/desk_panel.html"
    order = 20
    LABELS = {
        OrderStatus.DRAFT: _("new requests"),
        OrderStatus.PENDING: _("wait for payment or confirmation"),
    }

    def get_context_data(self, parent_context):
        if not parent_context["request"].user.has_perm(VIEW):
            return {}
        index = reverse("orders:index")
        return {
            "waiting": [
                {"label": self.LABELS[status], "count": count, "url": f"{index}?status={status}"}
                for status, count in waiting_counts().items()
            ]
        }


@hooks.register("construct_homepage_panels")
def add_waiting_orders(request, panels):
    panels.append(WaitingOrdersPanel())
