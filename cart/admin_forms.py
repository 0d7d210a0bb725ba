"""What staff ask when they try a promotion out."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from catalog.models import Variant
from core import clock
from core.errors import DomainError
from promotions.services import find_voucher
from users.enums import Zone

from .delivery import DeliveryChoice, DeliveryMethod, DeliveryService
from .models import MAX_QUANTITY
from .orders_above import orders_above
from .selectors.trying import Question, goods_of_cart

MAX_LINES = 50
LINE = re.compile(r"(?P<sku>\S+)(?:\s*[×xх*,;]?\s+(?P<pieces>[0-9]{1,3}))?", re.IGNORECASE)
CART_NUMBER = re.compile(r"№?\s*([0-9]{1,10})")
SEE_ORDERS = "orders.view_order"


class GoodsField(forms.CharField):
    """A SKU and its pieces per line; cleaned to a dict of variants."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})

    def clean(self, value) -> dict[Variant, int]:
        wanted: dict[str, int] = {}
        for line in filter(None, map(str.strip, super().clean(value).splitlines()[: MAX_LINES + 1])):
            found = LINE.fullmatch(line)
            if found is None:
                raise ValidationError(_("Not understood: “%(line)s”. Write KS-900 2.") % {"line": line[:60]})
            sku = found["sku"].upper()
            wanted[sku] = wanted.get(sku, 0) + int(found["pieces"] or 1)
        return variants_of(wanted)


def variants_of(wanted: dict[str, int]) -> dict[Variant, int]:
    """Pieces by variant. Raises ValidationError for what cannot be in a cart."""
    if len(wanted) > MAX_LINES:
        raise ValidationError(_("No more than %(most)d different pieces, please.") % {"most": MAX_LINES})
    if any(not 1 <= pieces <= MAX_QUANTITY for pieces in wanted.values()):
        raise ValidationError(_("Write a number of pieces from 1 to %(most)d.") % {"most": MAX_QUANTITY})
    found = {row.sku: row for row in Variant.objects.filter(sku__in=wanted).select_related("product")}
    if unknown := [sku for sku in wanted if sku not in found]:
        raise ValidationError(_("There is no variant with this SKU: %(sku)s.") % {"sku": ", ".join(unknown)})
    return {found[sku]: pieces for sku, pieces in wanted.items()}


class TryForm(forms.Form):
    """user: an order or a cart may be named only by who may see orders."""

    goods = GoodsField(
        label=gettext_lazy("Goods"),
        required=False,
        help_text=gettext_lazy("A SKU and the number of pieces per line: KS-900 2"),
    )
    source = forms.CharField(
        label=gettext_lazy("Or take the goods of an order or a cart"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("The number of the order, ORD-1A2B3C4D, or of the cart, 15."),
    )
    day = forms.DateField(
        label=gettext_lazy("On which day"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Empty: today."),
    )
    code = forms.CharField(label=gettext_lazy("Code entered"), max_length=100, required=False)
    zone = forms.ChoiceField(
        label=gettext_lazy("Delivery"),
        choices=[("", gettext_lazy("not chosen yet")), *Zone.choices],
        required=False,
    )
    km = forms.IntegerField(
        label=gettext_lazy("Kilometres beyond the ring road"), min_value=0, max_value=2000, required=False
    )
    service = forms.ChoiceField(
        label=gettext_lazy("Delivered to"), choices=DeliveryService.choices, required=False
    )
    floor = forms.IntegerField(label=gettext_lazy("Floor"), min_value=1, max_value=100, required=False)
    is_customer = forms.BooleanField(label=gettext_lazy("The customer has an account"), required=False)
    is_first_order = forms.BooleanField(label=gettext_lazy("It is the first order"), required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        if not user.has_perm(SEE_ORDERS):
            del self.fields["source"]

    def clean_source(self) -> dict[Variant, int]:
        number = self.cleaned_data["source"].strip()
        if not number:
            return {}
        is_cart = CART_NUMBER.fullmatch(number)
        rows = goods_of_cart(int(is_cart[1])) if is_cart else orders_above.goods_of_order(number)
        if not rows:
            raise ValidationError(_("There is no such order and no such cart, or nothing is in it."))
        wanted: dict[str, int] = {}
        for sku, pieces in rows:
            wanted[sku] = wanted.get(sku, 0) + pieces
        return variants_of(wanted)

    def clean_code(self) -> int | None:
        code = self.cleaned_data["code"].strip()
        if not code:
            return None
        try:
            return find_voucher(code).pk
        except DomainError as refused:
            raise ValidationError(refused.message) from refused

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not (data["goods"] or data.get("source")):
            self.add_error("goods", _("Say which goods."))
        return data

    def question(self) -> Question:
        data = self.cleaned_data
        goods = dict(data["goods"])
        for variant, pieces in data.get("source", {}).items():
            goods[variant] = goods.get(variant, 0) + pieces
        return Question(
            goods=goods,
            day=data["day"] or clock.today(),
            delivery=self._delivery(),
            voucher_id=data["code"],
            is_customer=data["is_customer"],
            is_first_order=data["is_first_order"],
        )

    def _delivery(self) -> DeliveryChoice | None:
        data = self.cleaned_data
        return data["zone"] and DeliveryChoice(
            method=DeliveryMethod.COURIER,
            zone=data["zone"],
            km=data["km"] or 0,
            service=data["service"] or DeliveryService.ENTRANCE,
            floor=data["floor"] or 1,
            has_lift=False,
        )
