"""ASGI entry point: the single process of `make run`, and the sockets' server in production."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "istok.settings.production")
application = get_asgi_application()
