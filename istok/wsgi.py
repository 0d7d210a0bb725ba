"""WSGI entry point for gunicorn: pages and API in production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "istok.settings.production")
application = get_wsgi_application()
