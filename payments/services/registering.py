"""Taking fiscal receipts to the register: by the outbox, once each, never inside a transaction."""

from datetime import timedelta
from itertools import islice

from django.db import transaction

from core import clock, outbox
from core.outbox import GiveUp
from orders.selectors.company import company_settings
from users.models import CustomUser

from ..enums import ReceiptStatus
from ..fiscal import from_json
from ..models import FiscalReceipt
from ..providers.base import Refused
from ..providers.registry import is_testing
from ..registers.base import Registered, ToRegister
from ..registers.choice import register_of
from ..selectors.fiscal import fiscal_ready, is_taken, vat_missing
from . import journal
from .receipts import FISCAL, contact_of

AT_MOST = 500
MISSED = timedelta(hours=1)  # by then the outbox has taken it, unless there was no register at that time


def register(receipt_pk: int) -> None:
    """Have the register take the receipt; what it refuses is failed, and stands on the staff's list.

    Without a register it stays as it is. Raises OutcomeUnknown (the outbox sends it again) and GiveUp while
    the owner has not set the VAT.
    """
    found = FiscalReceipt.objects.select_related("order", "payment__account__user")
    receipt = found.get(pk=receipt_pk)
    if receipt.status != ReceiptStatus.REQUESTED:
        return
    where = register_of(receipt)
    if where is None:
        return
    if not fiscal_ready():
        raise GiveUp(vat_missing())
    try:
        answer = where.register(_told(receipt))
    except Refused as refusal:
        asked = FiscalReceipt.objects.filter(pk=receipt_pk, status=ReceiptStatus.REQUESTED)
        asked.update(status=ReceiptStatus.FAILED, failure_reason=refusal.code)
        return
    _write(receipt_pk, answer)


@transaction.atomic
def register_again(receipt_pk: int, *, actor: CustomUser) -> bool:
    """Staff send a receipt once more that was refused, or that nobody took; False when it is registered."""
    open_ones = FiscalReceipt.objects.exclude(status=ReceiptStatus.REGISTERED)
    receipt = open_ones.select_for_update(no_key=True, of=("self",)).filter(pk=receipt_pk).first()
    if receipt is None:
        return False
    journal.write_log(
        receipt, journal.RECEIPT_AGAIN, actor=actor, status=receipt.status, error=receipt.failure_reason
    )
    receipt.status, receipt.failure_reason = ReceiptStatus.REQUESTED, ""
    receipt.save(update_fields=["status", "failure_reason"])
    if is_taken(receipt):
        outbox.enqueue(FISCAL, f"{FISCAL}:{receipt.receipt_id}:{clock.now()}", {"receipt": receipt.pk})
    return True


def register_waiting() -> int:
    """Take up receipts that were written while there was no register, or no VAT; how many."""
    if not fiscal_ready():
        return 0
    waiting = FiscalReceipt.objects.filter(
        status=ReceiptStatus.REQUESTED, created_at__lte=clock.now() - MISSED
    )
    if not is_testing():
        waiting = waiting.exclude(payment__is_test=True)
    found = waiting.select_related("payment__gateway", "order").order_by("pk").iterator(chunk_size=AT_MOST)
    rows = list(islice((row for row in found if is_taken(row)), AT_MOST))
    for row in rows:
        outbox.enqueue(FISCAL, f"{FISCAL}:{row.receipt_id}:{clock.today()}", {"receipt": row.pk})
    return len(rows)


def _told(receipt: FiscalReceipt) -> ToRegister:
    company = company_settings()
    email, phone = contact_of(receipt.order, receipt.payment)
    return ToRegister(
        external_id=str(receipt.receipt_id),
        kind=receipt.kind,
        total=receipt.total,
        offset=receipt.offset,
        items=from_json(receipt.items, vat_code=company.vat_code),
        email=email,
        phone=phone,
        tax_system_code=company.tax_system_code,
    )


def _write(receipt_pk: int, answer: Registered) -> None:
    FiscalReceipt.objects.filter(pk=receipt_pk).exclude(status=ReceiptStatus.REGISTERED).update(
        status=ReceiptStatus.REGISTERED,
        register_id=answer.id[:120],
        fiscal_number=answer.fiscal_number[:120],
        registered_at=answer.registered_at,
        failure_reason="",
    )
