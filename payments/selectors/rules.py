"""The owner's rules of payment, also where no request is at hand."""

from wagtail.models import Site

from ..models import PaymentRules


def payment_rules() -> PaymentRules:
    """Those of the default site; unsaved defaults until the owner has looked at them."""
    site = Site.objects.filter(is_default_site=True).first()
    found = PaymentRules.objects.filter(site=site).first() if site else None
    return found or PaymentRules(site=site)
