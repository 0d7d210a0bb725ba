"""ASGI entry point: the single process of `make run`, and the sockets' server in production."""

import asyncio
import os

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "istok.settings.production")
django_application = get_asgi_application()

from core.background import start_embedded, stop_embedded  # noqa: E402 needs the applications loaded above
from istok.celery import app as celery_app  # noqa: E402
from istok.pretending import start_pretending, stop_pretending  # noqa: E402


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await django_application(scope, receive, send)


async def _lifespan(receive, send) -> None:
    """Begin and end the embedded background work with the server; commands and tests never start it."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if settings.EMBEDDED:
                start_pretending()
                start_embedded(celery_app)
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await asyncio.to_thread(stop_embedded)
            await asyncio.to_thread(stop_pretending)
            await send({"type": "lifespan.shutdown.complete"})
            return
