"""Where return page, webhook, poll and reconciliation all end: ask the provider, apply what it says once."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.money import ZERO, to_kopecks
from orders.enums import EventKind, PaymentMethod, Role
from orders.services.events import write_event
from users.models import CustomUser

from ..enums import AttemptStatus, Decline, EntryKind, PaymentStatus
from ..models import Payment, PaymentAttempt, Refund
from ..models.payments import CAPTURE
from ..providers.base import (
    Attempt,
    Money,
    NotFound,
    Provider,
    RefundSnapshot,
    Refused,
    Snapshot,
    State,
)
from ..selectors.debts import due_of
from ..selectors.gateways import provider_of
from .ledger import pay_waiting_later, post
from .locks import lock_payment, outside_transaction
from .movements import complete, give_number, record_capture
from .receipts import order_receipt_of_payment, receipt_of_payment
from .refunds import adopt_refund, apply_refund
from .starting import close, release
from .states import extend_hold, settle, stop_clock

logger = logging.getLogger(__name__)


class Step(Enum):
    """What is to be done at the provider next. RELEASE has its outbox row already."""

    NOTHING = auto()
    CAPTURE = auto()
    RELEASE = auto()


def sync_payment(payment_pk: int) -> Payment:
    """Bring the payment to what its provider says now. Any number of calls, at once or in any order, come to
    the same. Not inside a transaction.

    Raises OutcomeUnknown when the provider does not answer; nothing has changed then.
    """
    outside_transaction()
    payment = Payment.objects.select_related("gateway", "order", "account__user").get(pk=payment_pk)
    if not payment.gateway_reference:
        return payment
    provider = provider_of(payment)
    try:
        snapshot = provider.fetch(payment.gateway_reference)
    except NotFound:
        return _forgotten(payment_pk)
    step = apply(payment_pk, snapshot)
    if step == Step.CAPTURE:
        _capture(payment, provider)
        apply(payment_pk, provider.fetch(payment.gateway_reference))
    return Payment.objects.select_related("gateway", "order", "account").get(pk=payment_pk)


def _capture(payment: Payment, provider: Provider) -> None:
    """Take what is held. A bank that thinks better of it is one more failed attempt; then another try of the
    customer needs another key. The next look tells what the payment is now.
    """
    money = Money(payment.charged, payment.currency)
    tried = payment.attempts.filter(status=AttemptStatus.FAILED).count()
    key = f"{payment.payment_id}:{CAPTURE}{tried}"
    try:
        provider.capture(payment.gateway_reference, money, key=key, receipt=receipt_of_payment(payment))
    except Refused as refusal:
        logger.warning("payment %s was not captured: %s", payment.pk, refusal.code)
        if refusal.code in Decline.values:
            _write_attempt(payment.pk, Attempt(f"{CAPTURE}{tried}", False, Decline(refusal.code)))


def apply(payment_pk: int, snapshot: Snapshot) -> Step:
    """Write down what the provider says, in one transaction; what is to be done there next."""
    with transaction.atomic():
        payment = lock_payment(payment_pk)
        payment.synced_at = clock.now()
        _write_attempts(payment, snapshot.attempts)
        payment.metadata = {**payment.metadata, "provider": dict(snapshot.raw)}
        payment.save(update_fields=["synced_at", "metadata", "updated_at"])
        step = _apply_state(payment, snapshot)
        if step == Step.RELEASE:
            release(payment)
    for refund in snapshot.refunds:
        _apply_refund(payment_pk, refund)
    return step


def _apply_state(payment: Payment, snapshot: Snapshot) -> Step:
    if snapshot.payment_id not in {"", str(payment.payment_id)}:
        _review(payment, "another_payment")
        return Step.NOTHING
    if snapshot.state == State.CAPTURED:
        _take(payment, snapshot)
    elif snapshot.state == State.AUTHORIZED:
        return _decide(payment, snapshot)
    elif snapshot.state in {State.FAILED, State.CANCELLED}:
        _end(payment, snapshot)
    return Step.NOTHING


def _decide(payment: Payment, snapshot: Snapshot) -> Step:
    """Money is held at the bank: take it only while the order still waits for just this sum."""
    if not _is_expected(payment, snapshot.money):
        _review(payment, "wrong_amount")
        return Step.RELEASE
    if payment.status != PaymentStatus.PENDING:
        return Step.RELEASE
    if payment.order_id:
        due = due_of(payment.order)
        if due is None or due.amount != payment.amount or _waited_enough(payment):
            return Step.RELEASE
    return Step.CAPTURE


def _waited_enough(payment: Payment) -> bool:
    """The hold of the pieces is prolonged once, when the money is first seen: a capture that fails for the
    whole of that time must not keep them from others.
    """
    held_at = payment.metadata.get("held_at")
    if held_at is None:
        extend_hold(payment.order)
        payment.expires_at = payment.order.pay_until or payment.expires_at
        payment.metadata = {**payment.metadata, "held_at": clock.now().isoformat()}
        payment.save(update_fields=["expires_at", "metadata", "updated_at"])
        return False
    return clock.now() > datetime.fromisoformat(held_at) + PaymentMethod.ONLINE.window


def _take(payment: Payment, snapshot: Snapshot) -> None:
    """The money is ours: once, whatever state the payment had; money is a fact."""
    if payment.captured > ZERO:
        return
    payment.gateway_transaction_id = snapshot.transaction_id
    payment.payment_method = snapshot.method
    if not _is_expected(payment, Money(snapshot.captured, snapshot.money.currency)):
        _take_wrong(payment, snapshot)
        return
    if payment.order_id:
        _close_rival(payment)
    complete_and_settle(payment)


def complete_and_settle(
    payment: Payment, *, actor: CustomUser | None = None, spend: Callable[[], object] | None = None
) -> None:
    """The whole expected sum is there. The caller holds order and payment, and does nothing after this.

    actor: who of the staff took it or let it count. spend: takes the sum from where it lay, if not from
    outside; it comes after pieces and before the number.
    """
    complete(payment)
    if payment.order_id:
        settle(payment, actor=actor)
    else:
        key = f"top_up:{payment.payment_id}"
        post(payment.account_id, payment.amount, kind=EntryKind.TOP_UP, key=key, payment=payment)
        pay_waiting_later(payment.account.user_id, because=key)
    order_receipt_of_payment(payment)
    if spend is not None:
        spend()
    give_number(payment)


def take_as_received(payment: Payment, *, actor: CustomUser) -> None:
    """A person decided that the wrong sum counts, as much as it is: the payment becomes one of that sum. The
    caller holds order and payment, and does nothing after this.
    """
    payment.amount = payment.total_amount = payment.captured
    if payment.order_id:
        _close_rival(payment)
    complete_and_settle(payment, actor=actor)


def _take_wrong(payment: Payment, snapshot: Snapshot) -> None:
    """Another sum or currency than was asked: written down, and nothing moves before somebody looks."""
    rate = payment.rate if snapshot.money.currency == payment.currency else Decimal(1)
    payment.captured = to_kopecks(snapshot.captured * rate)
    payment.metadata = {
        **payment.metadata,
        "captured": f"{snapshot.captured:.2f} {snapshot.money.currency}",
    }
    payment.save()
    record_capture(payment, payment.captured)
    _review(payment, "wrong_amount")
    if payment.order_id:
        stop_clock(payment.order)


def _review(payment: Payment, reason: str) -> None:
    if payment.review_reason == reason:
        return
    payment.review_reason = reason
    if payment.status != PaymentStatus.COMPLETED:
        payment.status = PaymentStatus.REVIEW
    payment.save(update_fields=["status", "review_reason", "updated_at"])
    if payment.order_id:
        write_event(
            payment.order,
            EventKind.NOTE,
            role=Role.SYSTEM,
            is_public=False,
            note=_("A payment has to be looked at before it counts."),
            data={"payment": payment.pk, "review": reason},
        )


def _end(payment: Payment, snapshot: Snapshot) -> None:
    """It cannot be paid any more at the provider; the order stands, and another payment can be opened."""
    if payment.status != PaymentStatus.PENDING:
        return
    called_off = snapshot.state == State.CANCELLED and snapshot.decline in {None, Decline.CALLED_OFF}
    payment.status = PaymentStatus.CANCELLED if called_off else PaymentStatus.FAILED
    payment.decline = snapshot.decline or Decline.OTHER
    payment.save(update_fields=["status", "decline", "updated_at"])


def _is_expected(payment: Payment, money: Money) -> bool:
    return money == Money(payment.charged, payment.currency)


def _close_rival(payment: Payment) -> None:
    """Whatever else is open for the order needs another sum now."""
    for rival in Payment.objects.filter(order=payment.order_id, status=PaymentStatus.PENDING):
        if rival.pk != payment.pk:
            close(rival, PaymentStatus.CANCELLED)


@transaction.atomic
def _write_attempt(payment_pk: int, attempt: Attempt) -> None:
    _write_attempts(lock_payment(payment_pk), [attempt])


def _write_attempts(payment: Payment, attempts: Sequence[Attempt]) -> None:
    known = {attempt.reference: attempt for attempt in payment.attempts.all()}
    for attempt in attempts:
        status = AttemptStatus.SUCCEEDED if attempt.succeeded else AttemptStatus.FAILED
        row = known.get(attempt.reference)
        if row is None:
            PaymentAttempt.objects.create(
                payment=payment,
                attempt_number=len(known) + 1,
                reference=attempt.reference,
                status=status,
                failure_reason=attempt.decline or "",
                gateway_response={"code": attempt.code[:100]} if attempt.code else {},
                created_at=clock.now(),
            )
            known[attempt.reference] = attempt
        elif row.status != status:
            row.status, row.failure_reason = status, attempt.decline or ""
            row.save(update_fields=["status", "failure_reason"])


def _apply_refund(payment_pk: int, snapshot: RefundSnapshot) -> None:
    """Ours by our own number, or by the provider's; else somebody made it in the provider's cabinet."""
    mine = Refund.objects.filter(payment=payment_pk)
    found = None
    if snapshot.refund_id:
        found = mine.filter(refund_id=snapshot.refund_id).first()
    found = found or mine.filter(gateway_refund_id=snapshot.reference).first()
    if found is None:
        adopt_refund(payment_pk, snapshot)
    else:
        apply_refund(found.pk, snapshot)


@transaction.atomic
def _forgotten(payment_pk: int) -> Payment:
    """The provider does not know it (any more): nothing can be paid there."""
    payment = lock_payment(payment_pk)
    payment.synced_at = clock.now()
    payment.save(update_fields=["synced_at", "updated_at"])
    if payment.status == PaymentStatus.PENDING:
        payment.status, payment.decline = PaymentStatus.FAILED, Decline.OTHER
        payment.save(update_fields=["status", "decline", "updated_at"])
    return payment
