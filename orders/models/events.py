"""The timeline of an order, which is its audit too."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import EventKind, Role
from .orders import Order


class OrderEvent(models.Model):
    """Something that happened to an order; written once, never edited. `data`: ids and codes, no words.

    role: who did it; actor is empty for guests and for the shop itself.
    """

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="events")
    date = models.DateTimeField(_("when"), db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    role = models.CharField(_("whose doing"), max_length=10, choices=Role.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_public = models.BooleanField(_("shown to the customer"), default=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"

    @property
    def event(self) -> str:
        """The event in words, from its template `orders/timeline/<kind>.html`."""
        from ..selectors.timeline import words_of

        return words_of(self)


OrderTimeline = OrderEvent
