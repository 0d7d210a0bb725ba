"""The demo shop as visitors get it: our error pages, letters kept in files, quick password hashes."""

from istok.settings.dev import *  # noqa: F403
from istok.settings.dev import VAR_DIR

DEBUG = False
TEST_GATEWAY = True  # whose pretend provider the tests run themselves
STAFF_TOTP = True
ROOT_URLCONF = "tests.browser.urls"
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
