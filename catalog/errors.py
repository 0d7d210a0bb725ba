"""Refusals of the catalogue."""

from django.utils.translation import gettext as _

from core.errors import DomainError


class VariantChanged(DomainError):
    """Somebody else saved the variant after the form was opened."""

    code = "variant_changed"

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this variant while you were editing. Open it again and repeat."))


class SkuTaken(DomainError):
    code = "sku_taken"

    def __init__(self, sku: str) -> None:
        message = _("SKU %(sku)s belongs to another variant.") % {"sku": sku}
        super().__init__(message, fields={"sku": message})
