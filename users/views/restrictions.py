"""Pages and files behind a shared password: Wagtail asks for it, the limiter stands in front."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail import views as wagtail_views
from wagtail.documents.views import serve as wagtail_documents

from .. import limiter
from ..client_ip import client_ip, network_of
from ..enums import Door
from ..errors import TooManyAttempts
from .gates import safe_next


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Wagtail's own door of the site leads to ours: that one knows the limiter and the second factor."""
    onward = safe_next(request, "")
    return redirect(reverse("account_login") + (f"?{urlencode({'next': onward})}" if onward else ""))


def _limited(view: Callable[..., HttpResponse], restriction: str) -> Callable[..., HttpResponse]:
    """A caller guesses one password as often as an account's; other callers are not locked out by that.

    restriction: the view's parameter that says which password.
    """

    @wraps(view)
    @never_cache
    @sensitive_post_parameters("password")
    def guarded(request: HttpRequest, **ids: int) -> HttpResponse:
        if request.method != "POST":
            return view(request, **ids)
        try:
            caller = network_of(client_ip(request))
            current = limiter.begin(request, Door.SHARED, about=f"{restriction} {ids[restriction]} {caller}")
        except TooManyAttempts as error:
            answer = render(
                request, "users/too_many.html", {"error": error}, status=HTTPStatus.TOO_MANY_REQUESTS
            )
            answer["Retry-After"] = str(error.retry_after)
            return answer
        response = view(request, **ids)
        if response.status_code == HTTPStatus.FOUND:  # Wagtail sends on whoever knew it
            current.forgive()
        return response

    return guarded


page_password = _limited(wagtail_views.authenticate_with_password, "page_view_restriction_id")
file_password = _limited(wagtail_documents.authenticate_with_password, "restriction_id")
