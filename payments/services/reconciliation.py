"""Our books against the provider's: what was lost on the way is brought in, what differs is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from core import clock
from core.money import ZERO

from ..enums import PaymentStatus, RefundRoad, RefundStatus
from ..models import Payment, PaymentGateway
from ..providers.base import RefundState, Snapshot
from ..providers.registry import provider_for
from .refund_rows import received_total
from .rounds import Round
from .syncing import sync_payment

REPORTS_LATE = timedelta(hours=4)  # PayPal's, up to three


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: unknown_here | unknown_there | captured | refunded. here, there: in the payment's currency."""

    kind: str
    reference: str
    payment_id: str
    here: Decimal
    there: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """looked_at: payments that the provider has from that time on."""

    gateway: PaymentGateway
    looked_at: int
    differences: Sequence[Difference]


def reconcile(gateway: PaymentGateway, *, since: datetime) -> Report:
    """Compare everything since then; each payment that differs is synced first, and named when it still does,
    or when the provider tells nothing of it just now. Not inside a transaction. Raises OutcomeUnknown.
    """
    provider = provider_for(gateway.gateway_type, is_test_mode=gateway.is_test_mode)
    theirs = {snapshot.reference: snapshot for snapshot in provider.payments_since(since)}
    ours = {
        payment.gateway_reference: payment
        for payment in _made_by(gateway).filter(gateway_reference__in=list(theirs))
    }
    found, turn = [], Round()
    for reference, snapshot in theirs.items():
        payment = ours.get(reference)
        if payment is not None and _differences(payment, snapshot):
            turn.ask(reference, sync_payment, payment.pk)
            payment = Payment.objects.get(pk=payment.pk)
        found += _differences(payment, snapshot)
    found += _unknown_there(gateway, since, set(theirs))
    _mark(gateway, found)
    return Report(gateway, len(theirs), found)


def _differences(payment: Payment | None, snapshot: Snapshot) -> list[Difference]:
    there, back = snapshot.captured, _refunded_there(snapshot)
    if payment is None:
        if there == ZERO:
            return []
        return [Difference("unknown_here", snapshot.reference, snapshot.payment_id, ZERO, there)]
    here, uid = _captured_here(payment), str(payment.payment_id)
    found = []
    if here != there:
        found.append(Difference("captured", snapshot.reference, uid, here, there))
    refunded = _refunded_here(payment)
    if refunded != back:
        found.append(Difference("refunded", snapshot.reference, uid, refunded, back))
    return found


def _captured_here(payment: Payment) -> Decimal:
    """In the provider's currency, as it was asked for or as it came."""
    return received_total(payment) if payment.captured else ZERO


def _refunded_here(payment: Payment) -> Decimal:
    done = payment.refunds.filter(status=RefundStatus.COMPLETED, road=RefundRoad.PROVIDER)
    return sum(done.values_list("charged", flat=True), ZERO)


def _refunded_there(snapshot: Snapshot) -> Decimal:
    return sum(
        (refund.money.amount for refund in snapshot.refunds if refund.state == RefundState.COMPLETED), ZERO
    )


def _unknown_there(gateway: PaymentGateway, since: datetime, theirs: set[str]) -> list[Difference]:
    """Money that only we believe in, also when the provider's report has had its time."""
    mine = _made_by(gateway).filter(
        status=PaymentStatus.COMPLETED,
        created_at__gte=since,
        completed_at__lte=clock.now() - REPORTS_LATE,
    )
    return [
        Difference(
            "unknown_there",
            payment.gateway_reference,
            str(payment.payment_id),
            _captured_here(payment),
            ZERO,
        )
        for payment in mine.exclude(gateway_reference__in=theirs).order_by("pk")
    ]


def _made_by(gateway: PaymentGateway) -> QuerySet[Payment]:
    """In its mode of today: the provider keeps test money apart from real."""
    return Payment.objects.filter(gateway=gateway, is_test=gateway.is_test_mode)


def _mark(gateway: PaymentGateway, differences: Sequence[Difference]) -> None:
    """Each differing payment of ours stands on the staff's list until somebody has looked at it."""
    for difference in differences:
        Payment.objects.filter(
            gateway=gateway, payment_id=difference.payment_id or None, review_reason=""
        ).update(review_reason=f"differs_{difference.kind}")
