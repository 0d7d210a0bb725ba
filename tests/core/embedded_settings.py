"""The development settings with a schedule quick enough to watch, for test_embedded's own processes."""

from istok.settings.dev import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {"drain": {"task": "core.drain_outbox", "schedule": 1}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "letters"  # noqa: F405
