"""Core's places in the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from . import outbox
from .models import Outbox
from .permissions import ReadOnlyPolicy
from .viewsets import OutboxViewSet

register_permission_policy(Outbox, ReadOnlyPolicy(Outbox))


@hooks.register("register_admin_viewset")
def register_outbox():
    return OutboxViewSet()


@hooks.register("register_log_actions")
def name_actions(actions):
    actions.register_action(outbox.SENT_AGAIN, _("Send an effect again"), _("Outgoing effect sent again"))


class DeadEffectsPanel(Component):
    """A line on the desk when effects were given up; nothing for who may not see them."""

    name = "dead_effects"
    template_name = "core/admin/dead_effects_panel.html"
    order = 10

    def get_context_data(self, parent_context):
        allowed = parent_context["request"].user.has_perm("core.view_outbox")
        count = Outbox.objects.in_state(Outbox.State.DEAD).count() if allowed else 0
        return {"count": count, "url": f"{reverse('outbox:index')}?state={Outbox.State.DEAD}"}


@hooks.register("construct_homepage_panels")
def add_dead_effects(request, panels):
    panels.append(DeadEffectsPanel())
