"""What the outbox does for the warehouse."""

from core import outbox
from core.models import Outbox

from .services.holding import AVAILABILITY
from .services.visitors import tell_visitors


@outbox.handles(AVAILABILITY, in_transaction=True)
def availability_changed(row: Outbox) -> None:
    tell_visitors(row.payload["stock_item"])
