"""Development and the demo shop: SQLite, mail to the console, DEBUG on."""

from django.core.exceptions import ImproperlyConfigured

from payments.fake_provider.known import fake_settings

from .base import *  # noqa: F403
from .base import EMBEDDED, LOGGING, PAYMENT_PROVIDERS, environment

DEBUG = environment.boolean("DEBUG", True)
SECRET_KEY = environment.text("SECRET_KEY", "development-only-not-a-secret")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# The demo's staff enter with a password alone; only where DEBUG shows that this is no shop.
STAFF_TOTP = environment.boolean("ISTOK_STAFF_TOTP", not DEBUG)
if not STAFF_TOTP and not DEBUG:
    raise ImproperlyConfigured("ISTOK_STAFF_TOTP=0 is for DEBUG only: staff need a second factor.")
# A newcomer pays without an account anywhere: pretend providers next to the shop, unless real keys are given.
PORT = environment.integer("PORT", 8000, low=1, high=65535)
if DEBUG and EMBEDDED and not PAYMENT_PROVIDERS:
    FAKE_PROVIDER_PORT = environment.integer(
        "ISTOK_FAKE_PROVIDER_PORT", PORT + 1 if PORT < 65535 else PORT - 1, low=1, high=65535
    )
    PAYMENT_PROVIDERS = fake_settings(f"http://127.0.0.1:{FAKE_PROVIDER_PORT}")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING["handlers"]["console"]["formatter"] = "plain"
for name in ("celery", "wagtail"):  # the console is for requests and letters
    LOGGING["loggers"][name] = {"handlers": [], "level": "WARNING", "propagate": True}
