"""Staff screens around products that are not plain lists and forms."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from core.errors import DomainError

from .forms.product import AddProductForm
from .models import CategoryPage, ProductPage
from .services.products import (
    create_product,
    delete_draft,
    products_under,
    unused_drafts,
    withdraw_products,
)


def categories_for(user):
    """Categories below which `user` may add products."""
    allowed = [
        category.pk
        for category in CategoryPage.objects.order_by("path")
        if category.permissions_for_user(user).can_add_subpage()
    ]
    return CategoryPage.objects.filter(pk__in=allowed).order_by("path")


class AddProductView(WagtailAdminTemplateMixin, FormView):
    """Our small form instead of Wagtail's empty editor: a product begins with its first variant."""

    template_name = "catalog/admin/add_product.html"
    form_class = AddProductForm
    page_title = gettext_lazy("New product")
    header_icon = "doc-full-inverse"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.categories = categories_for(request.user)
        if not request.user.has_perm("catalog.add_variant") or not self.categories.exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict:
        return {"category": self.kwargs.get("category_id")}

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"categories": self.categories}

    def form_valid(self, form: AddProductForm) -> HttpResponse:
        try:
            page = create_product(owner=self.request.user, **form.cleaned_data)
        except DomainError as refused:
            for name, message in refused.fields.items():
                form.add_error(name, message)
            if not refused.fields:
                form.add_error(None, refused.message)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Product “%(name)s” is a draft now. Add pictures and words.") % {"name": page.title},
        )
        return redirect("wagtailadmin_pages:edit", page.pk)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("products:index"), "label": _("Products")},
            {"url": "", "label": self.get_page_title()},
        ]


class WithdrawView(WagtailAdminTemplateMixin, TemplateView):
    """Take the products of a page and below it off sale; the way out where deleting is refused."""

    template_name = "catalog/admin/withdraw.html"
    page_title = gettext_lazy("Withdraw from sale")
    header_icon = "view"

    def dispatch(self, request: HttpRequest, page_id: int, *args, **kwargs) -> HttpResponse:
        self.page = get_object_or_404(Page, pk=page_id)
        self.products = products_under([self.page]).order_by("path")
        if not self.products.exists():
            raise Http404
        can_unpublish = all(
            page.permissions_for_user(request.user).can_unpublish() for page in self.live_products()
        )
        if not (request.user.has_perm("catalog.change_variant") and can_unpublish):
            raise PermissionDenied
        return super().dispatch(request, page_id, *args, **kwargs)

    def live_products(self):
        return self.products.filter(live=True)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("products:index"), "label": _("Products")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "products": self.products,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
        }

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        withdraw_products([product.pk for product in self.products], actor=request.user)
        messages.success(request, _("Withdrawn from sale: %(count)d.") % {"count": len(self.products)})
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)


class DeleteDraftView(WagtailAdminTemplateMixin, TemplateView):
    """A draft that came to nothing goes with its variants; Wagtail's own page refuses because of them."""

    template_name = "catalog/admin/delete_draft.html"
    page_title = gettext_lazy("Delete the draft")
    header_icon = "bin"

    def dispatch(self, request: HttpRequest, page_id: int, *args, **kwargs) -> HttpResponse:
        self.page = get_object_or_404(unused_drafts(), pk=page_id)
        may_delete = self.page.permissions_for_user(request.user).can_delete()
        if not (may_delete and request.user.has_perm("catalog.delete_variant")):
            raise PermissionDenied
        return super().dispatch(request, page_id, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "variants": self.page.variants.all(),
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
        }

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        parent = self.page.get_parent()
        try:
            delete_draft(self.page.pk, actor=request.user)
        except DomainError as refused:
            messages.error(request, refused.message)
            return redirect("catalog_admin:withdraw", self.page.pk)
        messages.success(request, _("The draft “%(name)s” is deleted.") % {"name": self.page.title})
        return redirect("wagtailadmin_explore", parent.pk)


def delete_refused(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    """A sentence and the way to “withdraw” when `pages` or what lies below them have variants; else None."""
    held = ProductPage.objects.filter(
        pk__in=products_under(pages).filter(variants__isnull=False).values("pk")
    )
    names = [page.title for page in held.distinct()[:3]]
    if not names:
        return None
    if len(pages) == 1 and unused_drafts().filter(pk=pages[0].pk).exists():
        return redirect("catalog_admin:delete_draft", pages[0].pk)
    buttons = [
        messages.button(
            reverse("catalog_admin:withdraw", args=[page.pk]), _("Withdraw “%(name)s”") % {"name": page}
        )
        for page in pages[:3]
        if len(pages) > 1
    ]
    messages.error(
        request,
        _("%(names)s cannot be deleted: variants hold prices and history. Withdraw from sale instead.")
        % {"names": ", ".join(names) + ("…" if held.count() > len(names) else "")},
        buttons=buttons,
    )
    if len(pages) == 1:
        return redirect("catalog_admin:withdraw", pages[0].pk)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
