"""What staff may change in a placed order: whom to call, who answers for it, when it is due, its link.

Nothing here counts money. Each change is one event that holds the values before and after, so erasing a
person must look into `OrderEvent.data` too.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from users.fields import fold_email
from users.models import CustomUser

from ..enums import EventKind, OrderStatus, Role
from ..errors import DateTooEarly, DateTooFar, NotAHandler, NothingChanged, OrderOver, ReasonMissing
from ..models import Order
from ..permissions import handlers
from .events import write_event
from .moves import lock_order

OVER = (OrderStatus.CANCELLED, OrderStatus.INSTALLED)
FARTHEST = timedelta(days=5 * 365)  # a day beyond that is a slip of the hand


@transaction.atomic
def change_contact(
    order_id: int, *, actor: CustomUser, version: int, name: str, phone: str, email: str, address: str
) -> Order:
    """Correct the contact and the address. phone: E.164.

    Raises NothingChanged, OrderChanged, OrderNotFound; writes nothing then.
    """
    order = lock_order(order_id, version=version)
    changes = _set(
        order,
        contact_name=name,
        contact_phone=phone,
        contact_email=fold_email(email),  # as accounts spell it, or the order is never found to be theirs
        shipping_address=address,
    )
    _write(order, "contact", changes, actor=actor)
    return order


@transaction.atomic
def assign_manager(order_id: int, *, actor: CustomUser, version: int, manager_id: int | None) -> Order:
    """Say who answers for the order; None: nobody yet. The customer is not told.

    Raises NotAHandler, NothingChanged, OrderChanged, OrderNotFound; writes nothing then.
    """
    order = lock_order(order_id, version=version)
    if manager_id is not None and not handlers().filter(pk=manager_id).exists():
        raise NotAHandler
    before, order.manager_id = order.manager_id, manager_id
    changes = {"manager": [before, manager_id]} if before != manager_id else {}
    _write(order, "manager", changes, actor=actor, is_public=False)
    return order


@transaction.atomic
def set_dates(
    order_id: int,
    *,
    actor: CustomUser,
    version: int,
    promised_date: date | None,
    deadline: date | None,
    reason: str = "",
) -> Order:
    """Promise the customer a day, and set our own deadline. A promise that moves needs a public reason.

    Raises OrderOver, ReasonMissing, DateTooEarly, DateTooFar, NothingChanged, OrderChanged, OrderNotFound;
    writes nothing then.
    """
    order = lock_order(order_id, version=version)
    if order.status in OVER:
        raise OrderOver
    placed = timezone.localtime(order.order_date).date()
    for field, day in (("promised_date", promised_date), ("deadline", deadline)):
        if day is not None and day < placed:
            raise DateTooEarly(field)
        if day is not None and day > placed + FARTHEST:
            raise DateTooFar(field)
    if order.promised_date not in (None, promised_date) and not reason:
        raise ReasonMissing
    changes = _set(order, promised_date=promised_date, deadline=deadline)
    is_public = "promised_date" in changes
    _write(order, "dates", changes, actor=actor, is_public=is_public, note=reason)
    return order


@transaction.atomic
def renew_link(order_id: int, *, actor: CustomUser, version: int) -> Order:
    """Make every older guest link of the order void, and of those placed with it: each page leads to the
    others. Raises OrderChanged, OrderNotFound.
    """
    together = Order.objects.filter(batch__in=Order.objects.filter(pk=order_id).values("batch"))
    locked = {each.pk: each for each in together.order_by("pk").select_for_update(no_key=True)}
    order = lock_order(order_id, version=version)
    for each in (locked | {order.pk: order}).values():
        each.link_version += 1
        _save(each, "link_version")
        write_event(each, EventKind.LINK_RENEWED, role=Role.STAFF, actor=actor)
    return order


def _set(order: Order, **values) -> dict[str, list]:
    """Put the values on the order; those that differ, before and after as JSON holds them."""
    changes = {
        name: [_json(getattr(order, name)), _json(value)]
        for name, value in values.items()
        if getattr(order, name) != value
    }
    for name, value in values.items():
        setattr(order, name, value)
    return changes


def _json(value):
    return value.isoformat() if isinstance(value, date) else value


def _write(
    order: Order,
    what: str,
    changes: Mapping[str, list],
    *,
    actor: CustomUser,
    is_public: bool = True,
    note: str = "",
) -> None:
    """what: which sentence of the timeline tells it, `templates/orders/timeline/changed.html`."""
    if not changes:
        raise NothingChanged
    _save(order, *changes)
    write_event(
        order,
        EventKind.CHANGED,
        role=Role.STAFF,
        actor=actor,
        is_public=is_public,
        note=note,
        data={"what": what, "changes": dict(changes)},
    )


def _save(order: Order, *names: str) -> None:
    order.version += 1
    order.save(update_fields=[*names, "version", "updated_at"])
