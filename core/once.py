"""Forms of the admin that would do their thing again when they are sent again: each carries a key of its own.

A double click, a reload, or the way back in the browser and the button once more: all are one effect.
"""

from collections.abc import Callable
from uuid import uuid4

from django import forms
from django.http import HttpRequest

from .idempotency import Answer, run_once


class OnceForm(forms.Form):
    """Show `key` among the hidden fields. A request without one, as a script may send, is not guarded."""

    key = forms.CharField(
        required=False, max_length=36, initial=lambda: str(uuid4()), widget=forms.HiddenInput
    )


def once(request: HttpRequest, form: OnceForm, effect: Callable[[], int]) -> int:
    """The key of the row that `effect` makes, or made when this form came first.

    Raises KeyReused when the same form comes with other words, KeyRunning, and what `effect` raises.
    """
    given = dict(form.cleaned_data)
    key = given.pop("key")
    if not key:
        return effect()
    body = repr((request.path, sorted(given.items()))).encode()
    return run_once(f"user:{request.user.pk}", f"form:{key}", body, lambda: Answer(200, effect())).body
