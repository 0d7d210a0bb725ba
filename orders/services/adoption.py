"""Orders of a guest come into the account that has proved the same e-mail."""

from django.db import transaction

from users.models import CustomUser
from users.services.accounts import has_proved_email

from ..enums import EventKind, Role
from ..models import Order
from .events import write_event
from .moves import lock_order


def adopt_guest_orders(user: CustomUser) -> int:
    """Attach guest orders with the account's e-mail; how many. None before the e-mail is proved.

    Twice at once attaches once: the second finds the order taken.
    """
    waiting = list(Order.objects.filter(user=None, contact_email=user.email).values_list("pk", flat=True))
    if not waiting or not has_proved_email(user):
        return 0
    return sum(_adopt(pk, user) for pk in sorted(waiting))


@transaction.atomic
def _adopt(order_id: int, user: CustomUser) -> bool:
    order = lock_order(order_id)
    if order.user_id is not None or order.contact_email != user.email:
        return False
    order.user_id = user.pk
    order.version += 1
    order.save(update_fields=["user", "version", "updated_at"])
    data = {"what": "account"}
    write_event(order, EventKind.CHANGED, role=Role.CUSTOMER, actor=user, is_public=False, data=data)
    return True
