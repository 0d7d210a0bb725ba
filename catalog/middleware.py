"""A refusal in the admin is a sentence, whichever view met it."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from .models.pages import NOT_SELLABLE


class RefusedPublishingMiddleware:
    """Wagtail lets `ProductPage.clean()` fall through where a workflow ends in publishing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        home = reverse("wagtailadmin_home")
        if request.method != "POST" or not request.path.startswith(home) or not _is_refusal(exception):
            return None
        messages.error(request, " ".join(exception.messages))
        return redirect(home)


def _is_refusal(exception: Exception) -> bool:
    """Whether `ProductPage.clean()` refused and nothing else is wrong."""
    if not isinstance(exception, ValidationError):
        return False
    errors = ValidationError([exception]).error_list
    return all(error.code == NOT_SELLABLE for error in errors)
