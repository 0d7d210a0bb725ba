"""The Celery application: every task is only a wake-up, the row in the database is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "istok.settings.dev")
app = Celery("istok", task_cls="core.background:WakeUpTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
