"""Consents: the texts for everybody, the journal and the switches for the person, the question after a
change.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..enums import ConsentSource, Decision, Purpose
from ..errors import TextChanged
from ..forms.account import RenewalForm
from ..models import ConsentText
from ..services import consents
from .gates import POSTPONED, account_page, safe_next


@require_GET
def text(request: HttpRequest, purpose: str, version: int | None = None) -> HttpResponse:
    """A wording: the one in force, or an older one by its number."""
    if purpose not in Purpose.values:
        raise Http404
    newest = consents.current_text(Purpose(purpose))
    shown = newest
    if version is not None:
        shown = ConsentText.objects.filter(purpose=purpose, version=version).first()
    if shown is None:
        raise Http404
    return render(request, "users/consent_text.html", {"text": shown, "newest": newest})


@require_GET
@account_page
def journal(request: HttpRequest) -> HttpResponse:
    context = {
        "section": "consents",
        "mailing": consents.is_given(request.user, Purpose.MAILING),
        "mailing_text": consents.current_text(Purpose.MAILING),
        "journal": consents.journal(request.user),
    }
    return render(request, "users/consents.html", context)


@require_POST
@account_page
def mailing(request: HttpRequest) -> HttpResponse:
    """One press gives or takes back the consent to the mailing; a press that changes nothing writes
    nothing. A consent is to the text on the screen; taking it back needs no text.
    """
    wanted = request.POST.get("decision")
    if wanted in Decision.values:
        given = consents.is_given(request.user, Purpose.MAILING)
        if (wanted == Decision.GIVEN) != given:
            version = request.POST.get("version", "")
            seen = int(version) if version.isdecimal() and len(version) < 10 else 0
            try:
                consents.record(
                    request.user,
                    Purpose.MAILING,
                    Decision(wanted),
                    source=ConsentSource.ACCOUNT,
                    request=request,
                    version=seen if wanted == Decision.GIVEN else None,
                )
            except TextChanged as error:
                messages.warning(request, error.message)
            else:
                messages.success(request, _("Your choice is kept."))
    return redirect("account_consents")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def renew(request: HttpRequest) -> HttpResponse:
    """Ask again after a text has changed. "Later" asks once more in the next session."""
    asked = consents.to_ask_again(request.user)
    onward = safe_next(request, reverse("account_overview"))
    if not asked:
        return redirect(onward)
    if request.method == "POST" and "later" in request.POST:
        request.session[POSTPONED] = True
        return redirect(onward)
    texts = [consents.current_text(purpose) for purpose in asked]
    form = RenewalForm(request.POST if request.method == "POST" else None, texts=texts)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _record(request, form)
        except TextChanged as error:
            messages.warning(request, error.message)
            return redirect(request.get_full_path())
        request.session[POSTPONED] = True
        return redirect(onward)
    return render(request, "users/consent_renew.html", {"form": form, "texts": texts, "next_address": onward})


def _record(request: HttpRequest, form: RenewalForm) -> None:
    """A ticked box is a consent to the new text.

    The mailing left unticked ends; the required one stays to be asked.
    """
    for purpose, agreed, version in form.answers():
        if agreed or purpose == Purpose.MAILING:
            consents.record(
                request.user,
                purpose,
                Decision.GIVEN if agreed else Decision.WITHDRAWN,
                source=ConsentSource.RENEWAL,
                request=request,
                version=version,
            )
