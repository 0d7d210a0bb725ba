"""Filter axes that the owner defines: purpose, shape, facade material, worktop material, and more."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import FacetDisplay, FacetScope

# Words of a listing's address that a facet's code may not take.
RESERVED_CODES = frozenset(
    {"category", "price_from", "price_to", "availability", "has_3d", "sort", "page", "q", "sale", "partial"}
)

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour looks like #94a38d."))


class Facet(models.Model):
    """A filter axis. `scope` says whether its values belong to a page or to each finish."""

    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Latin, used in addresses: facade")
    )
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(
        _("chosen on"), max_length=10, choices=FacetScope.choices, default=FacetScope.PAGE
    )
    display = models.CharField(
        _("looks like"), max_length=10, choices=FacetDisplay.choices, default=FacetDisplay.LIST
    )
    hint = models.CharField(
        _("explanation"), max_length=200, blank=True, help_text=_("One line for the visitor")
    )
    sort_order = models.PositiveIntegerField(pgettext_lazy("of rows", "order"), default=0)
    is_active = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("facet")
        verbose_name_plural = _("facets")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.code in RESERVED_CODES:
            message = _("“%(code)s” is a word of the address already, choose another code.") % {
                "code": self.code
            }
            raise ValidationError({"code": message})


class FacetValue(models.Model):
    """A choice of a facet: «дуб» of facade material."""

    facet = models.ForeignKey(Facet, verbose_name=_("facet"), on_delete=models.PROTECT, related_name="values")
    code = models.SlugField(_("code"), max_length=60, help_text=_("Latin, used in addresses: oak"))
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(
        _("full name"), max_length=160, blank=True, help_text=_("МДФ, эмаль «шалфей»")
    )
    colour = models.CharField(_("swatch colour"), max_length=7, blank=True, validators=[hex_colour])
    swatch = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("swatch picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sort_order = models.PositiveIntegerField(pgettext_lazy("of rows", "order"), default=0)

    class Meta:
        verbose_name = _("facet value")
        verbose_name_plural = _("facet values")
        ordering = ["facet__sort_order", "facet_id", "sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["facet", "code"], name="facet_value_code_once_per_facet")
        ]

    def __str__(self) -> str:
        return f"{self.facet}: {self.name}"
