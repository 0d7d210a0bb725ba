"""Named actions around promotions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.errors import DomainError
from core.once import once

from .forms import SeriesForm
from .models import Promotion, VoucherSeries
from .services import make_series

MAKE_CODES = "promotions.add_voucher"


class MakeSeriesView(WagtailAdminTemplateMixin, FormView):
    """«Выпустить серию»: many codes of one promotion, then the list of just these."""

    template_name = "promotions/admin/make_series.html"
    form_class = SeriesForm
    page_title = gettext_lazy("Make a series of codes")
    header_icon = "key"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(MAKE_CODES):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def promotion(self) -> Promotion:
        return get_object_or_404(Promotion, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.promotion.title

    def make(self, form: SeriesForm) -> int:
        given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return make_series(self.promotion.pk, **given).pk

    def form_valid(self, form: SeriesForm) -> HttpResponse:
        try:
            series = VoucherSeries.objects.get(pk=once(self.request, form, lambda: self.make(form)))
        except DomainError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        told = ngettext("%(count)d code is ready.", "%(count)d codes are ready.", series.size)
        url = f"{reverse('vouchers:index')}?series={series.pk}"
        download = messages.button(f"{url}&export=xlsx", _("Download as a spreadsheet"))
        messages.success(self.request, told % {"count": series.size}, buttons=[download])
        return redirect(url)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("promotions:index"), "label": _("Promotions")},
            {"url": reverse("promotions:inspect", args=[self.promotion.pk]), "label": self.promotion.title},
            {"url": "", "label": self.get_page_title()},
        ]
