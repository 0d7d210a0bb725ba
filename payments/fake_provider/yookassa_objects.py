"""How YooKassa writes its objects; amounts are strings with two places."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from .known import YOOKASSA_SHOP
from .provider import iso, token
from .state import Payment, Refund, Status

FEE = Decimal("0.035")
STATUS = {
    Status.OPEN: "pending",
    Status.HELD: "waiting_for_capture",
    Status.CAPTURED: "succeeded",
    Status.CANCELLED: "canceled",
}
REFUND_STATUS = {"completed": "succeeded", "pending": "pending", "failed": "canceled"}


def money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"value": f"{amount:.2f}", "currency": currency}


def payment(found: Payment, url: str) -> dict[str, Any]:
    """After a part was captured, `amount` is that part: the rest went back to the card."""
    amount = found.captured if found.status is Status.CAPTURED else found.amount
    body: dict[str, Any] = {
        "id": found.reference,
        "status": STATUS[found.status],
        "amount": money(amount, found.currency),
        "created_at": iso(found.created_at),
        "description": found.description,
        "metadata": found.metadata,
        "paid": found.status in (Status.HELD, Status.CAPTURED),
        "recipient": {"account_id": YOOKASSA_SHOP, "gateway_id": "100700"},
        "refundable": found.status is Status.CAPTURED and found.refundable > 0,
        "test": True,
    }
    if found.status is Status.OPEN:
        body["confirmation"] = {"type": "redirect", "confirmation_url": url}
    if found.method:
        body["payment_method"] = _method(found)
    if found.status is Status.HELD:
        body["expires_at"] = iso(found.extra["expires_at"])
    if found.status is Status.CAPTURED:
        body |= {
            "captured_at": iso(found.captured_at or found.created_at),
            "income_amount": money(amount - (amount * FEE).quantize(Decimal("0.01")), found.currency),
            "refunded_amount": money(found.refunded, found.currency),
            "receipt_registration": "succeeded",
            "authorization_details": {"rrn": found.transaction_id, "auth_code": found.transaction_id[:6]},
        }
    if found.status is Status.CANCELLED:
        body["cancellation_details"] = {"party": found.extra["cancel_party"], "reason": found.cancel_reason}
    return body


def refund(found: Payment, given: Refund) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": given.reference,
        "payment_id": found.reference,
        "status": REFUND_STATUS[given.status],
        "amount": money(given.amount, found.currency),
        "created_at": iso(given.created_at),
        "description": given.description,
        "metadata": given.metadata,
        "receipt_registration": "succeeded" if given.status == "completed" else "pending",
    }
    if given.status == "failed":
        body["cancellation_details"] = {"party": "yoo_money", "reason": "general_decline"}
    return body


def receipt(reference: str, found: Payment, asked: dict[str, Any], moment: datetime) -> dict[str, Any]:
    return {
        "id": reference,
        "type": asked["type"],
        "payment_id": found.reference,
        "status": "succeeded",
        "items": asked["items"],
        "settlements": asked["settlements"],
        "tax_system_code": asked.get("tax_system_code", 1),
        "fiscal_document_number": str(int(token(6), 16)),
        "fiscal_storage_number": "9999078900004792",
        "fiscal_attribute": str(int(token(7), 16)),
        "registered_at": iso(moment),
    }


def _method(found: Payment) -> dict[str, Any]:
    body: dict[str, Any] = {"type": found.method, "id": found.reference, "saved": False}
    if found.method == "bank_card":
        body["title"] = f"Bank card *{found.card[-4:]}"
        body["card"] = {
            "first6": found.card[:6],
            "last4": found.card[-4:],
            "expiry_year": "2030",
            "expiry_month": "12",
            "card_type": "Visa",
        }
    return body
