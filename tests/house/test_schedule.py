"""The schedule and the tasks that it names stay together."""

from celery import current_app
from django.conf import settings


def test_every_schedule_entry_names_a_registered_task():
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert named - set(current_app.tasks) == set()
    assert named >= {
        "core.drain_outbox",
        "core.publish_scheduled",
        "core.cleanup_idempotency",
        "users.cleanup_expired_tokens",
    }


def test_our_tasks_are_named_after_their_app():
    """A renamed module must not orphan the messages that are on their way."""
    ours = [task for name, task in current_app.tasks.items() if not name.startswith("celery.")]
    badly = [task.name for task in ours if task.name.split(".")[0] != task.__module__.split(".")[0]]

    assert badly == []
    assert len(ours) >= 5
