"""The door of the admin."""

from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from .gates import is_staff_member, safe_next


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Nobody signed in: to the site's own door.

    Signed in without the right: a page that says so and signs out.
    """
    onward = safe_next(request, reverse("wagtailadmin_home"))
    if request.user.is_anonymous:
        return redirect_to_login(onward)
    if is_staff_member(request.user):
        return redirect(onward)
    return no_access(request)


def no_access(request: HttpRequest) -> HttpResponse:
    return render(request, "users/no_access.html", status=HTTPStatus.FORBIDDEN)
