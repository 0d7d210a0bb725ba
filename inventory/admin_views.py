"""Named actions of the warehouse: a number of pieces is never a field that somebody edits."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.errors import DomainError
from core.once import once

from .errors import StockMoved
from .forms import CorrectForm, ReceiveForm
from .models import StockItem
from .services import correct, receive, stock_item

KEY_DIGITS = 19  # more than any key of a row has
RECEIVE, CORRECT = "inventory.receive_stock", "inventory.correct_stock"


class StockActionView(WagtailAdminTemplateMixin, FormView):
    """GET shows the form, POST does it; a refusal stands on the form and keeps what was typed."""

    template_name = "inventory/admin/action.html"
    permission = ""
    submit_label = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        try:
            item = self.act(form)
        except DomainError as refused:
            return self.refuse(form, refused)
        messages.success(
            self.request,
            _("%(sku)s, %(store)s: %(on_hand)d on hand now.")
            % {"sku": item.variant.sku, "store": item.store, "on_hand": item.on_hand},
        )
        return redirect("stock:index")

    def refuse(self, form, refused: DomainError) -> HttpResponse:
        for name, message in (refused.fields or {None: refused.message}).items():
            form.add_error(name if name in form.fields else None, message)
        return super().form_invalid(form)

    def act(self, form) -> StockItem:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("stock:index"), "label": _("Pieces")},
            {"url": "", "label": self.get_page_title()},
        ]


class ReceiveView(StockActionView):
    """«Оприходовать»: also the way a variant gets its first row in a store."""

    form_class = ReceiveForm
    permission = RECEIVE
    page_title = gettext_lazy("Receive pieces")
    submit_label = gettext_lazy("Receive")
    header_icon = "download"

    def get_initial(self) -> dict:
        """SKU and store of the row whose button was pressed."""
        given = self.request.GET.get("item", "")
        item = (
            StockItem.objects.select_related("variant").filter(pk=given).first()
            if given.isdecimal() and len(given) < KEY_DIGITS
            else None
        )
        return {"sku": item.variant.sku, "store": item.store_id} if item else {}

    def act(self, form: ReceiveForm) -> StockItem:
        given = form.cleaned_data

        def effect() -> int:
            return receive(
                stock_item(form.variant, given["store"]).pk,
                quantity=given["quantity"],
                reason=given["reason"],
                reference=given["reference"],
                actor=self.request.user,
            ).pk

        return StockItem.objects.select_related("variant", "store").get(pk=once(self.request, form, effect))


class CorrectView(StockActionView):
    """«Исправить»: after a count, and only when nobody moved pieces in between."""

    form_class = CorrectForm
    permission = CORRECT
    page_title = gettext_lazy("Correct the number")
    submit_label = gettext_lazy("Correct")
    header_icon = "edit"

    @cached_property
    def item(self) -> StockItem:
        return get_object_or_404(
            StockItem.objects.select_related("variant__product", "store"), pk=self.kwargs["pk"]
        )

    def get_page_subtitle(self) -> str:
        return str(self.item)

    def get_initial(self) -> dict:
        return {"seen": self.item.on_hand}

    def act(self, form: CorrectForm) -> StockItem:
        given = form.cleaned_data
        return correct(
            self.item.pk,
            on_hand=given["on_hand"],
            seen=given["seen"],
            reason=given["reason"],
            actor=self.request.user,
        )

    def form_invalid(self, form: CorrectForm) -> HttpResponse:
        if "seen" in form.errors:
            # A hidden field shows no error; without it the number may be an old one.
            return self.refuse(form, StockMoved(self.item.on_hand))
        return super().form_invalid(form)

    def refuse(self, form: CorrectForm, refused: DomainError) -> HttpResponse:
        if isinstance(refused, StockMoved):
            # The sentence names the new number, so the next attempt is about that one.
            form.data = form.data.copy()
            form.data["seen"] = StockItem.objects.get(pk=self.item.pk).on_hand
        return super().refuse(form, refused)
