"""Forms of those who placed an order."""

from django import forms
from django.utils.translation import gettext_lazy as _

from users.forms.fields import CodeField

from .enums import CUSTOMER_REASONS, CancelReason

WHY = {
    CancelReason.CHANGED_MIND: _("I have changed my mind"),
    CancelReason.FOUND_ELSEWHERE: _("I have found it elsewhere"),
    CancelReason.OTHER: _("Another reason"),
}


class CancelForm(forms.Form):
    """version: of the order that was on the screen."""

    reason = forms.ChoiceField(
        label=_("Why do you cancel?"),
        choices=[(reason, WHY[reason]) for reason in CUSTOMER_REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)


class OrderCodeForm(forms.Form):
    code = CodeField(label=_("Six figures from the letter"))
