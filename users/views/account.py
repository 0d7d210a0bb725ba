"""Pages of the account: overview, person, household, security."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..enums import Purpose
from ..errors import AvatarRefused, UsernameTaken
from ..forms.account import HouseholdForm, PersonForm
from ..services import accounts, consents, second_factor
from .gates import account_page


@require_GET
@account_page
def overview(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "section": "overview",
        "profile": user.userprofile,
        "default_address": user.addresses.filter(is_default=True).first(),
        "mailing": consents.is_given(user, Purpose.MAILING),
        "second_factor": second_factor.has_second_factor(user),
    }
    return render(request, "users/overview.html", context)


@require_http_methods(["GET", "POST"])
@account_page
def person(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = PersonForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_person(user, form.cleaned_data)
        except (UsernameTaken, AvatarRefused) as error:
            for name, message in error.fields.items():
                form.add_error(name, message)
        else:
            messages.success(request, _("Saved."))
            return redirect("account_person")
    return render(request, "users/person.html", {"section": "person", "form": form})


@require_http_methods(["GET", "POST"])
@account_page
def household(request: HttpRequest) -> HttpResponse:
    profile = request.user.userprofile
    form = HouseholdForm(request.POST if request.method == "POST" else None, profile=profile)
    if request.method == "POST" and form.is_valid():
        accounts.answer_household(profile, form.cleaned_data)
        messages.success(request, _("Saved. Thank you, this helps us to advise you."))
        return redirect("account_household")
    context = {"section": "household", "form": form, "profile": profile}
    return render(request, "users/household.html", context)


@require_GET
@account_page
def security(request: HttpRequest) -> HttpResponse:
    context = {"section": "security", "second_factor": second_factor.has_second_factor(request.user)}
    return render(request, "users/security.html", context)
