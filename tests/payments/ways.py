"""How a test pays at each provider: what differs between them, in one place."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from core.clock import now
from payments.providers.base import Charge, Money, Receipt, ReceiptItem, RefundOrder, Snapshot, WebhookRequest

EMAIL = "guest@shop.test"


@dataclass(frozen=True)
class Way:
    """holds: the money waits for our capture. start, capture, refund: paths of these calls at the fake."""

    gateway: str
    currency: str
    holds: bool
    start: str
    capture: str
    refund: str
    events: set[str] = field(default_factory=set)


WAYS = [
    Way(
        "stripe",
        "RUB",
        True,
        "/stripe/v1/checkout/sessions",
        "/stripe/v1/payment_intents",
        "/stripe/v1/refunds",
        {"checkout.session.completed", "payment_intent.succeeded", "refund.created"},
    ),
    Way(
        "paypal",
        "USD",
        True,
        "/paypal/v2/checkout/orders",
        "/paypal/v2/checkout/orders",
        "/paypal/v2/payments/captures",
        {"CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.REFUNDED"},
    ),
    Way(
        "yookassa",
        "RUB",
        True,
        "/yookassa/v3/payments",
        "/yookassa/v3/payments",
        "/yookassa/v3/refunds",
        {"payment.waiting_for_capture", "payment.succeeded", "refund.succeeded"},
    ),
    Way(
        "test_gateway",
        "RUB",
        False,
        "/test/v1/payments",
        "",
        "/test/v1/refunds",
        {"payment.succeeded", "refund.succeeded"},
    ),
]


def receipt_of(amount: Decimal, **changes: Any) -> Receipt:
    item = ReceiptItem(
        description="Стол",
        quantity=2,
        price=amount / 2,
        vat_code=1,
        subject="commodity",
        mode="full_prepayment",
    )
    return Receipt(**{"items": [item], "email": EMAIL, **changes})


def charge_of(way: Way, amount: str = "100.00", **changes: Any) -> Charge:
    values = {
        "payment_id": str(uuid4()),
        "key": str(uuid4()),
        "money": Money(Decimal(amount), way.currency),
        "number": "ORD-7",
        "description": "Заказ ORD-7",
        "return_url": "http://shop.test/back",
        "cancel_url": "http://shop.test/left",
        "email": EMAIL,
        "pay_until": now() + timedelta(minutes=15),
        "receipt": receipt_of(Decimal(amount)),
    }
    return Charge(**values | changes)


def refund_of(found: Snapshot, amount: str, **changes: Any) -> RefundOrder:
    values = {
        "refund_id": str(uuid4()),
        "key": str(uuid4()),
        "reference": found.reference,
        "transaction_id": found.transaction_id,
        "money": Money(Decimal(amount), found.money.currency),
        "total": found.captured,
        "description": "Возврат по заказу ORD-7",
        "receipt": receipt_of(Decimal(amount)),
    }
    return RefundOrder(**values | changes)


def captured(fake, way, provider, amount="100.00"):
    """A payment whose money is ours."""
    charge = charge_of(way, amount)
    reference = provider.start(charge).reference
    fake.pay(reference)
    provider.capture(reference, charge.money, key=str(uuid4()), receipt=charge.receipt)
    return provider.fetch(reference)


def request_of(webhook) -> WebhookRequest:
    """As the shop gets a webhook of the fake."""
    headers = {name.lower(): value for name, value in webhook.headers.items()}
    secret = webhook.path.removeprefix(f"/webhooks/{webhook.gateway}/").strip("/")
    return WebhookRequest(webhook.body, headers, secret)
