"""What the outbox does by mail: each row is one letter, sent again until the mail server takes it."""

from core import clock, outbox
from core.models import Outbox
from orders.models import Order, OrderEvent
from orders.services import guest_codes

from . import letters

STAFF = "mail.staff_order"


@outbox.handles("mail.order_placed")
def order_placed(row: Outbox) -> None:
    """To the shop as well, by a row of its own: neither letter waits for the other."""
    event = _event(row)
    outbox.enqueue(STAFF, f"{STAFF}:{event.pk}", {"event": event.pk})
    _write_to_customer(event)


@outbox.handles("mail.order_moved")
@outbox.handles("mail.order_cancelled")
@outbox.handles("mail.order_expired")
@outbox.handles("mail.order_paid")
@outbox.handles("mail.order_refunded")
def order_changed(row: Outbox) -> None:
    _write_to_customer(_event(row))


@outbox.handles(guest_codes.TOPIC)
def order_code(row: Outbox) -> None:
    """A code that came late opens nothing, so it is not sent."""
    if row.created_at + guest_codes.LIFETIME < clock.now():
        raise outbox.GiveUp("the code is too old")
    order = Order.objects.filter(pk=row.payload["order"]).first()
    if order is None or not order.contact_email:
        raise outbox.GiveUp("the order has no e-mail to write to")
    letters.with_code(order, guest_codes.code_of(order, row.payload["nonce"])).send()


@outbox.handles(STAFF)
def staff_order(row: Outbox) -> None:
    letter = letters.to_staff(_event(row))
    if letter is not None:
        letter.send()


def _event(row: Outbox) -> OrderEvent:
    event = OrderEvent.objects.select_related("order").filter(pk=row.payload["event"]).first()
    if event is None:
        raise outbox.GiveUp("the event is gone")
    return event


def _write_to_customer(event: OrderEvent) -> None:
    if not event.order.contact_email:
        raise outbox.GiveUp("the order has no e-mail to write to")
    letters.about(event).send()
