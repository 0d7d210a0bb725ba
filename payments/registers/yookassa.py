"""The second receipt of a payment that went through YooKassa, which registers it beside its own first one."""

from django.utils.dateparse import parse_datetime

from ..enums import Currency
from ..providers.base import Money, OutcomeUnknown, Receipt, Refused
from ..providers.reading import answer_read
from ..providers.yookassa.adapter import YooKassa
from .base import Registered, ToRegister


class YooKassaRegister:
    """reference: of the payment by which the goods were prepaid."""

    def __init__(self, provider: YooKassa, reference: str) -> None:
        self._provider, self._reference = provider, reference

    def register(self, receipt: ToRegister) -> Registered:
        answer = self._provider.send_receipt(
            self._reference,
            Receipt(receipt.items, receipt.email, receipt.phone, receipt.tax_system_code),
            Money(receipt.total, Currency.RUB),
            key=receipt.external_id,
        )
        with answer_read():
            if answer["status"] == "canceled":
                raise Refused("receipt_canceled")
            if answer["status"] != "succeeded":
                raise OutcomeUnknown("receipt_pending")
            moment = parse_datetime(answer["registered_at"])
            if moment is None or moment.tzinfo is None:
                raise OutcomeUnknown("unreadable_answer", "registered_at")
            return Registered(str(answer["id"]), str(answer["fiscal_document_number"]), moment)
