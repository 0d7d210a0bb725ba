"""Closed lists of the site's pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FooterPlace(models.TextChoices):
    """Where the footer links to a text page; the values are the fields of `home.selectors.SiteTree`."""

    CUSTOMERS = "customers", _("For customers")
    COMPANY = "company", _("About the company")
    LEGAL = "legal", _("The bottom line: policies and details")
    NONE = "none", _("Not in the footer")


class Theme(models.TextChoices):
    """Colours of the pages, as the visitor chose them."""

    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
    AUTO = "auto", _("As on the device")
