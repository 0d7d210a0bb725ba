"""Balances against their entries, and entries against what caused them."""

from collections.abc import Iterator
from decimal import Decimal

from core.money import ZERO

from ...enums import EntryKind, GatewayType, PaymentStatus, RefundRoad, RefundStatus
from ...models import BalanceAccount, BalanceEntry, Payment, Refund
from ...selectors.debts import STANDING
from .findings import Finding, found, streamed, sums


def check_balances() -> Iterator[Finding]:
    """Each entry continues the one before it, and the last one leaves what the account says."""
    ends: dict[int, Decimal] = {}
    for entry in streamed(BalanceEntry.objects.order_by("account_id", "pk")):
        expected = ends.get(entry.account_id, ZERO) + entry.amount
        if entry.balance_after != expected:
            yield found(entry, f"leaves {entry.balance_after}, and the entries up to it make {expected}")
        ends[entry.account_id] = expected
    for account in streamed(BalanceAccount.objects.order_by("pk")):
        if account.balance != ends.get(account.pk, ZERO):
            yield found(
                account, f"balance is {account.balance}, its entries make {ends.get(account.pk, ZERO)}"
            )


def check_entries() -> Iterator[Finding]:
    """What was paid from a balance, filled one or came back to one has exactly its entry."""
    entries = {
        key: (kind, amount)
        for key, kind, amount in streamed(
            BalanceEntry.objects.exclude(payment=None).values_list("key", "kind", "amount")
        )
    }
    for payment in streamed(Payment.objects.select_related("gateway").order_by("pk")):
        expected = _expected(payment)
        key = f"{expected[0]}:{payment.payment_id}" if expected else ""
        if expected and entries.get(key) != expected:
            yield found(payment, f"its balance entry {key} of {expected[1]} is missing or another one")
    yield from _of_top_ups()
    to_balance = Refund.objects.filter(road=RefundRoad.BALANCE, status=RefundStatus.COMPLETED)
    for refund in streamed(to_balance.order_by("pk")):
        key = f"refund:{refund.refund_id}"
        if entries.get(key) != (EntryKind.REFUND, refund.amount):
            yield found(refund, f"its balance entry {key} of {refund.amount} is missing or another one")


def _of_top_ups() -> Iterator[Finding]:
    """What goes back of a top-up is off the balance as long as it stands, and on it again once it failed."""
    entries = BalanceEntry.objects.exclude(refund=None).exclude(payment__account=None)
    moved = sums(streamed(entries.values_list("refund_id", "amount")))
    refunds = Refund.objects.filter(payment__status=PaymentStatus.COMPLETED).exclude(payment__account=None)
    for refund in streamed(refunds.order_by("pk")):
        expected = -refund.amount if refund.status in STANDING else ZERO
        if moved[refund.pk] != expected:
            yield found(refund, f"its balance entries make {moved[refund.pk]} instead of {expected}")


def _expected(payment: Payment) -> tuple[str, Decimal] | None:
    """Kind (which its key begins with) and amount of the entry that a completed payment must have."""
    if payment.status != PaymentStatus.COMPLETED:
        return None
    if payment.account_id:
        return EntryKind.TOP_UP, payment.amount
    if payment.gateway.gateway_type == GatewayType.BALANCE:
        return EntryKind.PAYMENT, -payment.total_amount
    return None
