"""Rows of refunds: committed first, so that two at once never give back more than came in."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core import clock, outbox
from core.errors import DomainError
from core.money import ZERO, to_kopecks
from users.models import CustomUser

from ..amounts import refund_charge
from ..enums import EntryKind, GatewayType, PaymentStatus, RefundReason, RefundRoad, RefundStatus
from ..errors import AmountWrong, RefundExceeds
from ..models import Payment, Refund
from ..providers.base import Money
from ..selectors.debts import STANDING
from .ledger import post
from .movements import refund_parts

TOPIC = "payments.refund"


def new_refund(
    payment: Payment,
    amount: Decimal,
    *,
    reason: RefundReason,
    road: RefundRoad,
    key: str,
    actor: CustomUser | None = None,
    note: str = "",
    charged: Decimal | None = None,
) -> Refund:
    """Write a requested refund and take its amount off what can be given back; its outbox row carries it out.

    charged: in the payment's currency, where the provider has said it. The caller holds order and payment.
    The same `key` again gives the same refund. A top-up is taken off the balance at once, so that nobody
    spends it meanwhile. Raises AmountWrong, RefundExceeds, InsufficientFunds.
    """
    if existing := Refund.objects.filter(key=key).first():
        return existing
    if amount <= ZERO or amount != to_kopecks(amount):
        raise AmountWrong(_("Write an amount above zero, with kopecks at most."))
    if amount > payment.refundable:
        raise RefundExceeds(payment.refundable)
    charged = charged or _charged(payment, amount)
    if charged <= ZERO:
        raise AmountWrong(_("It is less than the smallest coin of the currency that was paid in."))
    refund = Refund.objects.create(
        payment=payment,
        amount=amount,
        charged=charged,
        road=road_of(payment, road),
        reason=reason,
        note=note,
        parts=refund_parts(payment, amount),
        actor=actor,
        key=key,
        created_at=clock.now(),
    )
    payment.refunded += amount
    payment.save(update_fields=["refunded", "updated_at"])
    if is_on_balance(payment):
        key = f"refund:{refund.refund_id}"
        post(payment.account_id, -amount, kind=EntryKind.REFUND, key=key, payment=payment, refund=refund)
    outbox.enqueue(TOPIC, f"{TOPIC}:{refund.refund_id}", {"refund": refund.pk})
    return refund


def is_on_balance(payment: Payment) -> bool:
    """Whether its money lies on the customer's balance."""
    return payment.account_id is not None and payment.status == PaymentStatus.COMPLETED


def refund_by_shop(payment: Payment, amount: Decimal, *, reason: RefundReason, key: str) -> None:
    """What the shop itself sends back the way it came; what cannot go is for the staff to look at, and stops
    nothing. The caller holds order and payment.
    """
    try:
        new_refund(payment, amount, reason=reason, road=RefundRoad.PROVIDER, key=key)
    except DomainError:
        payment.review_reason = "not_sent_back"
        payment.save(update_fields=["review_reason", "updated_at"])


def received_money(payment: Payment) -> Money:
    """What really came, where that was not what was asked for."""
    told = payment.metadata.get("captured")
    if not told or payment.status == PaymentStatus.COMPLETED:
        return Money(payment.charged, payment.currency)
    amount, currency = told.split()
    return Money(Decimal(amount), currency)


def received_total(payment: Payment) -> Decimal:
    """All that the provider took, in its currency, also where a person let another sum count."""
    told = payment.metadata.get("captured")
    return Decimal(told.split()[0]) if told else payment.charged


def stand_again(payment: Payment, refund: Refund, *, because: str, actor: CustomUser | None = None) -> None:
    """A failed refund was done after all: its amount is taken off what can be given back once more, and off a
    balance that it had come back to. because: how the key of that entry begins. The caller holds all three.

    Raises RefundExceeds, InsufficientFunds.
    """
    if refund.amount > payment.refundable:
        raise RefundExceeds(payment.refundable)
    refund.parts, refund.status = refund_parts(payment, refund.amount), RefundStatus.REQUESTED
    refund.save(update_fields=["parts", "status"])
    payment.refunded += refund.amount
    if payment.review_reason == "refund_failed" and payment.refundable == ZERO:
        payment.status, payment.review_reason = PaymentStatus.CANCELLED, ""  # as `send_back_received` left it
    payment.save(update_fields=["refunded", "status", "review_reason", "updated_at"])
    if is_on_balance(payment):
        post(
            payment.account_id,
            -refund.amount,
            kind=EntryKind.REFUND,
            key=f"{because}:{refund.refund_id}",
            payment=payment,
            refund=refund,
            actor=actor,
        )


def road_of(payment: Payment, road: RefundRoad) -> RefundRoad:
    """What was paid from a balance goes back there."""
    return RefundRoad.BALANCE if payment.gateway.gateway_type == GatewayType.BALANCE else road


def _charged(payment: Payment, amount: Decimal) -> Decimal:
    """In the currency that came: of money that nobody counted all of it goes, as the provider told it."""
    if payment.is_looked_into:
        return received_money(payment).amount
    standing = payment.refunds.filter(status__in=STANDING).values_list("charged", flat=True)
    left = to_kopecks(payment.captured / payment.rate) - sum(standing, ZERO)
    return refund_charge(amount, rate=payment.rate, is_last=amount == payment.refundable, left=left)
