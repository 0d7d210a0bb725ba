"""What the template of a product page gets, from a request."""

from django.http import HttpRequest
from django.utils.text import Truncator

from .jsonld import product_jsonld
from .models import ProductPage
from .review_forms import ReviewForm
from .selectors.product import ProductView, product_view

DESCRIPTION_LENGTH = 160


def product_context(page: ProductPage, request: HttpRequest, review_form: ReviewForm | None) -> dict:
    """review_form: one with mistakes, to show again; without it whoever may write gets an empty one."""
    is_draft = getattr(request, "is_preview", False)
    user_id = request.user.pk if request.user.is_authenticated else None
    view = product_view(page, asked=request.GET.dict(), user_id=user_id, is_draft=is_draft)
    return {
        "product": view,
        "share": view.share_picture,
        "meta_description": page.search_description or Truncator(page.description).chars(DESCRIPTION_LENGTH),
        "canonical": request.build_absolute_uri(page.get_url(request) or "/"),
        "structured_data": product_jsonld(page, view, request.build_absolute_uri),
        "review_form": _review_form(view, review_form, may_write=user_id is not None and not is_draft),
    }


def _review_form(view: ProductView, given: ReviewForm | None, *, may_write: bool) -> ReviewForm | None:
    if view.reviews.own or not may_write:
        return None
    return given or ReviewForm()
