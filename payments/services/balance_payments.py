"""Paying orders from a balance: at once, in one transaction, whole or not at all."""

from collections.abc import Iterator

from django.db import transaction

from core import clock
from core.errors import DomainError
from orders.enums import PaymentMethod, PaymentState
from orders.models import Order
from orders.services.moves import lock_order

from ..amounts import cost_of
from ..enums import EntryKind, GatewayType, PaymentStatus
from ..errors import GatewayUnavailable, InsufficientFunds, NothingDue, PaymentInProgress
from ..models import BalanceAccount, Payment, PaymentGateway
from ..selectors.debts import NOTHING_TO_PAY, due_of
from ..selectors.gateways import balance_of
from .ledger import post
from .starting import close, is_looked_into
from .syncing import complete_and_settle

NOT_WHOLE = frozenset({PaymentState.UNPAID, PaymentState.DEPOSIT_PAID, PaymentState.PARTLY_REFUNDED})


@transaction.atomic
def pay_from_balance(order_id: int) -> Payment:
    """Pay what is due for the order from its customer's balance.

    Raises InsufficientFunds, NothingDue, GatewayUnavailable (a guest's order, or the way is switched off);
    writes nothing then.
    """
    order = lock_order(order_id)
    gateway = PaymentGateway.objects.filter(gateway_type=GatewayType.BALANCE, is_active=True).first()
    if gateway is None or order.user is None:
        raise GatewayUnavailable
    due = due_of(order)
    if due is None:
        raise NothingDue
    if is_looked_into(order):
        raise PaymentInProgress
    cost = cost_of(due.amount, gateway)
    if (balance := balance_of(order.user)) < cost.total:
        raise InsufficientFunds(balance=balance, needed=cost.total)
    for rival in Payment.objects.filter(order=order, status=PaymentStatus.PENDING):
        close(rival, PaymentStatus.CANCELLED)
    payment = _payment(order, gateway, due, cost)
    complete_and_settle(payment, spend=lambda: _take_from_balance(payment))
    return payment


def _take_from_balance(payment: Payment) -> None:
    account = BalanceAccount.objects.get(user=payment.order.user_id)
    key = f"payment:{payment.payment_id}"
    post(account.pk, -payment.total_amount, kind=EntryKind.PAYMENT, key=key, payment=payment)


def pay_waiting(user_id: int) -> list[Payment]:
    """Pay the customer's orders that wait for money, the oldest first, each whole or not at all; one that the
    balance does not cover waits on. Not inside a transaction: each order is locked alone.

    Made to order waits until a part of it is due; what is paid on delivery does not wait.
    """
    paid = []
    for order_id in list(_waiting(user_id)):
        try:
            paid.append(pay_from_balance(order_id))
        except DomainError:  # the balance does not cover it, or nothing is due any more
            continue
    return paid


def _waiting(user_id: int) -> Iterator[int]:
    """Those that something may be due for; `due_of` decides."""
    open_orders = (
        Order.objects.filter(user=user_id, payment_state__in=NOT_WHOLE)
        .exclude(status__in=NOTHING_TO_PAY)
        .exclude(payment_method=PaymentMethod.CASH_ON_DELIVERY)
    )
    yield from open_orders.order_by("order_date", "pk").values_list("pk", flat=True)


def _payment(order: Order, gateway: PaymentGateway, due, cost) -> Payment:
    return Payment.objects.create(
        order=order,
        part=due.part,
        gateway=gateway,
        purpose=due.purpose,
        amount=due.amount,
        gateway_fee=cost.fee,
        total_amount=cost.total,
        charged=cost.total,
        payment_method="balance",
        created_at=clock.now(),
    )
