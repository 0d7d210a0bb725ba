"""Where the catalogue enters Wagtail's admin: each hook says one rule that a service or selector knows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import register_permission_policy

from . import admin_urls
from .admin_views import delete_refused
from .library import DeletePicturesAction, DeletePictureView, DeleteUploadedPictureView
from .models import Picture, ProductPage, Review
from .review_viewsets import REVIEW_ACTIONS, REVIEW_LOG, ModerationPolicy
from .selectors.readiness import missing_for_publishing
from .services.products import copy_variants_of_tree, products_under
from .viewsets import CatalogueGroup, model3d_chooser

register_permission_policy(Review, ModerationPolicy(Review))
# Wagtail's apps register policies of their own for the class, some after this; the exact one is asked first.
for model, rights in ((Picture, "wagtailimages.Image"), (get_document_model(), "wagtaildocs.Document")):
    register_permission_policy(model, CollectionPermissionPolicy(model, auth_model=rights), exact_class=True)
for review_action in REVIEW_ACTIONS:
    hooks.register("register_bulk_action", review_action)
# Wagtail's own action has the same name; the last one registered is taken.
hooks.register("register_bulk_action", DeletePicturesAction, order=100)


@hooks.register("register_admin_viewset")
def register_catalogue():
    return CatalogueGroup()


@hooks.register("register_admin_viewset")
def register_model3d_chooser():
    return model3d_chooser


@hooks.register("register_log_actions")
def name_review_actions(actions):
    for code, label, message in REVIEW_LOG:
        actions.register_action(code, label, message)


@hooks.register("register_admin_urls")
def register_catalogue_urls():
    return [path("catalog/", include(admin_urls))]


@hooks.register("register_admin_urls", order=-1)
def register_doors_of_deletion():
    """At the addresses of Wagtail's own, and found before them."""
    return [
        path("images/<int:image_id>/delete/", DeletePictureView.as_view()),
        path("images/multiple/<int:image_id>/delete/", DeleteUploadedPictureView.as_view()),
    ]


@hooks.register("before_create_page")
def begin_with_a_variant(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """Wagtail's empty editor would save a page without a variant, autosave even unasked."""
    if page_class is ProductPage:
        return redirect("catalog_admin:add_product", parent.pk)
    return None


@hooks.register("before_delete_page")
def keep_pages_with_variants(request: HttpRequest, page: Page) -> HttpResponse | None:
    return delete_refused(request, [page])


@hooks.register("before_publish_page")
def publish_only_what_is_ready(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is saved already when this runs, so nothing that was typed is lost."""
    return _refuse_publishing(request, page) if isinstance(page, ProductPage) else None


@hooks.register("before_edit_page")
def approve_only_what_is_ready(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The last approval of a workflow publishes without asking `before_publish_page`."""
    approves = request.method == "POST" and request.POST.get("workflow-action-name") == "approve"
    if approves and "action-workflow-action" in request.POST and isinstance(page, ProductPage):
        return _refuse_publishing(request, page)
    return None


@hooks.register("register_bulk_action", order=100)
class DeletePagesAction(DeleteBulkAction):
    """In the place of Wagtail's own: that one answers pages with variants by a bare "no access"."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        pages, _no_access = self.get_actionable_objects()
        return delete_refused(request, pages) or super().dispatch(request, *args, **kwargs)


@hooks.register("before_bulk_action")
def bulk_publishing_obeys_the_same_rule(
    request: HttpRequest, action_type: str, objects, action
) -> HttpResponse | None:
    pages = [item for item in objects if isinstance(item, Page)]
    if action_type == "publish" and pages:
        below = action.cleaned_form.cleaned_data.get("include_descendants")
        products = (
            products_under(pages) if below else ProductPage.objects.filter(pk__in=[page.pk for page in pages])
        )
        for product in products.iterator():
            if refusal := _refuse_publishing(request, product.get_latest_revision_as_object()):
                return refusal
    return None


@hooks.register("before_copy_page")
def copies_of_products_are_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    if request.method != "POST" or not products_under([page]).exists():
        return None
    if request.POST.get("alias"):
        messages.error(
            request, _("A product cannot stand in two places: make a copy, or choose another category.")
        )
        return redirect("wagtailadmin_pages:copy", page.pk)
    if request.POST.get("publish_copies"):
        request.POST = request.POST.copy()
        del request.POST["publish_copies"]
        messages.warning(
            request, _("Copies of products are drafts: give their variants a price and publish them then.")
        )
    return None


@hooks.register("after_copy_page")
def copies_have_their_own_variants(request: HttpRequest, page: Page, new_page: Page) -> None:
    copy_variants_of_tree(page, new_page)


def _refuse_publishing(request: HttpRequest, page: ProductPage) -> HttpResponse | None:
    missing = missing_for_publishing(page)
    if not missing:
        return None
    sentence = (
        _("“%(name)s” stands on the site as before, the change is saved as a draft. %(reasons)s")
        if page.live
        else _("“%(name)s” is saved as a draft but not published. %(reasons)s")
    )
    messages.error(request, sentence % {"name": page.title, "reasons": " ".join(missing)})
    return redirect("wagtailadmin_pages:edit", page.pk)
