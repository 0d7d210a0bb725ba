"""Money that a person took by hand."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.money import ZERO, to_kopecks
from orders.services.moves import lock_order
from users.models import CustomUser

from ..amounts import cost_of
from ..enums import GatewayType, PaymentStatus, Purpose
from ..errors import AmountWrong, GatewayUnavailable, NothingDue
from ..models import Payment, PaymentGateway
from ..selectors.debts import due_of, received
from . import journal
from .starting import close
from .syncing import complete_and_settle


@transaction.atomic
def record_cash(order_id: int, amount: Decimal, *, actor: CustomUser, version: int | None = None) -> Payment:
    """Write down cash (or a card at the courier's terminal) for an order. amount: roubles, at most the debt.

    Raises AmountWrong, NothingDue, GatewayUnavailable, OrderChanged, OrderNotFound; writes nothing then.
    """
    order = lock_order(order_id, version=version)
    gateway = PaymentGateway.objects.filter(gateway_type=GatewayType.CASH_ON_DELIVERY, is_active=True).first()
    if gateway is None:
        raise GatewayUnavailable
    left = order.total - received(order).settled
    due = due_of(order)
    if order.is_request or order.is_cancelled or left <= ZERO:
        raise NothingDue
    if not ZERO < amount <= left or amount != to_kopecks(amount):
        raise AmountWrong(_("Write an amount above zero, at most what is still to be paid."))
    for rival in Payment.objects.filter(order=order, status=PaymentStatus.PENDING):
        close(rival, PaymentStatus.CANCELLED)
    order.version += 1  # the same form sent twice is one payment, whatever else the money changes
    order.save(update_fields=["version", "updated_at"])
    cost = cost_of(amount, gateway)
    payment = Payment.objects.create(
        order=order,
        gateway=gateway,
        part=due.part if due else None,
        purpose=due.purpose if due else Purpose.FULL,
        amount=amount,
        gateway_fee=cost.fee,
        total_amount=amount,
        charged=amount,
        payment_method="cash",
        metadata={"recorded_by": actor.pk},
        created_at=clock.now(),
    )
    journal.write_log(payment, journal.CASH_RECORDED, actor=actor, amount=amount)
    complete_and_settle(payment, actor=actor)
    return payment
