"""A way of payment, as the owner sets it."""

from copy import copy

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..admin_forms import GatewayForm
from ..models import PaymentGateway
from ..permissions import CHANGE_GATEWAY
from ..selectors.setup import Setup, setup_of
from ..services.gateways import change_gateway
from .base import MoneyActionView


class GatewayView(MoneyActionView):
    """The form, and what the server and the provider's cabinet need for it."""

    template_name = "payments/admin/gateway.html"
    permission = CHANGE_GATEWAY
    form_class = GatewayForm
    submit_label = gettext_lazy("Save")
    header_icon = "cog"

    @cached_property
    def gateway(self) -> PaymentGateway:
        return get_object_or_404(PaymentGateway, pk=self.kwargs["pk"])

    @cached_property
    def needs(self) -> Setup | None:
        return setup_of(self.gateway)

    @property
    def back(self) -> str:
        return reverse("gateways:index")

    def get_page_title(self) -> str:
        return self.gateway.name

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": self.back, "label": _("Ways of payment")},
            {"url": "", "label": self.gateway.name},
        ]

    def get_form_kwargs(self) -> dict:
        """A copy, because a form writes into its row what was typed, even what is refused."""
        return {**super().get_form_kwargs(), "instance": copy(self.gateway)}

    def act(self, form: GatewayForm) -> None:
        change_gateway(self.gateway.pk, actor=self.request.user, **form.cleaned_data)

    def success(self) -> str:
        return _("Saved: %(name)s.") % {"name": PaymentGateway.objects.get(pk=self.gateway.pk)}
