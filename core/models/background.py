"""Rows that make work happen exactly once: outbox, idempotency keys, gapless counters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet):
    def in_state(self, state: str) -> "OutboxQuerySet":
        return self.filter(
            done_at__isnull=state != Outbox.State.DONE, dead_at__isnull=state != Outbox.State.DEAD
        )


class Outbox(models.Model):
    """An effect outside the database (a letter, a document, a call), written with its cause.

    The unique key makes it happen once; `core.outbox` claims, runs and retries rows. `payload` has ids only.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        DEAD = "dead", _("given up")

    topic = models.CharField(_("topic"), max_length=60)
    key = models.CharField(_("unique key"), max_length=200, unique=True)
    payload = models.JSONField(_("payload"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    available_at = models.DateTimeField(_("run after"))
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    dead_at = models.DateTimeField(_("gave up"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing effect")
        verbose_name_plural = _("outgoing effects")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["available_at"],
                name="outbox_due",
                condition=models.Q(done_at__isnull=True, dead_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(dead_at__isnull=True),
                name="outbox_done_or_dead_not_both",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def state(self) -> State:
        if self.done_at:
            return self.State.DONE
        return self.State.DEAD if self.dead_at else self.State.WAITING

    @property
    def state_label(self) -> str:
        return self.state.label

    state_label.fget.short_description = _("state")


class IdempotencyKey(models.Model):
    """The remembered answer to a request that must take effect once (`core.idempotency`)."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    scope = models.CharField(_("scope"), max_length=80, help_text=_("user:<id> or session:<hash>"))
    key = models.CharField(_("key"), max_length=100)
    body_sha256 = models.CharField(_("body hash"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RUNNING)
    code = models.PositiveSmallIntegerField(_("answer code"), null=True, blank=True)
    body = models.JSONField(_("answer"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"))
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once_per_scope")
        ]

    def __str__(self) -> str:
        return f"{self.scope}/{self.key}"


class NumberCounter(models.Model):
    """The last number handed out in a series (`contract:2026`); `core.numbers.next_number` adds one."""

    series = models.CharField(_("series"), max_length=60, primary_key=True)
    last = models.PositiveBigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number counter")
        verbose_name_plural = _("number counters")

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
