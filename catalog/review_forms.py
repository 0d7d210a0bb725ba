"""The form of a review on the product page."""

from django import forms
from django.utils.translation import gettext_lazy as _

STARS = [(5, _("Excellent")), (4, _("Good")), (3, _("Fair")), (2, _("Poor")), (1, _("Bad"))]


class ReviewForm(forms.Form):
    """Stars and, if the customer likes, words."""

    rating = forms.TypedChoiceField(
        label=_("Your rating"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how many stars you give."),
            "invalid_choice": _("Choose how many stars you give."),
        },
    )
    comment = forms.CharField(
        label=_("Your review"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you liked and what you did not. We read every review before it appears."),
    )
