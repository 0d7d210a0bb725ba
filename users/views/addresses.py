"""Addresses of the person who is signed in. Somebody else's address is as unknown as one that never was."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..errors import TooManyAddresses
from ..forms.account import AddressForm
from ..models import Address
from ..services import addresses
from .gates import account_page


@require_GET
@account_page
def listing(request: HttpRequest) -> HttpResponse:
    context = {"section": "addresses", "addresses": request.user.addresses.all()}
    return render(request, "users/addresses.html", context)


@require_http_methods(["GET", "POST"])
@account_page
def add(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            addresses.add_address(request.user.pk, **form.cleaned_data)
        except TooManyAddresses as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The address is added."))
            return redirect("account_addresses")
    return render(request, "users/address.html", {"section": "addresses", "form": form})


@require_http_methods(["GET", "POST"])
@account_page
def change(request: HttpRequest, address_id: int) -> HttpResponse:
    address = _own(request, address_id)
    initial = {"text": address.text, "zone": address.zone, "is_default": address.is_default}
    form = AddressForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        addresses.change_address(request.user.pk, address_id, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account_addresses")
    context = {"section": "addresses", "form": form, "address": address}
    return render(request, "users/address.html", context)


@require_POST
@account_page
def choose(request: HttpRequest, address_id: int) -> HttpResponse:
    addresses.choose_default(request.user.pk, _own(request, address_id).pk)
    return redirect("account_addresses")


@require_POST
@account_page
def remove(request: HttpRequest, address_id: int) -> HttpResponse:
    addresses.remove_address(request.user.pk, _own(request, address_id).pk)
    messages.success(request, _("The address is removed."))
    return redirect("account_addresses")


def _own(request: HttpRequest, address_id: int) -> Address:
    address = request.user.addresses.filter(pk=address_id).first()
    if address is None:
        raise Http404
    return address
