"""Forms of the admin that would do their thing again when they are sent again: each carries a key of its own.

A double click, a reload, or the way back in the browser and the button once more: all are one effect.
"""

from collections.abc import Callable
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .errors import DomainError
from .idempotency import Answer, KeyReused, run_once


class FormReused(DomainError):
    """The form was sent before with other words: by the way back in the browser, most often."""

    code = "form_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent already with other data, and that is done. Send it again if you mean it.")
        )


class OnceForm(forms.Form):
    """Show `key` among the hidden fields. A request without one, as a script may send, is not guarded."""

    key = forms.CharField(
        required=False, max_length=36, initial=lambda: str(uuid4()), widget=forms.HiddenInput
    )

    def renew(self) -> None:
        """Show another key when the form is shown again."""
        self.data = self.data.copy()
        self.data[self.add_prefix("key")] = str(uuid4())


def once(request: HttpRequest, form: OnceForm, effect: Callable[[], int]) -> int:
    """The key of the row that `effect` makes, or made when this form came first.

    Raises FormReused when the same form comes with other words, KeyRunning, and what `effect` raises.
    """
    given = dict(form.cleaned_data)
    key = given.pop("key")
    if not key:
        return effect()
    body = repr((request.path, sorted(given.items()))).encode()
    try:
        return run_once(f"user:{request.user.pk}", f"form:{key}", body, lambda: Answer(200, effect())).body
    except KeyReused as refusal:
        form.renew()
        raise FormReused from refusal
