"""Whether fiscal receipts can be made at all, and what stands in the way."""

from django.conf import settings
from django.utils.translation import gettext as _

from orders.selectors.company import company_settings

from ..enums import WITH_RECEIPTS, PaymentStatus, ReceiptKind
from ..models import FiscalReceipt, Payment
from ..providers.registry import is_testing


def fiscal_ready() -> bool:
    """Whether the owner has said which VAT stands on receipts. Nothing is supposed in his place."""
    return company_settings().vat_code is not None


def takes(receipt: FiscalReceipt) -> bool:
    """Whether the environment names a fiscal register for this receipt, which no provider registers.

    A real one hears nothing of test money; a pretend one stands only where the test gateway can be.
    """
    entry = settings.PAYMENT_PROVIDERS.get("register") or {}
    return bool(entry.get("url") and entry.get("key")) and (is_testing() or not _is_of_test_money(receipt))


def payment_with_second_receipt(receipt: FiscalReceipt) -> Payment | None:
    """The payment whose provider can register this receipt of a hand-over: the only one that prepaid it."""
    if receipt.payment_id is not None:
        return None
    first = FiscalReceipt.objects.filter(order=receipt.order_id, kind=ReceiptKind.PREPAYMENT)
    payments = [row.payment for row in first.select_related("payment__gateway")[:2]]
    alone = len(payments) == 1 and payments[0].gateway.gateway_type in WITH_RECEIPTS
    return payments[0] if alone else None


def is_taken(receipt: FiscalReceipt) -> bool:
    """Whether there is a register for this receipt."""
    return takes(receipt) or payment_with_second_receipt(receipt) is not None


def _is_of_test_money(receipt: FiscalReceipt) -> bool:
    if receipt.payment_id is not None:
        return receipt.payment.is_test
    return receipt.order.payments.filter(is_test=True, status=PaymentStatus.COMPLETED).exists()


def vat_missing() -> str:
    """The sentence for the staff, in the words of the form."""
    return _("Fiscal receipts wait until “VAT on fiscal receipts” is filled in under Settings, Company.")
