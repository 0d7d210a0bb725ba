"""Development and the demo shop: SQLite, mail to the console, DEBUG on."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import LOGGING, environment

DEBUG = environment.boolean("DEBUG", True)
SECRET_KEY = environment.text("SECRET_KEY", "development-only-not-a-secret")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# The demo's staff enter with a password alone; only where DEBUG shows that this is no shop.
STAFF_TOTP = environment.boolean("ISTOK_STAFF_TOTP", not DEBUG)
if not STAFF_TOTP and not DEBUG:
    raise ImproperlyConfigured("ISTOK_STAFF_TOTP=0 is for DEBUG only: staff need a second factor.")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING["handlers"]["console"]["formatter"] = "plain"
for name in ("celery", "wagtail"):  # the console is for requests and letters
    LOGGING["loggers"][name] = {"handlers": [], "level": "WARNING", "propagate": True}
