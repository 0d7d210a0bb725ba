"""What staff write on the timeline."""

from django.db import transaction

from users.models import CustomUser

from ..enums import EventKind, Role
from ..models import OrderEvent
from .events import write_event
from .moves import lock_order


@transaction.atomic
def write_note(order_id: int, *, actor: CustomUser, text: str, is_public: bool) -> OrderEvent:
    """Add a line to the timeline; one that is not public never leaves the back office.

    It changes nothing of the order, so it stands in nobody's way. Raises OrderNotFound.
    """
    order = lock_order(order_id)
    return write_event(order, EventKind.NOTE, role=Role.STAFF, actor=actor, is_public=is_public, note=text)
