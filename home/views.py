"""Views of the site that belong to no page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .enums import Theme

YEAR = 365 * 24 * 60 * 60  # seconds


# A foreign page could at most change somebody's colours, and pages without a CSRF cookie can be cached.
@csrf_exempt
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the visitor's theme in a cookie and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    theme = request.POST.get("theme")
    if theme in Theme.values:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")
