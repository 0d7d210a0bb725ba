"""The pretend payment providers of the demo: they live and die with its one process."""

import logging

from django.conf import settings

logger = logging.getLogger(__name__)
_server = None


def start_pretending() -> None:
    """Serve the page to pay at on FAKE_PROVIDER_PORT; nothing without that setting, or without DEBUG. A taken
    port is told, and the shop goes on: only paying online does not work then.
    """
    global _server
    if not (settings.FAKE_PROVIDER_PORT and settings.DEBUG) or _server is not None:
        return
    from payments.fake_provider.server import FakeServer  # no part of a real shop even imports it

    server = FakeServer(port=settings.FAKE_PROVIDER_PORT, shop=f"http://127.0.0.1:{settings.PORT}")
    try:
        _server = server.start()
    except OSError as error:
        logger.error(
            "The pretend payment providers could not start on port %s (%s): paying online will not work."
            " Choose another port with ISTOK_FAKE_PROVIDER_PORT.",
            settings.FAKE_PROVIDER_PORT,
            error.strerror,
        )


def stop_pretending() -> None:
    global _server
    server, _server = _server, None
    if server is not None:
        server.stop()
