"""The receipt on paper: drawn once for each payment of an order, and once more at the hand-over."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.money import ZERO, format_rub_exactly
from core.outbox import GiveUp
from orders.documents import LANGUAGE
from orders.errors import DocumentIncomplete
from orders.models import Order, OrderDocument
from orders.papers import EarlierPayment, ReceiptPaper
from orders.selectors.papers import receipt_paper
from orders.services.documents import make_receipt

from ..enums import Currency, PaymentStatus, ReceiptKind, ReceiptStatus
from ..fiscal import Mode
from ..models import FiscalReceipt, Payment
from ..selectors.debts import STANDING
from ..words import charged_words, rate_words
from .receipts import contact_of


def paper_of_payment(payment_pk: int) -> OrderDocument:
    """The receipt of a completed payment; any number of calls draw one. Not inside a transaction.

    Raises GiveUp, naming what is missing, while the data of the company that it needs are empty.
    """
    payment = Payment.objects.select_related("order", "gateway").get(pk=payment_pk)
    order, key = payment.order, f"payment:{payment.payment_id}"
    fiscal = FiscalReceipt.objects.filter(key=key).first()
    with translation.override(LANGUAGE):
        paper = receipt_paper(
            order,
            number=payment.invoice_number,
            day=timezone.localdate(payment.completed_at),
            paid=payment.amount,
            method=_method(payment),
            settlement=_settlement(fiscal),
            earlier=_earlier(payment),
            fiscal_to=_sent_to(order, fiscal),
        )
        return _keep(order, f"receipt:{payment.payment_id}", paper)


def paper_of_handover(order_pk: int) -> OrderDocument:
    """The receipt of full payment for an order that was paid before; as `paper_of_payment` else."""
    order = Order.objects.get(pk=order_pk)
    fiscal = FiscalReceipt.objects.get(key=f"handover:{order.order_id}")
    last = order.payments.filter(status=PaymentStatus.COMPLETED).order_by("completed_at", "pk").last()
    is_whole = fiscal.total >= order.total
    with translation.override(LANGUAGE):
        paper = receipt_paper(
            order,
            number=f"{last.invoice_number}-2",
            day=timezone.localdate(fiscal.created_at),
            paid=fiscal.total,
            method=_("offset of the prepayment"),
            settlement=_("full payment") if is_whole else _("a part, the rest is still owed"),
            is_offset=True,
            fiscal_to=_sent_to(order, fiscal),
        )
        return _keep(order, f"receipt:handover:{order.order_id}", paper)


def _keep(order: Order, key: str, paper: ReceiptPaper) -> OrderDocument:
    try:
        return make_receipt(order, key=key, paper=paper)
    except DocumentIncomplete as missing:  # trying again helps only after a person has filled it in
        raise GiveUp(missing.message) from missing


def _earlier(payment: Payment) -> Sequence[EarlierPayment]:
    """The order's payments before this one, as they stood when it came."""
    moment = payment.completed_at
    before = Payment.objects.filter(order=payment.order_id, status=PaymentStatus.COMPLETED).filter(
        Q(completed_at__lt=moment) | Q(completed_at=moment, pk__lt=payment.pk)
    )
    rows = []
    for other in before.select_related("gateway").order_by("completed_at", "pk"):
        refunds = other.refunds.filter(status__in=STANDING, created_at__lte=moment)
        amount = other.amount - sum(refunds.values_list("amount", flat=True), ZERO)
        if amount > ZERO:
            rows.append(EarlierPayment(timezone.localdate(other.completed_at), amount, _way(other)))
    return rows


def _method(payment: Payment) -> str:
    """The way in words; a fee that the customer bears and what was charged in another currency are said
    beside the sum that counts for the order.
    """
    told, fee = _way(payment), payment.total_amount - payment.amount
    if fee > ZERO:
        told = _("%(way)s, and a fee of %(fee)s") % {"way": told, "fee": format_rub_exactly(fee)}
    if payment.currency == Currency.RUB:
        return told
    charged, rate = charged_words(payment), rate_words(payment.rate)
    return _("%(way)s; charged %(sum)s at the rate of %(rate)s") % {"way": told, "sum": charged, "rate": rate}


def _way(payment: Payment) -> str:
    known = {
        "card": _("by bank card"),
        "bank_card": _("by bank card"),
        "sbp": _("through the Faster Payments System"),
        "balance": _("from the balance in the shop"),
        "cash": _("on delivery, in cash or by card"),
    }
    return known.get(payment.payment_method, payment.gateway.name)


def _settlement(fiscal: FiscalReceipt | None) -> str:
    """As the fiscal receipt calls it."""
    if fiscal is None:
        return ""
    if fiscal.kind == ReceiptKind.FULL_PAYMENT:
        return _("full payment")
    modes = {item["mode"] for item in fiscal.items}
    if Mode.FULL_PREPAYMENT in modes:
        return _("prepayment of the whole")
    return _("partial prepayment") if Mode.PARTIAL_PREPAYMENT in modes else _("advance")


def _sent_to(order: Order, fiscal: FiscalReceipt | None) -> str:
    if fiscal is None or fiscal.status != ReceiptStatus.REGISTERED:
        return ""
    email, phone = contact_of(order, None)
    return email or phone
