"""Tests: in-memory SQLite unless DATABASE_URL says otherwise, quick hashes, mail kept in a list."""

from .base import *  # noqa: F403
from .base import environment

SECRET_KEY = "test-only-not-a-secret"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": environment.database("DATABASE_URL", "sqlite:///var/test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
