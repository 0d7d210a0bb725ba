"""Forms of those who pay."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from core.money import parse_rub

from .errors import GatewayUnavailable
from .selectors.gateways import Way


class WayForm(forms.Form):
    """ways: those that are offered now; only one that can pay is taken."""

    gateway = forms.ChoiceField(
        label=_("How will you pay?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you will pay.")},
    )

    def __init__(self, *args, ways: Sequence[Way], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gateway"].choices = [(way.code, way.gateway.name) for way in ways if not way.is_short]
        self.fields["gateway"].error_messages["invalid_choice"] = GatewayUnavailable().message


class TopUpForm(WayForm):
    """key: of this page, so that a double click is one payment."""

    amount = forms.CharField(
        label=_("How much, ₽"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Write an amount.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=100)

    field_order = ["amount", "gateway", "key"]

    def clean_amount(self) -> Decimal:
        amount = parse_rub(self.cleaned_data["amount"])
        if amount is None:
            raise forms.ValidationError(_("Write the amount as a number, for example 5000."))
        return amount
