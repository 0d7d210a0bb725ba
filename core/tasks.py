"""Celery's doors into core; each body is one call, so that a command or a test can make the same call."""

from celery import shared_task
from django.utils.module_loading import import_string

from . import idempotency, outbox, publishing


@shared_task(name="core.drain_outbox")
def drain_outbox() -> int:
    return outbox.drain()


@shared_task(name="core.publish_scheduled")
def publish_scheduled() -> int:
    return publishing.enqueue_scheduled()


@shared_task(name="core.cleanup_idempotency")
def cleanup_idempotency() -> int:
    return idempotency.cleanup()


@shared_task(name="core.run_wagtail_task", has_row=False)
def run_wagtail_task(path: str, args: list, kwargs: dict) -> None:
    """Run a task of Wagtail's, named by its dotted path (`core.task_backend`)."""
    import_string(path).func(*args, **kwargs)
