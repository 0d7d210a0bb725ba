"""Where staff try a promotion out on a basket. It lies here because promotions know no carts."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from promotions.enums import Benefit
from promotions.models import Promotion

from .admin_forms import TryForm
from .selectors.trying import try_promotion

SEE_PROMOTIONS = "promotions.view_promotion"


class TryPromotionView(WagtailAdminTemplateMixin, TemplateView):
    """The question stands in the address, so an answer can be sent to a colleague."""

    template_name = "cart/admin/try_promotion.html"
    page_title = gettext_lazy("What it would do to a cart")
    header_icon = "crosshairs"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(SEE_PROMOTIONS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def promotion(self) -> Promotion:
        return get_object_or_404(Promotion, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.promotion.title

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("promotions:index"), "label": _("Promotions")},
            {"url": reverse("promotions:inspect", args=[self.promotion.pk]), "label": self.promotion.title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs) -> dict:
        asked = self.request.GET or None
        form = TryForm(asked, user=self.request.user)
        trial = None
        if asked and form.is_valid():
            trial = try_promotion(self.promotion.pk, form.question())
        return super().get_context_data(
            form=form,
            trial=trial,
            promotion=self.promotion,
            changes_prices=self.promotion.benefit == Benefit.PRICE,
            **kwargs,
        )
