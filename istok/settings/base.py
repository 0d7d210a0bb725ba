"""Settings that every environment shares; development, tests and production add to them."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import environment, payments

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(environment.text("ISTOK_VAR_DIR", str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = []
WSGI_APPLICATION = "istok.wsgi.application"
ASGI_APPLICATION = "istok.asgi.application"
ROOT_URLCONF = "istok.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Applications: ours first, so that our templates win -------------------------------------------
INSTALLED_APPS = [
    "home",
    "notifications",
    "checkout",
    "payments",
    "orders",
    "cart",
    "promotions",
    "inventory",
    "catalog",
    "users",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "users.apps.StaffFormsConfig",  # wagtail.users with our own account form
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",  # its Russian for “2 hours ago” in Wagtail's admin
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.csp.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "users.middleware.StaffDoorMiddleware",
    "core.admin_denial.AdminDenialMiddleware",
    "catalog.middleware.RefusedPublishingMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.istok",
                "wagtail.images.templatetags.wagtailimages_tags",
                "wagtail.templatetags.wagtailcore_tags",
            ],
        },
    }
]

# --- Data ------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'istok.sqlite3'}")}
REDIS_URL = environment.text("REDIS_URL", "")
CACHES = {"default": environment.cache(REDIS_URL)}

# --- People ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "users.CustomUser"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
# Whether staff need one-time codes to enter the admin.
STAFF_TOTP = environment.boolean("ISTOK_STAFF_TOTP", True)
ROLES = "istok.roles.ROLES"  # what `manage.py sync_roles` puts into groups
WAGTAILUSERS_PASSWORD_ENABLED = False  # the person gets a letter and sets it alone

ACCOUNT_ADAPTER = "users.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = False  # users.limiter is the one limiter, and it does not stand on the cache
ACCOUNT_FORMS = {
    "login": "users.forms.entrance.LoginForm",
    "signup": "users.forms.entrance.SignupForm",
    "change_password": "users.forms.security.ChangePasswordForm",
    "add_email": "users.forms.security.ChangeEmailForm",
    "reauthenticate": "users.forms.security.PasswordAgainForm",
}
MFA_ADAPTER = "users.adapters.MFAAdapter"
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off still opens the door
# An unproved e-mail can only be one that its owner is moving to: nobody is let in before the first is proved.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "users.forms.entrance.CodeForm",
    "reauthenticate": "users.forms.entrance.CodeAgainForm",
    "activate_totp": "users.forms.entrance.ActivateForm",
}

# --- Language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Moscow"
USE_I18N = True
USE_TZ = True
PHONE_REGION = "RU"
FORMAT_MODULE_PATH = ["istok.formats"]

# --- Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.npm_finder.NpmFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(environment.text("ISTOK_MEDIA_ROOT", str(VAR_DIR / "media")))
# Papers of orders: no address leads to them, only a view that asks who wants one.
PRIVATE_ROOT = environment.private_folder(
    "ISTOK_PRIVATE_ROOT", str(VAR_DIR / "private"), public=(MEDIA_ROOT, STATIC_ROOT)
)
# Where nginx keeps the same folder as an `internal` location; empty: they pass through Python.
X_ACCEL = environment.location("ISTOK_X_ACCEL")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "core.private_storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Wagtail ---------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "ИСТОК"
WAGTAILADMIN_BASE_URL = environment.text("ISTOK_BASE_URL", "http://localhost:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ru", "Русский"), ("en", "English")]
# Its calendar reads nothing else: with 2026-12-01 here, a typed 01.12.2026 silently becomes today.
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False  # Wagtail brings one that nobody could approve
WAGTAILIMAGES_IMAGE_MODEL = "catalog.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "catalog.forms.uploads.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "csv", "txt", "zip", "rtf"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
TAGGIT_CASE_INSENSITIVE = True
WAGTAILEMBEDS_FINDERS = []  # the shop embeds nothing, and these would call other sites without a timeout
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Background work -------------------------------------------------------------------------------
# `ISTOK_EMBEDDED=1`: the ASGI process does the background work itself (docs/adr/0009). Otherwise Redis
# carries it to Celery's workers; with neither, tasks run where they are called.
EMBEDDED = environment.boolean("ISTOK_EMBEDDED", False)
CELERY_TASK_ALWAYS_EAGER = EMBEDDED or not REDIS_URL
CELERY_BROKER_URL = "memory://localhost" if CELERY_TASK_ALWAYS_EAGER else REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the row waits for the schedule, the visitor does not wait for the broker
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 10, "max_retries": 0}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps no file
CELERY_BEAT_SCHEDULE = {
    "drain the outbox": {"task": "core.drain_outbox", "schedule": 30},
    "publish and expire pages": {"task": "core.publish_scheduled", "schedule": 60},
    "forget old idempotency keys": {"task": "core.cleanup_idempotency", "schedule": 3600},
    "forget expired tokens": {"task": "users.cleanup_expired_tokens", "schedule": 3600},
    "make pictures that were missed": {"task": "catalog.make_missing_renditions", "schedule": 3600},
    "let go what was not paid in time": {"task": "orders.expire_due", "schedule": 60},
    "cancel orders that nobody wants": {"task": "orders.cancel_stale", "schedule": 3600},
    "start and end price campaigns": {"task": "promotions.apply_prices", "schedule": 60},
    "forget idle carts": {"task": "cart.expire_idle", "schedule": 3600},
    "look at webhooks that wait": {"task": "payments.process_inbox", "schedule": 30},
    "end payments that nobody paid": {"task": "payments.expire_open", "schedule": 60},
    "ask about open payments": {"task": "payments.sync_open", "schedule": 300},
    "let balances pay parts whose day has come": {
        "task": "payments.ask_for_due_parts",
        "schedule": crontab(hour=8, minute=0),
    },
    "take receipts to the register that were missed": {
        "task": "payments.register_receipts",
        "schedule": 3600,
    },
    "hold the books against the providers'": {
        "task": "payments.reconcile",
        "schedule": crontab(hour=4, minute=10),
    },
}
TASKS = {"default": {"BACKEND": "core.task_backend.CeleryBackend"}}

# --- Payment ---------------------------------------------------------------------------------------
# How long unpaid pieces are held for who pays online.
PAYMENT_TIMEOUT_MINUTES = environment.integer("ISTOK_PAYMENT_TIMEOUT_MINUTES", 15, low=1, high=1440)
# Keys of the providers that take money, and of the fiscal register: from the environment only.
PAYMENT_PROVIDERS = payments.providers()
PAYMENT_CALL_SECONDS = 10  # no page waits longer for a provider
TEST_GATEWAY = False  # pretended money; with DEBUG and in tests only
FAKE_PROVIDER_PORT = 0  # of the pretend providers; 0: none, as everywhere but in the demo

# --- Addresses: suggestions of DaData where there is a key, else none ------------------------------
DADATA_KEY = environment.text("ISTOK_DADATA_KEY", "")
DADATA_URL = "https://suggestions.dadata.ru/suggestions/api/4_1/rs/suggest/address"
DADATA_LOCATIONS = [{"kladr_id": "78"}, {"kladr_id": "47"}]  # the city and the region around it

# --- Logs -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "core.logging.RedactingFilter"}},
    "formatters": {
        "json": {"()": "core.logging.JsonFormatter"},
        "plain": {"()": "core.logging.PlainFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["redact"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Libraries that bring handlers of their own would write past the redaction: everything goes through
        # root.
        **{
            name: {"handlers": [], "level": "INFO", "propagate": True}
            for name in ("django", "uvicorn", "uvicorn.error", "gunicorn.error", "celery")
        },
        # They tell each step of drawing a page and each table of a font.
        **{name: {"level": "WARNING"} for name in ("weasyprint", "fontTools")},
        # Our own access line has no query string; these have.
        **{
            name: {"handlers": [], "level": "CRITICAL", "propagate": False}
            for name in ("django.server", "uvicorn.access", "gunicorn.access")
        },
    },
}

# --- Mail ------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = environment.text("ISTOK_FROM_EMAIL", "ИСТОК <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Security --------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"  # Wagtail itself opens its previews to its own frames
SECURE_REFERRER_POLICY = "same-origin"
# How many of our own proxies stand before the shop; 0: nobody's X-Forwarded-For or X-Forwarded-Proto is
# believed.
TRUSTED_PROXIES = environment.integer("ISTOK_TRUSTED_PROXIES", 0, low=0, high=5)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
