"""Fiscal receipts against the money that they are about."""

from collections import Counter
from collections.abc import Iterator

from ...enums import PaymentStatus, ReceiptKind, RefundStatus
from ...fiscal import from_json, sum_of
from ...models import FiscalReceipt, Payment, Refund
from .findings import Finding, found, streamed


def check_receipts() -> Iterator[Finding]:
    """Each adds up; each completed payment, and each refund of one, has exactly one of its whole sum."""
    of_payment, of_refund = Counter(), Counter()
    totals = {}
    for receipt in streamed(FiscalReceipt.objects.order_by("pk")):
        items = sum_of(from_json(receipt.items))
        if items != receipt.total:
            yield found(receipt, f"its items make {items} instead of {receipt.total}")
        if receipt.refund_id:
            of_refund[receipt.refund_id] += 1
            totals[receipt.key] = receipt.total
        elif receipt.payment_id:
            of_payment[receipt.payment_id] += 1
            totals[receipt.key] = receipt.total
    yield from _of_payments(of_payment, totals)
    yield from _of_refunds(of_payment, of_refund, totals)
    yield from _of_handovers()


def _of_payments(count: Counter, totals: dict) -> Iterator[Finding]:
    for payment in streamed(Payment.objects.filter(status=PaymentStatus.COMPLETED).order_by("pk")):
        if count[payment.pk] != 1:
            yield found(payment, f"has {count[payment.pk]} fiscal receipts instead of one")
        elif totals.get(f"payment:{payment.payment_id}") != payment.total_amount:
            yield found(payment, f"its fiscal receipt is not of {payment.total_amount}")


def _of_refunds(of_payment: Counter, of_refund: Counter, totals: dict) -> Iterator[Finding]:
    """Money that never counted has no receipt, so its refund has none."""
    for refund in streamed(Refund.objects.filter(status=RefundStatus.COMPLETED).order_by("pk")):
        expected = 1 if of_payment[refund.payment_id] else 0
        if of_refund[refund.pk] != expected:
            yield found(refund, f"has {of_refund[refund.pk]} fiscal receipts instead of {expected}")
        elif expected and totals.get(f"refund:{refund.refund_id}") != refund.amount:
            yield found(refund, f"its fiscal receipt is not of {refund.amount}")


def _of_handovers() -> Iterator[Finding]:
    final = FiscalReceipt.objects.filter(kind=ReceiptKind.FULL_PAYMENT, payment=None).select_related("order")
    for receipt in streamed(final.order_by("pk")):
        if receipt.total > receipt.order.total:
            yield found(receipt, f"hands over {receipt.total} of an order of {receipt.order.total}")
