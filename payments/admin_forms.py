"""What the staff fill in to do something with money."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from core.once import OnceForm
from orders.admin_forms import ActionForm
from users.forms.fields import EmailField
from users.models import CustomUser

from .admin_fields import AmountField, note_field
from .enums import Currency, GatewayType, RefundReason, RefundRoad
from .errors import RateWrong
from .models import Payment, PaymentGateway
from .selectors.admin import returnable_lines
from .selectors.gateways import can_go_to_balance
from .selectors.refund_limits import RefundRoom

# Those that a person chooses; the rest is written by the shop itself.
STAFF_REASONS = (
    RefundReason.GOODS_RETURNED,
    RefundReason.DISCOUNT,
    RefundReason.ORDER_CANCELLED,
    RefundReason.SURPLUS,
    RefundReason.OTHER,
)
ROADS = [(road.value, road.label) for road in (RefundRoad.PROVIDER, RefundRoad.BALANCE)]
CHOOSE = ("", _("- Select an option -"))


class NoteForm(OnceForm):
    note = note_field(_("Why"), help_text=_("It stays in the log."))


class OutsideForm(OnceForm):
    note = note_field(
        _("How the money was given back"),
        help_text=_("For example, the number and day of the bank transfer. It stays in the log."),
    )


class RefundForm(OnceForm):
    """Offers the balance to who has an account, and lines to put back of an order that was handed over."""

    amount = AmountField()
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[CHOOSE, *((reason.value, reason.label) for reason in STAFF_REASONS)],
    )
    road = forms.ChoiceField(label=_("Where to"), choices=ROADS, widget=forms.RadioSelect)
    note = note_field(_("Note"), required=False, help_text=_("For us; the customer does not see it."))
    returned_items = forms.TypedMultipleChoiceField(
        label=_("What lies on the shelf again"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what the customer has brought back and can be sold again."),
    )

    def __init__(self, *args, payment: Payment, room: RefundRoom, **options):
        super().__init__(*args, **options)
        self.fields["amount"].help_text = room.told
        if payment.gateway.gateway_type == GatewayType.BALANCE or not can_go_to_balance(payment):
            del self.fields["road"]
        lines = returnable_lines(payment.order)
        if lines:
            self.fields["returned_items"].choices = [
                (line.pk, f"{line.name}, {line.sku}, {line.quantity} {line.unit}") for line in lines
            ]
        else:
            del self.fields["returned_items"]

    def clean(self) -> dict:
        given = super().clean()
        if given.get("reason") == RefundReason.OTHER and not given.get("note"):
            self.add_error("note", _("Say in a few words why."))
        return given


class BalanceForm(OnceForm):
    """A direction and an amount without a sign: a minus is overlooked too easily."""

    CREDIT, TAKE = "credit", "take"
    direction = forms.ChoiceField(
        label=_("What is to be done"),
        choices=[(CREDIT, _("Credit the balance")), (TAKE, _("Take off what was credited by mistake"))],
        widget=forms.RadioSelect,
        initial=CREDIT,
    )
    amount = AmountField()
    reason = note_field(_("Reason"), help_text=_("It stays in the statement and in the log."))


class NewBalanceForm(BalanceForm):
    """For a customer who may have no balance yet."""

    email = EmailField(label=_("Customer's e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    direction = None
    field_order = ["email", "amount", "reason"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.customer = CustomUser.objects.filter(email__iexact=email, is_active=True).first()
        if self.customer is None:
            raise forms.ValidationError(_("There is no customer with this e-mail."), code="unknown")
        return email


class CashForm(OnceForm, ActionForm):
    amount = AmountField(help_text=_("Cash, or a card at the courier's terminal."))


class GatewayForm(forms.ModelForm):
    """What the owner decides about a way of payment; of one that asks nobody, only what concerns it."""

    class Meta:
        model = PaymentGateway
        fields = [
            "name", "description", "is_active", "is_test_mode", "fixed_fee", "percentage_fee", "fee_bearer",
            "currency", "rate", "sort_order",
        ]  # fmt: skip
        field_classes = dict.fromkeys(("fixed_fee", "percentage_fee", "rate"), AmountField)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not self.instance.is_online:
            for name in ("is_test_mode", "currency", "rate"):
                del self.fields[name]
            return
        if self.instance.gateway_type == GatewayType.TEST_GATEWAY:
            self._keep_test_mode()
        self.fields["rate"].required = False
        self.fields["rate"].help_text = _("For roubles it is always 1.")

    def _keep_test_mode(self) -> None:
        field = self.fields["is_test_mode"]
        field.disabled, self.initial["is_test_mode"] = True, True
        field.help_text = _("Always on: the test gateway knows no real money.")

    def clean(self) -> dict:
        """What the table itself would refuse, in words; the rest is for the service."""
        given = super().clean()
        if given.get("percentage_fee") is not None and given["percentage_fee"] >= 100:
            self.add_error("percentage_fee", _("A fee is less than 100%."))
        if given.get("currency") == Currency.RUB:
            given["rate"] = Decimal(1)
            self.errors.pop("rate", None)
        elif "rate" in self.fields and not given.get("rate") and "rate" not in self.errors:
            self.add_error("rate", RateWrong().message)
        return given
