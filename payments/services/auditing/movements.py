"""Payments and refunds against the movements of money, and the numbers of their papers."""

from collections import defaultdict
from collections.abc import Iterator

from core.models import NumberCounter
from core.money import ZERO

from ...enums import MovementKind, PaymentStatus, RefundStatus
from ...models import Payment, PaymentTransaction, Refund
from ...selectors.debts import STANDING
from .findings import Finding, found, streamed, sum_of_parts, sums


def check_payments() -> Iterator[Finding]:
    captures = PaymentTransaction.objects.filter(kind=MovementKind.CAPTURE)
    came = sums(streamed(captures.values_list("payment_id", "amount")))
    standing = Refund.objects.filter(status__in=STANDING)
    went = sums(streamed(standing.values_list("payment_id", "amount")))
    for payment in streamed(Payment.objects.order_by("pk")):
        if payment.captured != came[payment.pk]:
            yield found(
                payment, f"captured is {payment.captured}, its movements that came in make {came[payment.pk]}"
            )
        if payment.refunded != went[payment.pk]:
            yield found(payment, f"refunded is {payment.refunded}, its refunds make {went[payment.pk]}")
        if payment.status == PaymentStatus.COMPLETED:
            yield from _completed(payment)
        elif payment.refundable and payment.status != PaymentStatus.REVIEW:
            yield found(payment, f"{payment.refundable} of it came in, and neither counts nor goes back")


def check_refunds() -> Iterator[Finding]:
    moves = PaymentTransaction.objects.filter(kind=MovementKind.REFUND)
    moved = sums(streamed(moves.values_list("refund_id", "amount")))
    for refund in streamed(Refund.objects.order_by("pk")):
        expected = -refund.amount if refund.status == RefundStatus.COMPLETED else ZERO
        if moved[refund.pk] != expected:
            yield found(
                refund, f"its movements make {moved[refund.pk]}, and a {refund.status} one makes {expected}"
            )
        if refund.parts and sum_of_parts(refund.parts) != refund.amount:
            yield found(refund, f"its parts make {sum_of_parts(refund.parts)} instead of {refund.amount}")


def check_numbers() -> Iterator[Finding]:
    """Invoice numbers of each year are 1, 2, 3 … up to what the counter says."""
    years: dict[str, set[int]] = defaultdict(set)
    numbered = Payment.objects.exclude(invoice_number=None)
    for number in streamed(numbered.order_by("pk").values_list("invoice_number", flat=True)):
        year, _, serial = number.partition("-")
        years[year].add(int(serial))
    counters = dict(NumberCounter.objects.filter(series__startswith="invoice:").values_list("series", "last"))
    for year in sorted(years.keys() | {series.partition(":")[2] for series in counters}):
        last = max(years[year], default=0)
        counted = counters.get(f"invoice:{year}", 0)
        if counted != last:
            yield Finding(
                NumberCounter._meta.db_table, f"invoice:{year}", f"counted to {counted}, given out {last}"
            )
        for missing in sorted(set(range(1, last + 1)) - years[year]):
            yield Finding(
                Payment._meta.db_table, f"{year}-{missing:06d}", "no payment has this invoice number"
            )


def _completed(payment: Payment) -> Iterator[Finding]:
    if not payment.invoice_number:
        yield found(payment, "completed without an invoice number")
    if payment.order_id and sum_of_parts(payment.parts) != payment.amount:
        yield found(payment, f"its parts make {sum_of_parts(payment.parts)} instead of {payment.amount}")
