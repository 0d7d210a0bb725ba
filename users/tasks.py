"""Wake-ups of the people's app."""

from celery import shared_task

from core import outbox
from core.models import Outbox

from . import limiter
from .models import UserToken
from .services import letters


@shared_task(name="users.cleanup_expired_tokens")
def cleanup_expired_tokens() -> int:
    """Delete tokens past their time, and failed attempts that no limit looks at any more."""
    return UserToken.cleanup_expired() + limiter.forget_old()


@outbox.handles(letters.TOPIC)
def send_letter(row: Outbox) -> None:
    letters.send(row.payload["kind"], row.payload["user"], row.payload.get("address"))
