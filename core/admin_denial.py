"""What the admin does not open to somebody is answered by 403, not by a redirect to the desk."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, override

# Of `wagtail.admin.auth.permission_denied`, where every refusal of Wagtail ends (8.0).
DENIAL = "Sorry, you do not have permission to access this area."


class AdminDenialMiddleware:
    """Wagtail catches PermissionDenied, leaves a message and redirects; here the refusal is one again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        leads_home = response.status_code == 302 and response["Location"] == self.home
        if leads_home and request.path.startswith(self.home) and self._take_denial(request):
            raise PermissionDenied
        return response

    @cached_property
    def home(self) -> str:
        return reverse("wagtailadmin_home")

    @cached_property
    def denials(self) -> set[str]:
        """Wagtail's sentence in every language of the admin."""
        found = set()
        for language, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
            with override(language):
                found.add(gettext(DENIAL))
        return found

    def _take_denial(self, request: HttpRequest) -> bool:
        """Whether this request was refused; its message is taken out, the others wait for the next page."""
        waiting = messages.get_messages(request)
        # Reading the storage in public would count all of them as shown.
        said = [message for message in waiting._queued_messages if message.message.strip() in self.denials]
        for message in said:
            waiting._queued_messages.remove(message)
        return bool(said)
