"""WSGI entry point for gunicorn: pages and API in production."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "istok.settings.production")
application = get_wsgi_application()

# What is loaded by now stays loaded: the collector need not walk through it during requests, which took a
# tenth of their time.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
