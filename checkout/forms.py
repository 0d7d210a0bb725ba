"""The one form of the checkout. What a way of delivery does not ask for is not looked at."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cart.delivery import DeliveryChoice, DeliveryMethod, DeliveryService, whole_km
from orders.services.placing import Contact, Handover
from users.enums import Purpose, Zone
from users.errors import PhoneNotUnderstood
from users.forms.fields import NO_EMAIL, EmailField, PersonNameField, PhoneField
from users.models import Address
from users.validators import validate_plain_line, validate_plain_text

PICKUP = "pickup"
HANDOVER = [
    (PICKUP, _("I will collect it from the showroom")),
    (DeliveryService.ENTRANCE, _("Bring it to the entrance")),
    (DeliveryService.ROOM, _("Bring it into the flat")),
    (DeliveryService.ASSEMBLY, _("Bring it into the flat and assemble it")),
]
ZONES = [(Zone.INSIDE_KAD, _("Inside the ring road (KAD)")), (Zone.BEYOND_KAD, _("Beyond the ring road"))]
LIFT = [("yes", _("There is a goods lift")), ("no", _("No lift, or a small one"))]
OTHER_ADDRESS = ""
MAX_KM, MAX_FLOOR = 2000, 100
# What is kept while a form has mistakes, and forgotten with the order. Boxes of consents are not.
KEPT = (
    "phone", "name", "email", "handover", "zone", "km", "saved", "address", "floor", "lift", "comment",
    "payment",
)  # fmt: skip
KEPT_LENGTH = 2000


class WholeNumberField(forms.CharField):
    """A whole number in plain figures, or a begun one: `12,5` km are 13."""

    def __init__(self, *, low: int, high: int, message: str, **kwargs):
        self.low, self.high, self.message = low, high, message
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=10, required=False, error_messages={"max_length": message}, **kwargs)

    def clean(self, value):
        text = super().clean(value).replace(",", ".").strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text, re.ASCII):
            raise ValidationError(self.message)
        number = whole_km(Decimal(text))
        if not self.low <= number <= self.high:
            raise ValidationError(self.message)
        return number


class AddressRadio(forms.RadioSelect):
    """Each saved address tells its zone, so that the page need not ask for it. zones: by key."""

    zones: Mapping[str, str] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if zone := self.zones.get(str(value)):
            option["attrs"]["data-zone"] = zone
        return option


class CheckoutForm(forms.Form):
    """addresses: those that a customer keeps. asked: purposes whose consent is asked here, with the version
    of the text on the screen.
    """

    phone = PhoneField(
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "autocomplete": "tel",
                "pattern": r"[^A-Za-zА-Яа-я]*(\d[^A-Za-zА-Яа-я]*){10,15}",
            }
        ),
        help_text=_("We will call only about this order."),
        error_messages={"required": _("Write a phone number: we call to agree the day.")},
    )
    name = PersonNameField(
        label=_("Your name"),
        autocomplete="name",
        error_messages={"required": _("Tell us how to address you.")},
    )
    email = EmailField(help_text=_("The confirmation and the link to your order go there."))
    handover = forms.ChoiceField(
        label=_("How do we hand it over?"),
        choices=HANDOVER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we hand it over.")},
    )
    zone = forms.ChoiceField(label=_("Where is it?"), choices=ZONES, widget=forms.RadioSelect, required=False)
    km = WholeNumberField(
        label=_("How many kilometres from the ring road"),
        help_text=_("If you do not know, leave it empty: we will count it and call you."),
        low=0,
        high=MAX_KM,
        message=_("Write kilometres as a number, for example 12."),
    )
    saved = forms.ChoiceField(label=_("Where to?"), widget=AddressRadio, required=False)
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        validators=[validate_plain_line],
        help_text=_(
            "Town, street, house, entrance, flat. For example: Санкт-Петербург, Садовая ул., 12, кв. 34"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    floor = WholeNumberField(
        label=_("Floor"), low=1, high=MAX_FLOOR, message=_("Write the floor as a number from 1 to 100.")
    )
    lift = forms.ChoiceField(
        label=_("Lift"), choices=LIFT, widget=forms.RadioSelect, required=False, initial="yes"
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        required=False,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    consent_personal_data = forms.BooleanField(
        error_messages={
            "required": _("Without this consent we may not take your order. Tick the box if you agree.")
        },
    )
    consent_mailing = forms.BooleanField(required=False)
    personal_data_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    mailing_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)

    def __init__(self, *args, addresses: Sequence[Address] = (), asked: Mapping[Purpose, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.addresses = {str(address.pk): address for address in addresses}
        self.asked = asked
        self.fields["saved"].choices = [
            *((key, address.text) for key, address in self.addresses.items()),
            (OTHER_ADDRESS, _("Another address")),
        ]
        self.fields["saved"].widget.zones = {key: each.zone for key, each in self.addresses.items()}
        if not self.addresses:
            del self.fields["saved"]
        for name, wrong in {"phone": PhoneNotUnderstood().message, "name": "", "email": NO_EMAIL}.items():
            self.fields[name].widget.attrs |= _told(self.fields[name], wrong)
        for purpose in Purpose:
            if purpose in asked:
                self.fields[f"consent_{purpose}"].label = consent_label(purpose)
                self.fields[f"{purpose}_version"].initial = asked[purpose]
            else:
                del self.fields[f"consent_{purpose}"], self.fields[f"{purpose}_version"]

    def clean(self):
        data = super().clean()
        for name in self._needless(data):
            self.errors.pop(name, None)
        if data.get("handover") in {None, PICKUP}:
            return data
        if not self._zone(data):
            self.add_error("zone", _("Say where to bring it: inside the ring road (KAD) or beyond it."))
        if not self._address(data) and "address" not in self.errors:
            self.add_error("address", _("Write the address: town, street, house and flat."))
        carried = data["handover"] != DeliveryService.ENTRANCE
        if carried and data.get("floor") is None and "floor" not in self.errors:
            self.add_error("floor", _("Say on which floor you live."))
        return data

    def delivery_choice(self) -> DeliveryChoice | None:
        """What is known of the way of delivery so far; None until it says anything about the price."""
        data = self.cleaned_data
        way = data.get("handover")
        if not way:
            return None
        if way == PICKUP:
            return DeliveryChoice(method=DeliveryMethod.PICKUP)
        zone = self._zone(data)
        return zone and DeliveryChoice(
            method=DeliveryMethod.COURIER,
            zone=zone,
            km=(data.get("km") or 0) if zone == Zone.BEYOND_KAD else 0,
            service=way,
            floor=data.get("floor") or (1 if way == DeliveryService.ENTRANCE else 0),
            has_lift=data.get("lift") != "no",
        )

    def contact(self, user_id: int | None) -> Contact:
        """Whose order it is; empty strings for what is not known yet."""
        data = self.cleaned_data
        return Contact(
            name=data.get("name", ""),
            phone=data.get("phone", ""),
            email=data.get("email", ""),
            user_id=user_id,
        )

    def handed_over(self) -> Handover:
        data = self.cleaned_data
        choice = self.delivery_choice()
        address = "" if choice.method == DeliveryMethod.PICKUP else self._address(data)
        return Handover(delivery=choice, address=address, notes=data["comment"])

    def agreed(self) -> dict[Purpose, int]:
        """Version of the text by purpose, of the boxes that are ticked."""
        data = self.cleaned_data
        return {
            purpose: data[f"{purpose}_version"] for purpose in self.asked if data.get(f"consent_{purpose}")
        }

    def ask_again(self, message: str) -> None:
        """A text was replaced while the person was reading: the boxes are unticked beside the new one."""
        self.data = self.data.copy()
        for purpose, version in self.asked.items():
            self.data[f"{purpose}_version"] = str(version)
            self.data.pop(f"consent_{purpose}", None)
        self.add_error("consent_personal_data", message)

    def _needless(self, data) -> set[str]:
        """Fields that the choice does not ask for: whatever stands there is no mistake."""
        if data.get("handover") == PICKUP:
            return {"zone", "km", "saved", "address", "floor", "lift"}
        found = {"floor", "lift"} if data.get("handover") == DeliveryService.ENTRANCE else set()
        if self._zone(data) == Zone.INSIDE_KAD:
            found.add("km")
        return found | {"address"} if self._saved(data) else found

    def _saved(self, data) -> Address | None:
        return self.addresses.get(data.get("saved") or OTHER_ADDRESS)

    def _zone(self, data) -> str:
        saved = self._saved(data)
        return (saved and saved.zone) or data.get("zone") or ""

    def _address(self, data) -> str:
        saved = self._saved(data)
        return saved.text if saved else data.get("address", "").strip()


def _told(field: forms.Field, wrong: str) -> dict[str, str]:
    """The words that the page's script tells before the server does."""
    told = {"data-missing": field.error_messages["required"]}
    return told | {"data-wrong": wrong} if wrong else told


def consent_label(purpose: Purpose) -> str:
    """What the box says, with a link to the exact text that it stands for."""
    before, link = {
        Purpose.PERSONAL_DATA: (_("I agree to the"), _("processing of my personal data")),
        Purpose.MAILING: (_("I would like to get"), _("news and offers by mail")),
    }[purpose]
    label = format_html(
        '{} <a href="{}" target="_blank">{}</a>', before, reverse("consent_text", args=[purpose]), link
    )
    return label if purpose == Purpose.PERSONAL_DATA else format_html("{} {}", label, _("(optional)"))


def body_of(data: Mapping[str, str], *, lines: Sequence[int]) -> bytes:
    """What makes a request another one: everything that was typed, chosen and seen, in one spelling."""
    told = {
        name: data.get(name, "")
        for name in (*KEPT, "consent_personal_data", "consent_mailing", "fingerprint")
    }
    return json.dumps([told, sorted(lines)], sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")
