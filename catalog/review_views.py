"""Where the review form of a product page posts to."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .errors import AlreadyReviewed
from .models import ProductPage
from .review_forms import ReviewForm
from .services.reviews import submit_review


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, product_id: int) -> HttpResponse:
    """Take a review; a form with mistakes comes back on the product page with everything that was typed.

    Whoever opens this address again lands at the reviews.
    """
    page = ProductPage.objects.live().filter(pk=product_id).first()
    if page is None or not all(bar.accept_request(request) for bar in page.get_view_restrictions()):
        raise Http404
    here = f"{page.get_url(request)}#reviews"
    if request.method != "POST":
        return redirect(here)
    if not request.user.is_authenticated:
        return redirect_to_login(here)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        response = page.serve(request, review_form=form)
        response.status_code = 422
        return response
    try:
        submit_review(product_id, user=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you! Your review will appear as soon as we have read it."))
    except AlreadyReviewed as refusal:
        messages.error(request, refusal.message)
    return redirect(here)
