"""What a log line has to know about the request it belongs to."""

from contextvars import ContextVar

from django.http import HttpRequest

request_id: ContextVar[str] = ContextVar("request_id", default="")
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


def user_id() -> int | None:
    """Who is signed in, if this request has asked for it already; a log line never makes a query."""
    user = getattr(current_request.get(), "_cached_user", None)
    return getattr(user, "pk", None)
