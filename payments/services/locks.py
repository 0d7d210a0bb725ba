"""Taking rows in the one order that all services keep."""

from django.db import transaction

from orders.models import Order
from orders.services.moves import lock_order

from ..errors import PaymentNotFound
from ..models import Payment


def lock_payment(pk: int) -> Payment:
    """The payment with its order, both held until the transaction ends; the order first. `payment.order` is
    the locked row. Raises PaymentNotFound.
    """
    order = _lock_order_of(pk)
    payment = (
        Payment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("gateway", "account")
        .filter(pk=pk)
        .first()
    )
    if payment is None:
        raise PaymentNotFound
    if order is not None:
        payment.order = order
    return payment


def outside_transaction() -> None:
    """Raises RuntimeError inside one: rows would stay locked while a provider makes us wait, and what it did
    could not be rolled back. As with Django's own `durable`, that of a test does not count.
    """
    if any(not block._from_testcase for block in transaction.get_connection().atomic_blocks):
        raise RuntimeError("a provider is not asked inside a transaction")


def _lock_order_of(pk: int) -> Order | None:
    found = Payment.objects.filter(pk=pk).values_list("order_id", flat=True).first()
    return lock_order(found) if found is not None else None
