"""How PayPal writes its objects."""

from decimal import Decimal
from typing import Any

from .provider import iso
from .state import Payment, Refund, Status

FEE = Decimal("0.0349")
STATUS = {Status.APPROVED: "APPROVED", Status.CAPTURED: "COMPLETED", Status.CANCELLED: "VOIDED"}
REFUND_STATUS = {"completed": "COMPLETED", "pending": "PENDING", "failed": "FAILED"}


def money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"currency_code": currency, "value": f"{amount:.2f}"}


def order(payment: Payment, url: str, api: str, *, minimal: bool = False) -> dict[str, Any]:
    """api: the base of links. minimal: id, status and links, as without `Prefer: return=representation`."""
    waits = "PAYER_ACTION_REQUIRED" if payment.extra["source"] else "CREATED"
    own = f"{api}/v2/checkout/orders/{payment.reference}"
    links = [{"href": own, "rel": "self", "method": "GET"}]
    if payment.status is Status.OPEN:
        rel = "payer-action" if payment.extra["source"] else "approve"
        links.append({"href": url, "rel": rel, "method": "GET"})
    if payment.status in (Status.OPEN, Status.APPROVED):
        links.append({"href": f"{own}/capture", "rel": "capture", "method": "POST"})
    found = {"id": payment.reference, "status": STATUS.get(payment.status, waits), "links": links}
    if minimal:
        return found
    unit = {
        "reference_id": payment.extra["reference_id"],
        "amount": money(payment.amount, payment.currency),
        "custom_id": payment.extra["custom_id"],
        "invoice_id": payment.extra["invoice_id"],
        "description": payment.description,
    }
    unit = {name: value for name, value in unit.items() if value}
    if payment.transaction_id:
        unit["payments"] = {"captures": [capture(payment, api)]}
        if payment.refunds:
            unit["payments"]["refunds"] = [refund(payment, each, api) for each in payment.refunds]
    return {
        **found,
        "intent": "CAPTURE",
        "create_time": iso(payment.created_at),
        "purchase_units": [unit],
    }


def capture_status(payment: Payment) -> str:
    if "capture_status" in payment.extra:
        return payment.extra["capture_status"]
    if not payment.refunded:
        return "COMPLETED"
    return "PARTIALLY_REFUNDED" if payment.refundable else "REFUNDED"


def capture(payment: Payment, api: str) -> dict[str, Any]:
    fee = (payment.captured * FEE).quantize(Decimal("0.01"))
    own = f"{api}/v2/payments/captures/{payment.transaction_id}"
    order_url = f"{api}/v2/checkout/orders/{payment.reference}"
    return {
        "id": payment.transaction_id,
        "status": capture_status(payment),
        "amount": money(payment.captured, payment.currency),
        "final_capture": True,
        "custom_id": payment.extra["custom_id"],
        "invoice_id": payment.extra["invoice_id"],
        "seller_receivable_breakdown": {
            "gross_amount": money(payment.captured, payment.currency),
            "paypal_fee": money(fee, payment.currency),
            "net_amount": money(payment.captured - fee, payment.currency),
        },
        "supplementary_data": {"related_ids": {"order_id": payment.reference}},
        "create_time": iso(payment.captured_at or payment.created_at),
        "update_time": iso(payment.captured_at or payment.created_at),
        "links": [
            {"href": own, "rel": "self", "method": "GET"},
            {"href": f"{own}/refund", "rel": "refund", "method": "POST"},
            {"href": order_url, "rel": "up", "method": "GET"},
        ],
    }


def refund(payment: Payment, given: Refund, api: str) -> dict[str, Any]:
    return {
        "id": given.reference,
        "status": REFUND_STATUS[given.status],
        "amount": money(given.amount, payment.currency),
        "custom_id": given.metadata.get("custom_id", ""),
        "invoice_id": payment.extra["invoice_id"],
        "note_to_payer": given.description,
        "seller_payable_breakdown": {
            "gross_amount": money(given.amount, payment.currency),
            "total_refunded_amount": money(payment.refunded, payment.currency),
        },
        "create_time": iso(given.created_at),
        "update_time": iso(given.created_at),
        "links": [
            {"href": f"{api}/v2/payments/refunds/{given.reference}", "rel": "self", "method": "GET"},
            {
                "href": f"{api}/v2/payments/captures/{payment.transaction_id}",
                "rel": "up",
                "method": "GET",
            },
        ],
    }
