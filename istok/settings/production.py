"""Production: nothing is guessed. Each required variable is named in docs/runbook.md."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import EMBEDDED, REDIS_URL, STAFF_TOTP, STORAGES, environment

SECRET_KEY = environment.secret("SECRET_KEY", length=50)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the shop's hosts, separated by commas.")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
DATABASES = {"default": environment.database("DATABASE_URL", None)}
if not (REDIS_URL or EMBEDDED):
    raise ImproperlyConfigured(
        "REDIS_URL is not set; only one process for everything, ISTOK_EMBEDDED=1, goes without."
    )
if not STAFF_TOTP:
    raise ImproperlyConfigured("ISTOK_STAFF_TOTP=0 is for development only: staff need a second factor.")
TEST_GATEWAY = False  # said again: no variable may let pretended money pay for furniture
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "core.static_storage.HashedStaticFilesStorage"}}
for name, value in environment.mail("EMAIL_URL").items():
    globals()[name] = value
WAGTAILADMIN_BASE_URL = environment.https_address("ISTOK_BASE_URL", ALLOWED_HOSTS)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.sender("ISTOK_FROM_EMAIL")

# --- HTTPS ----------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, by plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Said aloud, even if it is 0: a wrong guess here is an endless redirect, and one limiter for all visitors.
TRUSTED_PROXIES = environment.integer("ISTOK_TRUSTED_PROXIES", None, low=0, high=5)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
