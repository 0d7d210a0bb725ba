"""Development and the demo shop: SQLite, mail to the console, DEBUG on."""

from .base import *  # noqa: F403
from .base import LOGGING, environment

DEBUG = environment.boolean("DEBUG", True)
SECRET_KEY = environment.text("SECRET_KEY", "development-only-not-a-secret")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING["handlers"]["console"]["formatter"] = "plain"
