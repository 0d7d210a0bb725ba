"""A variant's own form: price, size, finish. `catalog.services.variants` saves the row."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ..enums import FacetScope
from ..models import FacetValue, Variant
from ..services.variants import create_variant, update_variant
from ..widgets import FacetCheckboxes
from .product import PriceField, lead_days_field, size_field


class VariantForm(WagtailAdminModelForm):
    """Carries the version that the editor read, so that a stale form is refused."""

    list_price = PriceField(_("List price, ₽"))
    width_mm = size_field(_("Width, mm"), 1160)
    height_mm = size_field(_("Height, mm"), 820)
    depth_mm = size_field(_("Depth, mm"), 480)
    lead_days = lead_days_field(initial=0)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Variant
        fields = [
            "product", "sku", "size_label", "finish_label", "finish_values", "picture", "material_variant",
            "list_price", "sold_as", "width_mm", "height_mm", "depth_mm", "lead_days", "unit", "is_active",
            "sort_order",
        ]  # fmt: skip
        widgets = {"finish_values": FacetCheckboxes}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["finish_values"].queryset = FacetValue.objects.filter(
            facet__scope=FacetScope.FINISH
        ).select_related("facet")
        if self.instance.pk:
            del self.fields["product"]
            self.initial["version"] = self.instance.version

    def save(self, commit: bool = True) -> Variant:
        """Raises DomainError when the row has changed, the SKU is taken or nothing would stay on sale."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        finish_values = list(fields.pop("finish_values"))
        if self.instance.pk:
            self.instance = update_variant(
                self.instance.pk, version=self.cleaned_data["version"], finish_values=finish_values, **fields
            )
        else:
            product = fields.pop("product")
            self.instance = create_variant(product.pk, finish_values=finish_values, **fields)
        return self.instance
