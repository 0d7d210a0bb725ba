"""Writing down that money came in or went out, once."""

from decimal import Decimal

from core import clock
from core.money import ZERO
from core.numbers import next_number
from orders.models import Order

from ..enums import MovementKind, PaymentStatus
from ..models import Payment, PaymentTransaction, Refund
from ..selectors.debts import STANDING
from ..splits import ADVANCE, Parts, as_shares, left_of, shares_of_order, split, split_back


def record_capture(payment: Payment, amount: Decimal) -> None:
    """amount: roubles, above zero."""
    _record(payment, MovementKind.CAPTURE, amount, key=f"capture:{payment.payment_id}")


def record_refund(refund: Refund) -> None:
    _record(
        refund.payment,
        MovementKind.REFUND,
        -refund.amount,
        key=f"refund:{refund.refund_id}",
        refund=refund,
        reference=refund.gateway_refund_id,
    )


def complete(payment: Payment) -> None:
    """The payment's money is there. The caller holds order and payment; `give_number` comes last."""
    moment = clock.now()
    payment.status = PaymentStatus.COMPLETED
    payment.captured = payment.amount
    payment.completed_at = moment
    payment.decline = payment.review_reason = ""
    if payment.order_id:
        payment.parts = parts_of(payment)
    payment.save()
    record_capture(payment, payment.amount)


def give_number(payment: Payment) -> None:
    """Its invoice number, `2026-000001`: without gaps within a year. Takes the counter's lock, so it is the
    last thing of the transaction.
    """
    year = clock.today().year
    payment.invoice_number = f"{year}-{next_number(f'invoice:{year}'):06d}"
    payment.save(update_fields=["invoice_number", "updated_at"])


def shares(order: Order) -> dict[str, Decimal]:
    """What each line and the delivery of the order cost in money."""
    lines = list(order.items.order_by("pk").values_list("pk", "line_total"))
    return shares_of_order(lines, delivery=order.delivery, points=order.points)


def parts_of(payment: Payment) -> Parts:
    """What the payment of an order stands for; while it is open, what it would stand for if it came now."""
    return payment.parts or split(payment.amount, _owed(payment))


def covers_order(payment: Payment) -> bool:
    """Whether with this payment nothing of the order is unpaid any more."""
    given = as_shares(parts_of(payment))
    given.pop(ADVANCE, None)
    return sum(given.values(), ZERO) == sum(_owed(payment).values(), ZERO)


def refund_parts(payment: Payment, amount: Decimal) -> Parts:
    """What a refund of `amount` takes off the parts of its payment, after the refunds before it."""
    return split_back(amount, standing_parts(payment)) if payment.parts else []


def standing_parts(payment: Payment) -> dict[str, Decimal]:
    """What the payment stands for after what went back of it, or is about to."""
    refunds = payment.refunds.filter(status__in=STANDING).order_by("pk")
    return left_of(as_shares(payment.parts), list(refunds.values_list("parts", flat=True)))


def _owed(payment: Payment) -> dict[str, Decimal]:
    """The shares of the order without what its other payments stand for."""
    others = Payment.objects.filter(order=payment.order_id, status=PaymentStatus.COMPLETED)
    taken = [
        [{"what": name, "amount": str(amount)} for name, amount in standing_parts(other).items()]
        for other in others.exclude(pk=payment.pk).order_by("pk")
    ]
    return left_of(shares(payment.order), taken)


def _record(
    payment: Payment,
    kind: MovementKind,
    amount: Decimal,
    *,
    key: str,
    refund: Refund | None = None,
    reference: str = "",
) -> None:
    PaymentTransaction.objects.get_or_create(
        key=key,
        defaults={
            "payment": payment,
            "refund": refund,
            "kind": kind,
            "amount": amount,
            "reference": reference or payment.gateway_transaction_id,
            "created_at": clock.now(),
        },
    )
