"""A name for every request, so that its log lines are found together, and one line on how it went."""

import logging
import re
import time
import uuid

from .context import current_request, request_id

access = logging.getLogger("istok.access")
ACCEPTED = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Take `X-Request-ID` from the proxy when it looks like one, else make one; give it back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        name = request_id.set(given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex)
        current = current_request.set(request)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            ms = round((time.perf_counter() - started) * 1000)
            # The path without its query: people put phones and addresses into search boxes.
            facts = {"method": request.method, "path": request.path, "status": response.status_code, "ms": ms}
            access.info("%(method)s %(path)s %(status)s %(ms)s ms", facts, extra=facts)
            return response
        finally:
            current_request.reset(current)
            request_id.reset(name)
