"""What the shop asks of a payment provider, in words that all of them share.

A provider knows neither orders nor rows: it gets plain values and answers with plain values. Nothing here is
called inside a transaction. Whatever a webhook says is a hint; what `fetch` answers is the truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from ..enums import Decline


class ProviderError(Exception):
    """Base of what can go wrong at a provider. code: stable, without personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class OutcomeUnknown(ProviderError):
    """No answer, a broken one, or a failure of theirs: it may have happened. Repeat by the same key only."""


class Refused(ProviderError):
    """A definite no; repeating the same request cannot help."""


class NotFound(Refused):
    """The provider knows no such object."""


class Forged(Exception):
    """A webhook that does not come from the provider, or is too old, or from the future."""


class State(StrEnum):
    """Of a payment at the provider."""

    OPEN = "open"  # the customer has not paid yet; he may still
    AUTHORIZED = "authorized"  # the money is held and waits for our capture
    CAPTURED = "captured"  # the money is ours
    FAILED = "failed"  # it ended without money, and cannot be paid any more
    CANCELLED = "cancelled"  # called off by us, or its time ran out at the provider


class RefundState(StrEnum):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Money:
    """amount: in units of `currency` (not kopecks or cents), two places. currency: "RUB", upper case."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """A line of a fiscal receipt (54-FZ). price: roubles for one piece; the sum of price × quantity over all
    items is the amount of the payment or refund to the kopeck. vat_code (None: not known), subject, mode:
    codes of YooKassa's table, as `payments.fiscal` has them.
    """

    description: str
    quantity: int
    price: Decimal
    vat_code: int | None
    subject: str
    mode: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who gets the fiscal receipt and what stands on it. phone: E.164; one of phone and email is there."""

    items: Sequence[ReceiptItem]
    email: str = ""
    phone: str = ""
    tax_system_code: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """Start one payment. key: idempotency key (at most 64 characters), the same for each repetition.

    payment_id: our own uuid, to be found again in the provider's object. number: of the order, for people.
    return_url: where the customer comes back to, cancel_url: the same for who called it off, as far as the
    provider tells these apart; neither decides anything. pay_until: aware.
    """

    payment_id: str
    key: str
    money: Money
    number: str
    description: str
    return_url: str
    cancel_url: str
    email: str = ""
    pay_until: datetime | None = None
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """reference: what `fetch` takes. url: the page where the customer pays; "" when there is none."""

    reference: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of the customer. reference: the provider's id of it, unique within the payment. code: the
    provider's own word for a refusal, for the staff.
    """

    reference: str
    succeeded: bool
    decline: Decline | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class RefundSnapshot:
    """A refund as the provider has it. refund_id: our own uuid when it was asked by us, else ""."""

    reference: str
    state: RefundState
    money: Money
    refund_id: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A payment as the provider has it now. Totals are absolute, so applying one twice changes nothing.

    payment_id: our uuid as it stands there, "" if it does not. money: what was asked, or what is held or
    taken. captured: taken so far. transaction_id: of the money movement itself (capture, charge or intent).
    method: "card", "sbp", … attempts: oldest first. raw: for the staff, without card numbers or secrets.
    """

    reference: str
    state: State
    money: Money
    captured: Decimal
    payment_id: str = ""
    transaction_id: str = ""
    method: str = ""
    decline: Decline | None = None
    attempts: Sequence[Attempt] = ()
    refunds: Sequence[RefundSnapshot] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Give back a part of a captured payment. reference, transaction_id: of the payment. refund_id: our uuid.
    total: what was captured; a refund of all of it is asked as such, where the provider has a word for it.
    """

    refund_id: str
    key: str
    reference: str
    transaction_id: str
    money: Money
    total: Decimal
    description: str = ""
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """What came in. headers: by lower-case name. secret: what stands behind the gateway's address, or ""."""

    body: bytes
    headers: Mapping[str, str]
    secret: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """A webhook after its sender is proved. key: the same for each delivery of one event.

    reference and payment_id: of the payment that is to be asked for, either may be "" (an event that says
    nothing of a payment has neither). kind: the provider's name of the event.
    """

    key: str
    kind: str
    reference: str = ""
    payment_id: str = ""


class Provider(Protocol):
    """Each call ends within 10 s (connect 3, read 10), follows no redirect, and talks to one host only.

    All may raise OutcomeUnknown and Refused; what asks for one object raises NotFound too.
    """

    def start(self, charge: Charge) -> Started:
        """Make the payment at the provider; the same key again gives the same payment."""
        ...

    def fetch(self, reference: str) -> Snapshot:
        """How the payment stands, with its refunds."""
        ...

    def capture(self, reference: str, money: Money, *, key: str, receipt: Receipt | None = None) -> None:
        """Take what is held. Taken already is no error."""
        ...

    def cancel(self, reference: str, *, key: str) -> None:
        """Let go what is held, or close the page where it could be paid; nothing when neither is possible."""
        ...

    def refund(self, order: RefundOrder) -> RefundSnapshot: ...

    def fetch_refund(self, reference: str) -> RefundSnapshot: ...

    def parse_webhook(self, request: WebhookRequest) -> Hint:
        """Prove the sender, then say what it is about. Raises Forged, and Malformed (payments.errors) for a
        body that is no event; OutcomeUnknown when proving needs the provider and it does not answer.
        """
        ...

    def payments_since(self, since: datetime) -> Iterable[Snapshot]:
        """Everything created since then, for the reconciliation."""
        ...
