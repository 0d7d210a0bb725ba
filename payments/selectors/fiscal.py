"""Whether fiscal receipts can be made at all, and what stands in the way."""

from django.conf import settings
from django.utils.translation import gettext as _

from orders.selectors.company import company_settings


def fiscal_ready() -> bool:
    """Whether the owner has said which VAT stands on receipts. Nothing is supposed in his place."""
    return company_settings().vat_code is not None


def has_register() -> bool:
    """Whether the environment names a fiscal register for what no provider registers."""
    entry = settings.PAYMENT_PROVIDERS.get("register") or {}
    return bool(entry.get("url") and entry.get("key"))


def vat_missing() -> str:
    """The sentence for the staff, in the words of the form."""
    return _("Fiscal receipts wait until “VAT on fiscal receipts” is filled in under Settings, Company.")
