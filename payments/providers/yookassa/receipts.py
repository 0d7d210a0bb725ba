"""Fiscal receipts as YooKassa wants them: yookassa.ru/developers, 54-FZ, read 2026-11."""

from typing import Any

from ..base import Money, Receipt, ReceiptItem
from ..reading import check_receipt, decimal_text

LONGEST_NAME = 128


def amount(money: Money) -> dict[str, str]:
    return {"value": decimal_text(money.amount), "currency": money.currency}


def receipt_body(receipt: Receipt, money: Money) -> dict[str, Any]:
    """Raises Refused for a receipt that reaches nobody or does not add up to `money`, before any call."""
    check_receipt(receipt, money)
    customer = {"email": receipt.email, "phone": receipt.phone.removeprefix("+")}
    body: dict[str, Any] = {
        "customer": {name: value for name, value in customer.items() if value},
        "items": [_item(item, money.currency) for item in receipt.items],
    }
    if receipt.tax_system_code is not None:
        body["tax_system_code"] = receipt.tax_system_code
    return body


def _item(item: ReceiptItem, currency: str) -> dict[str, Any]:
    """`amount` is the price of one piece, whatever the SDK's docstring says."""
    return {
        "description": item.description[:LONGEST_NAME],
        "quantity": f"{item.quantity}.000",
        "amount": amount(Money(item.price, currency)),
        "vat_code": item.vat_code,
        "payment_subject": item.subject,
        "payment_mode": item.mode,
        "measure": "piece",
    }
