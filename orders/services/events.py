"""One line of the timeline, and the outside effects that go with it."""

from collections.abc import Iterable

from wagtail.log_actions import log

from core import clock, outbox

from ..enums import EventKind, Role
from ..models import Order, OrderEvent

# What the customer is written about, by kind of event; `notifications` handles the topics.
LETTERS = {
    EventKind.PLACED: "mail.order_placed",
    EventKind.REQUESTED: "mail.order_placed",
    EventKind.ACCEPTED: "mail.order_moved",
    EventKind.CONFIRMED: "mail.order_moved",
    EventKind.SHIPPED: "mail.order_moved",
    EventKind.DELIVERED: "mail.order_moved",
    EventKind.CANCELLED: "mail.order_cancelled",
    EventKind.EXPIRED: "mail.order_expired",
    EventKind.CHANGED: "mail.order_moved",
    EventKind.PAID: "mail.order_paid",
    EventKind.PAID_LATE: "mail.order_paid",
    EventKind.REVIVED: "mail.order_paid",
    EventKind.REFUNDED: "mail.order_refunded",
}
# What apps above react to; each handles its topic in a `tasks.py`.
REACTIONS = {
    EventKind.CANCELLED: "order.called_off",
    EventKind.EXPIRED: "order.called_off",
    EventKind.DELIVERED: "order.delivered",
}


def write_event(
    order: Order,
    kind: EventKind,
    *,
    role: Role,
    actor=None,
    is_public: bool = True,
    note: str = "",
    data: dict | None = None,
) -> OrderEvent:
    """Write the event in the caller's transaction, with the letter that it causes.

    What staff do stands in Wagtail's own log too, which is registered as `orders.<kind>`.
    """
    event = OrderEvent.objects.create(
        order=order,
        date=clock.now(),
        kind=kind,
        role=role,
        actor=actor,
        is_public=is_public,
        note=note,
        data=data or {},
    )
    enqueue_letters([event])
    if topic := REACTIONS.get(kind):
        outbox.enqueue(topic, f"{topic}:{event.pk}", {"event": event.pk, "order": order.pk})
    if role == Role.STAFF:
        log(instance=order, action=f"orders.{kind}", user=actor, data={"event": event.pk})
    return event


def enqueue_letters(events: Iterable[OrderEvent]) -> None:
    """The letters that these new events cause: each once, by its key."""
    for event in events:
        if topic := _topic(event):
            outbox.enqueue(topic, f"{topic}:{event.pk}", {"event": event.pk})


def _topic(event: OrderEvent) -> str | None:
    """Of what staff change in an order, the day that the customer waits for is worth a letter; what the shop
    itself confirms was paid, and the letter about the money tells that.
    """
    if event.kind == EventKind.CONFIRMED and event.role == Role.SYSTEM:
        return None
    if event.kind == EventKind.CHANGED and "promised_date" not in event.data.get("changes", ()):
        return None
    return LETTERS.get(EventKind(event.kind))
