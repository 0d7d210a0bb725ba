"""Who may see a page of the account, and what stands before it."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from ..services import consents

POSTPONED = "consent_postponed"


def is_staff_member(user) -> bool:
    """Whether the person works in the admin."""
    return user.has_perm("wagtailadmin.access_admin")


def renewal_address(next_address: str) -> str:
    return f"{reverse('consent_renew')}?{urlencode({'next': next_address})}"


def safe_next(request: HttpRequest, default: str) -> str:
    """Where the person wanted to go, when that is an address of this site; else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return default


def account_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about the person who is signed in: never cached, and after the question about a changed
    consent text.
    """

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        asks = not is_staff_member(request.user) and not request.session.get(POSTPONED)
        if asks and request.method == "GET" and consents.to_ask_again(request.user):
            return redirect(renewal_address(request.get_full_path()))
        return view(request, *args, **kwargs)

    return guarded
