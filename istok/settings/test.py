"""Tests: a SQLite file unless DATABASE_URL says otherwise, quick hashes, mail kept in a list."""

import os

from .base import *  # noqa: F403
from .base import VAR_DIR, environment

# Each worker of pytest-xdist has files, a cache server's database and, by pytest-django, tables of its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
VAR_DIR = VAR_DIR / "tests" / WORKER

SECRET_KEY = "test-only-not-a-secret"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'test.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of one test share it as processes do, and it is there for the next run.
    DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"] + ".tests"}
MEDIA_ROOT = VAR_DIR / "test-media"
PRIVATE_ROOT = VAR_DIR / "test-private"
CACHES = {"default": environment.cache("")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMBEDDED = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STAFF_TOTP = False  # tests of the admin's own work log in by password alone; tests/users switches it on
WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
PAYMENT_PROVIDERS = {}  # a test that pays brings its own
TEST_GATEWAY = True
