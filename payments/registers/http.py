"""A register behind an HTTP address: one POST for each receipt."""

from typing import Any

from django.utils.dateparse import parse_datetime

from ..fiscal import sum_of
from ..providers.base import OutcomeUnknown, ReceiptItem, Refused
from ..providers.http import HttpClient, Limits, one_call
from ..providers.reading import answer_read, decimal_text
from .base import Registered, ToRegister


class HttpRegister:
    """url: with everything before `/v1/receipts`."""

    def __init__(self, *, url: str, key: str, limits: Limits | None = None) -> None:
        self._http = HttpClient(
            url,
            headers={"Authorization": f"Bearer {key}"},
            limits=limits,
            code_of=lambda status, data: data.get("code"),
        )
        self.limits = self._http.limits

    @one_call
    def register(self, receipt: ToRegister) -> Registered:
        if not receipt.email and not receipt.phone:
            raise Refused("receipt_without_contact")
        if sum_of(receipt.items) != receipt.total:
            raise Refused("receipt_sum_differs")
        answer = self._http.call("POST", "/v1/receipts", json=_body(receipt)).data
        with answer_read():
            moment = parse_datetime(answer["registered_at"])
            if moment is None or moment.tzinfo is None:
                raise OutcomeUnknown("unreadable_answer", "registered_at")
            return Registered(str(answer["id"]), str(answer["fiscal_number"]), moment)


def _body(receipt: ToRegister) -> dict[str, Any]:
    customer = {"email": receipt.email, "phone": receipt.phone}
    body = {
        "external_id": receipt.external_id,
        "type": str(receipt.kind),
        "total": decimal_text(receipt.total),
        "prepaid": decimal_text(receipt.offset),
        "customer": {name: value for name, value in customer.items() if value},
        "items": [_item(item) for item in receipt.items],
    }
    if receipt.tax_system_code is not None:
        body["tax_system_code"] = receipt.tax_system_code
    return body


def _item(item: ReceiptItem) -> dict[str, Any]:
    return {
        "description": item.description,
        "quantity": f"{item.quantity}.000",
        "price": decimal_text(item.price),
        "vat_code": item.vat_code,
        "payment_subject": item.subject,
        "payment_mode": item.mode,
    }
