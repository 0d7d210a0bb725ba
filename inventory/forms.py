"""What staff type at the shelf."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from core.once import OnceForm

from .errors import NotCounted
from .models import Store

MOST_PIECES = 100_000


def _reason(help_text: str) -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=255, help_text=help_text)


class ReceiveForm(OnceForm):
    """New pieces: what, where, how many, on which paper."""

    sku = forms.CharField(label=_("SKU"), max_length=40, help_text=_("For example: KS-OAK-130"))
    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.filter(is_active=True))
    quantity = forms.IntegerField(label=_("How many pieces"), min_value=1, max_value=MOST_PIECES)
    reference = forms.CharField(
        label=_("Document"), max_length=100, required=False, help_text=_("Number of the delivery note")
    )
    reason = _reason(_("It stays in the journal. For example: поставка от 21 ноября"))

    def clean_sku(self) -> str:
        """The variant of the SKU is kept as `variant`."""
        self.variant = Variant.objects.filter(sku=self.cleaned_data["sku"]).first()
        if self.variant is None:
            raise forms.ValidationError(_("There is no variant with this SKU."), code="unknown_sku")
        if not self.variant.takes_stock:
            refused = NotCounted(self.variant.sku)
            raise forms.ValidationError(refused.message, code=refused.code)
        return self.variant.sku


class CorrectForm(forms.Form):
    """The result of a count. seen: what the books said when the page was opened."""

    on_hand = forms.IntegerField(label=_("Counted on the shelf"), min_value=0, max_value=MOST_PIECES)
    reason = _reason(_("It stays in the journal. For example: пересчёт 21 ноября"))
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
