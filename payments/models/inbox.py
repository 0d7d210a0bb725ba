"""What providers tell us, once each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import GatewayType, InboxState


class WebhookEvent(models.Model):
    """A webhook whose sender was proved. It is only a hint: the provider is asked before anything happens.

    event_key: the same for each delivery of one event. payment_uid: `Payment.payment_id`, if it was told.
    looked_at: when we asked because of it last.
    """

    gateway_type = models.CharField(_("gateway"), max_length=20, choices=GatewayType.choices)
    event_key = models.CharField(_("event"), max_length=200)
    kind = models.CharField(_("kind"), max_length=100)
    reference = models.CharField(_("provider's number"), max_length=255, blank=True, db_index=True)
    payment_uid = models.CharField(_("our number"), max_length=36, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=InboxState.choices, default=InboxState.NEW)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    received_at = models.DateTimeField(_("received"))
    looked_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gateway_type", "event_key"], name="webhook_once_per_event")
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="webhook_waiting",
                condition=models.Q(state__in=[InboxState.NEW, InboxState.PARKED]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.gateway_type}: {self.kind}"
