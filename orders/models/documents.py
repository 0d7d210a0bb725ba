"""Papers of an order, as they were handed out."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..enums import DocumentKind
from .orders import Order


class OrderDocument(models.Model):
    """A PDF that was handed out; written once by `orders.services.documents`, never changed or deleted.

    key: what makes it once (`receipt:<uuid of the payment>`). number: as it is printed on the paper.
    version: grows when a paper with the same number is made anew. storage_name: below PRIVATE_ROOT.
    """

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("size, bytes"))
    storage_name = models.CharField(_("file"), max_length=120)
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("document of an order")
        verbose_name_plural = _("documents of orders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "number", "version"], name="document_version_once_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gt=0, size__gt=0), name="document_version_and_size_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """`Чек № 2026-000001`, and which version when it is not the first."""
        words = gettext("%(kind)s No. %(number)s") % {
            "kind": self.get_kind_display().capitalize(),
            "number": self.number,
        }
        if self.version == 1:
            return words
        return gettext("%(paper)s, version %(version)s") % {"paper": words, "version": self.version}

    @property
    def stem(self) -> str:
        """What follows the kind in the name of a file: `2026-000001`, `2026-000001-v2`."""
        return self.number if self.version == 1 else f"{self.number}-v{self.version}"
