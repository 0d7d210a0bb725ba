"""The form of the parts in which an order is paid: a row for each, blank ones left out."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from core.once import OnceForm
from orders.admin_forms import ActionForm
from orders.models import Order
from users.validators import validate_plain_line

from .admin_fields import AmountField
from .models import PaymentSchedule
from .selectors.debts import plan_of, received
from .selectors.rules import payment_rules
from .services.plans import NewPart, suggested

MOST_PARTS = 12


class PlanForm(OnceForm, ActionForm):
    """What guards the parts: the order's version, and the key of this very form."""


class PartForm(forms.Form):
    label = forms.CharField(
        label=_("Name of the part"), max_length=80, required=False, validators=[validate_plain_line]
    )
    amount = AmountField(required=False)
    due_date = forms.DateField(
        label=_("To be paid until"),
        required=False,
        # The browser's own: Wagtail's makes today of what it cannot read, and the part is asked for at once.
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    is_due = forms.BooleanField(label=_("Ask for it now"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.is_paid = bool(self.initial.get("is_paid"))
        if self.is_paid:
            for name in ("label", "amount", "due_date", "is_due"):
                self.fields[name].disabled = True

    def clean(self) -> dict:
        given = super().clean()
        if not self.is_blank:
            for name in ("label", "amount"):
                if given.get(name) in {None, ""} and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return given

    @property
    def is_blank(self) -> bool:
        """Nothing is written in it, so there is no such part."""
        given = self.cleaned_data
        has_amount = given.get("amount") is not None or "amount" in self.errors
        return not (given.get("label") or has_amount)

    @property
    def part(self) -> NewPart:
        given = self.cleaned_data
        return NewPart(
            given["label"], Decimal(given["amount"]), due_date=given["due_date"], is_due=given["is_due"]
        )


PartFormSet = forms.formset_factory(
    PartForm, extra=1, min_num=1, max_num=MOST_PARTS, absolute_max=MOST_PARTS, validate_max=True
)


def initial_parts(order: Order) -> list[dict]:
    """The plan as it is; without one, what the owner's rules suggest. Paid parts stay as they are."""
    views = plan_of(order, settled=received(order).settled)
    if views:
        return [{**_values(view.part), "is_paid": view.is_paid} for view in views]
    return [_values(part) for part in suggested(order, payment_rules().deposit_percent)]


def _values(part: PaymentSchedule | NewPart) -> dict:
    return {
        "label": part.label,
        "amount": part.amount,
        "due_date": part.due_date,
        "is_due": part.is_due,
    }
