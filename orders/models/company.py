"""The shop as a party of contracts and receipts."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from core import requisites

from ..enums import TaxSystem, VatCode, VatRate


def _line(verbose_name: str, length: int, help_text: str = "", **options) -> models.CharField:
    return models.CharField(verbose_name, max_length=length, blank=True, help_text=help_text, **options)


@register_setting(icon="clipboard-list")
class CompanySettings(BaseSiteSetting):
    """Whose name stands on the papers. Nothing is invented: what is empty is not printed, and a paper that
    needs it is not made (`orders.selectors.company.missing_for`).
    """

    name = _line(_("full name"), 200, _("As it is registered, nothing abbreviated"))
    short_name = _line(_("short name"), 120, _("As it stands on a receipt"))
    inn = _line(
        _("INN"), 12, _("10 digits of a company, 12 of a sole trader"), validators=[requisites.check_inn]
    )
    kpp = _line(_("KPP"), 9, _("9 characters; a sole trader has none"), validators=[requisites.check_kpp])
    ogrn = _line(
        _("OGRN"), 15, _("13 digits of a company, 15 of a sole trader"), validators=[requisites.check_ogrn]
    )
    address = _line(_("address"), 250, _("With the postal code, as it is registered"))
    phone = _line(_("phone"), 30, _("As people read it"))

    bank_name = _line(_("bank"), 200)
    bik = _line(_("BIK"), 9, _("9 digits"), validators=[requisites.check_bik])
    account = _line(
        pgettext_lazy("bank", "account"), 20, _("20 digits"), validators=[requisites.check_account]
    )
    correspondent_account = _line(
        _("correspondent account"), 20, _("20 digits"), validators=[requisites.check_account]
    )

    signer_name = _line(_("who signs"), 120, _("Surname and initials"))
    signer_post = _line(_("post of who signs"), 120, _("For example, general director"))

    vat_rate = models.CharField(
        _("VAT"),
        max_length=4,
        choices=VatRate.choices,
        blank=True,
        help_text=_("Printed on papers. Empty: nothing is said of VAT"),
    )
    vat_code = models.PositiveSmallIntegerField(
        _("VAT on fiscal receipts"),
        choices=VatCode.choices,
        null=True,
        blank=True,
        help_text=_("What the cash register prints. Ask the accountant"),
    )
    tax_system_code = models.PositiveSmallIntegerField(
        _("tax system on fiscal receipts"),
        choices=TaxSystem.choices,
        null=True,
        blank=True,
        help_text=_("Needed when the company has several. Ask the accountant"),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "short_name", "inn", "kpp", "ogrn", "address", "phone")],
            heading=_("Company"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("bank_name", "bik", "account", "correspondent_account")],
            heading=_("Bank"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("signer_name", "signer_post")], heading=_("Signature")
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("vat_rate", "vat_code", "tax_system_code")], heading=_("Taxes")
        ),
    ]

    class Meta:
        verbose_name = pgettext_lazy("settings", "company")

    def clean(self) -> None:
        """A mistyped account is one that the money of the shop goes to."""
        super().clean()
        told = _("This account does not belong to the bank with this BIK: look for a mistype.")
        wrong = {}
        if not _fits(requisites.account_fits, self.account, self.bik):
            wrong["account"] = told
        if not _fits(requisites.correspondent_fits, self.correspondent_account, self.bik):
            wrong["correspondent_account"] = told
        if wrong:
            raise ValidationError(wrong)

    @classmethod
    def load(cls) -> "CompanySettings":
        """That of the shop; all empty before somebody has saved it."""
        return cls.objects.filter(site__is_default_site=True).select_related("site").first() or cls()

    @property
    def display_name(self) -> str:
        """As a receipt names it."""
        return self.short_name or self.name


def _fits(rule: Callable[[str, str], bool], account: str, bik: str) -> bool:
    """True as well for what is empty or has letters in it, which is told at its own field."""
    return not (requisites.is_account(account) and requisites.is_bik(bik)) or rule(account, bik)
