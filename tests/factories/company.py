"""The shop as a party of papers."""

from wagtail.models import Site

from orders.models import CompanySettings


def make_company(**fields) -> CompanySettings:
    """The shop with what every paper needs."""
    given = {
        "name": "Общество с ограниченной ответственностью «Исток-демо»",
        "short_name": "ООО «Исток-демо»",
        "inn": "7800000002",
        "address": "190000, Санкт-Петербург, Садовая ул., 1",
    } | fields
    site = Site.objects.get(is_default_site=True)
    return CompanySettings.objects.update_or_create(site=site, defaults=given)[0]
