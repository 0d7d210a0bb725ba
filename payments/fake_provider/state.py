"""What the pretend providers remember. Each change of money goes through here, where it is counted."""

import threading
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core import clock

ZERO = Decimal("0.00")


class Status(StrEnum):
    """Of a payment; each provider has words of its own for these."""

    OPEN = "open"  # nobody has paid yet
    APPROVED = "approved"  # PayPal: the payer agreed, no bank was asked
    HELD = "held"
    CAPTURED = "captured"
    CANCELLED = "cancelled"


@dataclass
class Attempt:
    """One try of a card. decline: "" when it went through."""

    reference: str
    card: str
    decline: str
    at: datetime


@dataclass
class Refund:
    """status: completed, pending or failed."""

    reference: str
    amount: Decimal
    status: str
    created_at: datetime
    description: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass
class Payment:
    """One payment at one provider. reference: what the shop got when it began. extra: the provider's own."""

    gateway: str
    reference: str
    amount: Decimal
    currency: str
    created_at: datetime
    number: str = ""
    description: str = ""
    return_url: str = ""
    cancel_url: str = ""
    two_stage: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    status: Status = Status.OPEN
    captured: Decimal = ZERO
    captured_at: datetime | None = None
    transaction_id: str = ""
    method: str = ""
    cancel_reason: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def refunded(self) -> Decimal:
        """Given back, or on its way back."""
        return sum((refund.amount for refund in self.refunds if refund.status != "failed"), ZERO)

    @property
    def refundable(self) -> Decimal:
        return self.captured - self.refunded

    @property
    def card(self) -> str:
        """The last one that was tried."""
        return self.attempts[-1].card if self.attempts else ""

    @property
    def decline(self) -> str:
        """Why the last try failed; "" if it did not, or if nobody tried."""
        return self.attempts[-1].decline if self.attempts else ""


@dataclass
class Effects:
    """What really happened at one provider, however often it was asked for. Tests assert on this."""

    started: int = 0
    held: int = 0
    declined: int = 0
    captured: int = 0
    captured_sum: Decimal = ZERO
    cancelled: int = 0
    refunds: int = 0
    refunded_sum: Decimal = ZERO
    receipts: int = 0


class State:
    """`lock` is held while a request is worked on, so that two with one key do the work once."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.forget()

    def forget(self) -> None:
        with self.lock:
            self.payments: dict[str, Payment] = {}
            self.aliases: dict[str, str] = {}  # Stripe's intent, PayPal's capture → reference
            self.receipts: dict[str, dict[str, Any]] = {}
            self.replays: dict[tuple[str, str], tuple[str, Any]] = {}
            self.effects: dict[str, Effects] = {}
            self.calls: Counter[str] = Counter()
            self.refund_status = "completed"  # what the next refunds become: completed, pending or failed
            self.moment: datetime | None = None  # a test that holds the shop's clock holds this one too

    def now(self) -> datetime:
        return self.moment or clock.now()

    def count(self, gateway: str) -> Effects:
        return self.effects.setdefault(gateway, Effects())

    def counters(self) -> dict[str, Any]:
        """All counts, ready for JSON."""
        with self.lock:
            effects = {gateway: asdict(effects) for gateway, effects in self.effects.items()}
            return {**effects, "calls": dict(self.calls)}

    def find(self, reference: str) -> Payment | None:
        """By the shop's reference or by another name of the provider's."""
        return self.payments.get(self.aliases.get(reference, reference))

    def of(self, gateway: str, since: datetime | None = None) -> list[Payment]:
        """Newest first."""
        found = [payment for payment in self.payments.values() if payment.gateway == gateway]
        return [payment for payment in reversed(found) if since is None or payment.created_at >= since]

    def refund(self, reference: str) -> tuple[Payment, Refund] | None:
        for payment in self.payments.values():
            for refund in payment.refunds:
                if refund.reference == reference:
                    return payment, refund
        return None

    def begin(self, payment: Payment) -> Payment:
        self.payments[payment.reference] = payment
        self.count(payment.gateway).started += 1
        return payment

    def attempt(self, payment: Payment, reference: str, card: str, decline: str) -> Attempt:
        attempt = Attempt(reference, card, decline, self.now())
        payment.attempts.append(attempt)
        self.count(payment.gateway).declined += bool(decline)
        return attempt

    def hold(self, payment: Payment) -> None:
        payment.status = Status.HELD
        self.count(payment.gateway).held += 1

    def take(self, payment: Payment, amount: Decimal | None = None) -> None:
        payment.status = Status.CAPTURED
        payment.captured = payment.amount if amount is None else amount
        payment.captured_at = self.now()
        effects = self.count(payment.gateway)
        effects.captured += 1
        effects.captured_sum += payment.captured

    def let_go(self, payment: Payment, reason: str) -> None:
        payment.status, payment.cancel_reason = Status.CANCELLED, reason
        self.count(payment.gateway).cancelled += 1

    def give_back(self, payment: Payment, reference: str, amount: Decimal, **more) -> Refund:
        """more: description and metadata of the refund."""
        refund = Refund(reference, amount, self.refund_status, self.now(), **more)
        payment.refunds.append(refund)
        if refund.status == "completed":
            self._count_refund(payment, refund)
        return refund

    def settle(self, payment: Payment, refund: Refund, status: str) -> None:
        """A refund that waited is done, or failed."""
        refund.status = status
        if status == "completed":
            self._count_refund(payment, refund)

    def register(self, gateway: str, reference: str, receipt: dict[str, Any]) -> dict[str, Any]:
        self.receipts[reference] = receipt
        self.count(gateway).receipts += 1
        return receipt

    def _count_refund(self, payment: Payment, refund: Refund) -> None:
        effects = self.count(payment.gateway)
        effects.refunds += 1
        effects.refunded_sum += refund.amount
