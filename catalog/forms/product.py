"""The small form that begins a product: what its first variant needs."""

import re

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from ..enums import SoldAs
from ..models import CategoryPage, Variant

LARGEST_MM = 20_000
LONGEST_LEAD_DAYS = 365
PRICE = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def size_field(label, example: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=LARGEST_MM,
        help_text=_("Millimetres, for example %(example)d") % {"example": example},
    )


class PriceField(forms.DecimalField):
    """Roubles as people write them: 64200, 64 200, 64200,50, 64 200 ₽; but no 1e3."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {
        "invalid": _("Write the price in roubles by digits, for example 64200 or 64200,50."),
        "min_value": _("The price must be at least %(limit_value)s ₽."),
    }

    def __init__(self, label):
        super().__init__(
            label=label,
            min_value=1,
            max_digits=12,
            decimal_places=2,
            localize=True,
            help_text=_("For example 64200"),
        )
        self.validators = [v for v in self.validators if not isinstance(v, MinValueValidator)]
        self.validators.append(MinValueValidator(1, self.error_messages["min_value"]))

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(value.split()).removesuffix("₽").replace(",", ".")
            if value and not PRICE.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def lead_days_field(**options) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Lead time, working days"),
        min_value=0,
        max_value=LONGEST_LEAD_DAYS,
        help_text=_("0 for what stands in the warehouse; 35 for a kitchen, for example"),
        **options,
    )


class SkuField(forms.CharField):
    """An article number that is not taken; spaces around it are dropped."""

    def __init__(self, **options):
        options.setdefault("label", _("SKU"))
        options.setdefault("max_length", Variant._meta.get_field("sku").max_length)
        super().__init__(**options)


class AddProductForm(forms.Form):
    """Name, category and the first variant; `catalog.services.products.create_product` does the rest."""

    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=CategoryPage.objects.none(),
        empty_label=_("— choose a category —"),
    )
    name = forms.CharField(
        label=_("Name"), max_length=255, help_text=_("As customers read it: Комод «Север»")
    )
    sku = SkuField(help_text=_("Your article number, for example KS-900"))
    sold_as = forms.ChoiceField(
        label=_("Sold as"),
        choices=SoldAs.choices,
        widget=forms.RadioSelect,
        initial=SoldAs.READY_MADE,
        help_text=_("Ready-made pieces are counted in the warehouse; the others are made for a customer."),
    )
    size_label = forms.CharField(
        label=_("Size name"),
        max_length=60,
        required=False,
        help_text=_("Only when the product comes in several sizes, for example 900"),
    )
    list_price = PriceField(_("List price, ₽"))
    width_mm = size_field(_("Width, mm"), 1160)
    height_mm = size_field(_("Height, mm"), 820)
    depth_mm = size_field(_("Depth, mm"), 480)
    lead_days = lead_days_field(initial=0)

    # What stands together on the page; errors and help texts stay with their fields.
    ROWS = (("category", "name"), ("sku", "size_label"), ("sold_as",), ("list_price", "lead_days"),
            ("width_mm", "height_mm", "depth_mm"))  # fmt: skip

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories

    def clean_sku(self) -> str:
        sku = self.cleaned_data["sku"]
        if Variant.objects.filter(sku=sku).exists():
            raise forms.ValidationError(_("SKU %(sku)s belongs to another variant."), params={"sku": sku})
        return sku

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in names] for names in self.ROWS]
