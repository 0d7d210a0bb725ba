"""What staff type about promotions and codes."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from catalog.models import CategoryPage, FacetValue, ProductPage, Variant
from catalog.widgets import FacetCheckboxes
from core.once import OnceForm

from .enums import WITHOUT_VALUE, Benefit, Programme
from .fields import CODE_LENGTH, fold_code
from .models import Promotion, Voucher
from .services import create_promotion, create_voucher, update_promotion, update_voucher
from .services.vouchers import LARGEST_SERIES, RANDOM_LENGTH

MOST_USES = 1_000_000
KEY_DIGITS = 19  # more than any key of a row has
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
# What a campaign of prices cannot ask, because a price on a page is the same for everybody.
NOT_WITH_PRICES = (
    "min_goods", "min_quantity", "max_discount", "first_order_only", "needs_code", "is_choosable",
    "total_limit", "per_customer_limit",
)  # fmt: skip


class NumberField(forms.DecimalField):
    """Roubles or per cent as people write them: 7,5 or 100 000 ₽; but no 1e3."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {"invalid": gettext_lazy("Write a number by digits, for example 10 or 7,5.")}

    def __init__(self, label, **options):
        super().__init__(
            label=label, max_digits=12, decimal_places=2, required=False, localize=True, **options
        )

    def prepare_value(self, value):
        """10 and 7,50, but not 10,00."""
        whole = isinstance(value, Decimal) and value == value.to_integral_value()
        return value.to_integral_value() if whole else value

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(value.split()).rstrip("₽%").replace(",", ".")
            if value and not NUMBER.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class VariantBySkuField(forms.ModelChoiceField):
    """One variant, typed by its SKU: a list of thousands would be no help."""

    widget = forms.TextInput
    default_error_messages = {"invalid_choice": gettext_lazy("There is no variant with this SKU.")}

    def __init__(self, **options):
        variants = Variant.objects.select_related("product")
        super().__init__(queryset=variants, to_field_name="sku", required=False, **options)

    def prepare_value(self, value):
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()
        return getattr(value, "sku", value)


class ProductsBySkuField(forms.CharField):
    """Products, typed by SKUs of any of their variants; cleaned to a list of pages."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        variants = Variant.objects.filter(product__in=value).order_by("product_id", "sort_order", "pk")
        first: dict[int, str] = {}
        for product_id, sku in variants.values_list("product_id", "sku"):
            first.setdefault(product_id, sku)
        return ", ".join(first.values())

    def clean(self, value) -> list[ProductPage]:
        skus = dict.fromkeys(sku.upper() for sku in re.split(r"[\s,;]+", super().clean(value)) if sku)
        known = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "product_id"))
        if unknown := [sku for sku in skus if sku not in known]:
            message = _("There are no such SKUs: %(skus)s.") % {"skus": ", ".join(unknown)}
            raise ValidationError(message, code="unknown_sku")
        return list(ProductPage.objects.filter(pk__in=known.values()))

    def has_changed(self, initial, data) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class BoxesField(forms.ModelMultipleChoiceField):
    """Refuses a key that no database can look for in words, as any other unknown one."""

    def clean(self, value):
        if any(len(str(key)) >= KEY_DIGITS for key in value or ()):
            raise ValidationError(_("Such a choice is not offered."), code="invalid_choice")
        return super().clean(value)


class CategoryBoxes(BoxesField):
    """Categories as checkboxes, those inside another one set in."""

    def __init__(self, **options):
        categories = CategoryPage.objects.order_by("path")
        super().__init__(queryset=categories, required=False, widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, page) -> str:
        return "— " * (page.depth - 4) + page.title


def check_counts(form: forms.Form, given: dict, *names: str) -> None:
    """Each is a number of things, or empty for no limit."""
    for name in names:
        if given.get(name) is None:
            continue
        if given[name] <= 0:
            form.add_error(name, _("More than zero, or empty."))
        elif given[name] > MOST_USES:
            form.add_error(name, _("A million at most; empty: any number."))


class PromotionForm(WagtailAdminModelForm):
    """Carries the version that the editor read, so that a stale form is refused."""

    value = NumberField(gettext_lazy("How much"))
    max_discount = NumberField(gettext_lazy("Discount at most, ₽"))
    min_goods = NumberField(gettext_lazy("Goods for at least, ₽"))
    gift_variant = VariantBySkuField(label=gettext_lazy("Gift"))
    categories = CategoryBoxes(label=gettext_lazy("Categories"))
    products = ProductsBySkuField(label=gettext_lazy("Products"), required=False)
    values = BoxesField(
        label=gettext_lazy("Facet values"),
        queryset=FacetValue.objects.select_related("facet"),
        required=False,
        widget=FacetCheckboxes,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Promotion
        fields = [
            "title", "description", "programme", "start_date", "end_date", "active", "benefit", "value",
            "gift_variant", "max_discount", "categories", "products", "values", "min_goods", "min_quantity",
            "first_order_only", "stacking", "needs_code", "is_choosable", "total_limit", "per_customer_limit",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def clean(self) -> dict:
        given = super().clean()
        self._clean_dates(given)
        self._clean_benefit(given)
        for name in ("max_discount", "min_goods"):
            if given.get(name) is not None and given[name] <= 0:
                self.add_error(name, _("More than zero, or empty."))
        check_counts(self, given, "min_quantity", "total_limit", "per_customer_limit")
        if given.get("needs_code") and given.get("is_choosable"):
            message = _("Either by a code or chosen at checkout: untick one of them.")
            self.add_error("is_choosable", message)
        if given.get("benefit") == Benefit.PRICE:
            self._clean_prices(given)
        return given

    def _clean_dates(self, given: dict) -> None:
        first, last = given.get("start_date"), given.get("end_date")
        if first and last and last < first:
            self.add_error("end_date", _("The last day cannot be before the first."))

    def _clean_benefit(self, given: dict) -> None:
        """What the benefit needs must be there; what belongs to another one is dropped."""
        benefit = given.get("benefit")
        if benefit == Benefit.GIFT:
            if not given.get("gift_variant") and "gift_variant" not in self.errors:
                self.add_error("gift_variant", _("Say which piece is the gift."))
        else:
            given["gift_variant"] = None
        if benefit in WITHOUT_VALUE:
            given["value"] = None
        elif "value" not in self.errors:
            self._clean_value(benefit, given.get("value"))

    def _clean_value(self, benefit: str | None, value) -> None:
        if not value:
            self.add_error("value", _("Say how much: per cent or roubles."))
        elif benefit == Benefit.PERCENT and value > 100:
            self.add_error("value", _("No more than 100 per cent."))
        elif benefit == Benefit.PRICE and value >= 100:
            self.add_error("value", _("Less than 100 per cent: a price is never zero."))

    def _clean_prices(self, given: dict) -> None:
        message = _("A price on the site is the same for everybody: leave this empty.")
        for name in NOT_WITH_PRICES:
            if given.get(name):
                self.add_error(name, message)
        if given.get("programme") not in {None, Programme.EVERYONE}:
            self.add_error("programme", _("A price on the site is the same for everybody."))

    def save(self, commit: bool = True) -> Promotion:
        """Raises DomainError when the row has changed or the service refuses."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if self.instance.pk:
            self.instance = update_promotion(self.instance.pk, version=self.cleaned_data["version"], **fields)
        else:
            self.instance = create_promotion(**fields)
        return self.instance


def promotions_with_codes():
    return Promotion.objects.filter(needs_code=True).order_by("-start_date", "-pk")


class VoucherForm(WagtailAdminModelForm):
    """A code and its promotion stay as they were made; limits and the switch change."""

    class Meta:
        model = Voucher
        fields = ["promotion", "code", "uses_limit", "per_customer_limit", "active"]
        error_messages = {"code": {"unique": gettext_lazy("There is such a code already.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["promotion"], self.fields["code"]
        else:
            self.fields["promotion"].queryset = promotions_with_codes()

    def clean_code(self) -> str:
        code = fold_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code needs letters or figures."), code="empty")
        return code

    def clean(self) -> dict:
        given = super().clean()
        check_counts(self, given, "uses_limit", "per_customer_limit")
        return given

    def save(self, commit: bool = True) -> Voucher:
        """Raises CodeTaken, LimitBelowUses."""
        fields = dict(self.cleaned_data)
        if self.instance.pk:
            self.instance = update_voucher(self.instance.pk, **fields)
        else:
            self.instance = create_voucher(fields.pop("promotion").pk, **fields)
        return self.instance


class SeriesForm(OnceForm):
    """Many codes at once."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For yourselves: листовки, май"),
    )
    prefix = forms.CharField(
        label=gettext_lazy("Beginning of each code"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("For example МАЙ. The rest is random, so that nobody guesses it."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many codes"), min_value=1, max_value=LARGEST_SERIES, initial=100
    )
    uses_limit = forms.IntegerField(
        label=gettext_lazy("Orders per code"),
        min_value=1,
        max_value=MOST_USES,
        required=False,
        initial=1,
        help_text=gettext_lazy("Empty: any number."),
    )
    per_customer_limit = forms.IntegerField(
        label=gettext_lazy("Orders per customer with one code"),
        min_value=1,
        max_value=MOST_USES,
        required=False,
        help_text=gettext_lazy("Empty: any number."),
    )

    def clean_prefix(self) -> str:
        prefix = fold_code(self.cleaned_data["prefix"])
        if len(prefix) > min(12, CODE_LENGTH - RANDOM_LENGTH):
            raise ValidationError(_("No more than 12 letters."), code="too_long")
        return prefix
