"""The shop as a party of papers: what is known of it, and what a paper still wants."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import format_rub_exactly, to_kopecks

from ..enums import DocumentKind, VatRate
from ..models import CompanySettings
from ..papers import Seller

# Without these a paper of the kind would say too little to be one.
NEEDED = {DocumentKind.RECEIPT: ("name", "inn", "address")}


def company_settings() -> CompanySettings:
    """All empty before somebody has filled it in."""
    return CompanySettings.load()


def missing_for(kind: DocumentKind) -> list[str]:
    """What is to be filled in before a paper of `kind` can be made, in the words of the form."""
    company = company_settings()
    return [
        str(CompanySettings._meta.get_field(name).verbose_name)
        for name in NEEDED[kind]
        if not getattr(company, name).strip()
    ]


def seller_of(company: CompanySettings) -> Seller:
    return Seller(
        name=company.display_name,
        inn=company.inn,
        address=company.address,
        kpp=company.kpp,
        ogrn=company.ogrn,
        phone=company.phone,
    )


def vat_words(company: CompanySettings, amount: Decimal) -> str:
    """What a paper says of the VAT in `amount`; nothing when the company has said nothing."""
    if not company.vat_rate:
        return ""
    if company.vat_rate == VatRate.NONE:
        return _("VAT is not charged.")
    rate = int(company.vat_rate)
    return _("VAT included, %(rate)s: %(amount)s") % {
        "rate": company.get_vat_rate_display(),
        "amount": format_rub_exactly(to_kopecks(amount * rate / (100 + rate))),
    }
