"""Nothing below /admin/ answers to anybody but staff who have shown their second factor in this session."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from .services import second_factor
from .views import staff
from .views.gates import is_staff_member


class StaffDoorMiddleware:
    """Goes by the address, not by the view: a view added tomorrow is behind the door too, and so is a 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    @cached_property
    def prefix(self) -> str:
        return reverse("wagtailadmin_home")

    @cached_property
    def open_to_all(self) -> set[str]:
        """The door itself, and the way out."""
        return {reverse("wagtailadmin_login"), reverse("wagtailadmin_logout")}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.prefix) and request.path not in self.open_to_all:
            refused = self._refusal(request)
            if refused is not None:
                return refused
        return self.get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        in_background = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        if request.user.is_anonymous:
            if in_background:
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not is_staff_member(request.user):
            return staff.no_access(request)
        step = self._missing_step(request)
        if step is None:
            return None
        if in_background or request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return redirect(f"{reverse(step)}?{urlencode({'next': request.get_full_path()})}")

    @staticmethod
    def _missing_step(request: HttpRequest) -> str | None:
        """Name of the page where the second factor is switched on or shown; None when nothing is missing."""
        if not settings.STAFF_TOTP or second_factor.was_shown(request):
            return None
        if second_factor.has_second_factor(request.user):
            return "mfa_reauthenticate"
        return "mfa_activate_totp"
