"""The second receipt: goods that were paid before are handed over (54-FZ, article 1.2, paragraph 2.1)."""

from collections import Counter
from decimal import Decimal

from django.db import transaction

from core import outbox
from core.money import ZERO
from orders.models import Order
from orders.selectors.company import company_settings
from orders.services.moves import lock_order

from ..enums import PaymentStatus, ReceiptKind
from ..fiscal import Mode, items_of
from ..models import FiscalReceipt, Payment
from ..splits import ADVANCE, Parts
from .movements import shares, standing_parts
from .receipts import PAPER, is_handed_over, names_of, write_receipt


@transaction.atomic
def handed_over(order_id: int) -> bool:
    """Write one receipt of full payment for what was prepaid, and ask for its paper; False when there is
    nothing to write. Any number of calls write one.

    What is still owed has a receipt of full payment of its own when it is paid.
    """
    order = lock_order(order_id)
    if not is_handed_over(order):
        return False
    parts = prepaid_parts(order)
    total = sum((Decimal(part["amount"]) for part in parts), ZERO)
    if total == ZERO:
        return False
    vat_code = company_settings().vat_code
    is_new = write_receipt(
        f"handover:{order.order_id}",
        kind=ReceiptKind.FULL_PAYMENT,
        order=order,
        total=total,
        offset=total,
        items=items_of(parts, names_of(order), mode=Mode.FULL_PAYMENT, vat_code=vat_code),
    )
    if is_new:
        outbox.enqueue(PAPER, f"{PAPER}:handover:{order.order_id}", {"order": order.pk})
    return is_new


def prepaid_parts(order: Order) -> Parts:
    """What came before the hand-over and did not go back, line by line."""
    prepaid = FiscalReceipt.objects.filter(order=order, kind=ReceiptKind.PREPAYMENT)
    payments = Payment.objects.filter(
        pk__in=prepaid.values("payment"), order=order, status=PaymentStatus.COMPLETED
    )
    given: Counter[str] = Counter()
    for payment in payments.order_by("pk"):
        given.update(standing_parts(payment))
    return [
        {"what": name, "amount": f"{given[name]:.2f}"}
        for name in shares(order)
        if name != ADVANCE and given[name] > ZERO
    ]
