"""Receipts of money that came in or went back: what the provider is told of it (54-FZ), and our own rows."""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, outbox
from core.money import ZERO
from orders.documents import LANGUAGE
from orders.enums import OrderStatus
from orders.models import Order
from orders.selectors.company import company_settings

from ..enums import WITH_RECEIPTS, GatewayType, ReceiptKind, ReceiptStatus, RefundRoad
from ..fiscal import FEE, Mode, Named, Subject, as_json, items_of
from ..models import FiscalReceipt, Payment, Refund
from ..providers.base import Receipt, ReceiptItem
from ..selectors.fiscal import fiscal_ready, is_taken
from ..splits import ADVANCE, DELIVERY, Parts, item_key, split
from .movements import covers_order, parts_of, shares

PAPER = "payments.receipt"
FISCAL = "payments.fiscal"
HANDED_OVER = frozenset({OrderStatus.DELIVERED, OrderStatus.INSTALLED})
Names = dict[str, Named]


def receipt_of_payment(payment: Payment) -> Receipt | None:
    """For a provider that registers it with the payment; None for the others, and while the owner has not
    set the VAT. Built from rows alone, so that each repetition is the same.
    """
    if payment.gateway.gateway_type not in WITH_RECEIPTS or not fiscal_ready():
        return None
    return _receipt(payment, _payment_items(payment, _mode(payment)))


def receipt_of_refund(refund: Refund) -> Receipt | None:
    """The same for money that goes back through its provider."""
    if refund.payment.gateway.gateway_type not in WITH_RECEIPTS or not fiscal_ready():
        return None
    return _receipt(refund.payment, _refund_items(refund))


def order_receipt_of_payment(payment: Payment) -> None:
    """Write the fiscal receipt of a completed payment once, and ask for both papers. In the caller's
    transaction: rows and outbox rows only.
    """
    mode = _mode(payment)
    from_balance = payment.gateway.gateway_type == GatewayType.BALANCE
    write_receipt(
        f"payment:{payment.payment_id}",
        kind=ReceiptKind.FULL_PAYMENT if mode == Mode.FULL_PAYMENT else ReceiptKind.PREPAYMENT,
        payment=payment,
        total=payment.total_amount,
        offset=payment.total_amount if from_balance else ZERO,  # its money had a receipt as it was topped up
        items=_payment_items(payment, mode),
        told=payment.gateway_transaction_id or payment.gateway_reference,
    )
    if payment.order_id:
        outbox.enqueue(PAPER, f"{PAPER}:{payment.payment_id}", {"payment": payment.pk})


def order_receipt_of_refund(refund: Refund) -> None:
    """Write the fiscal receipt of money that has gone back, once; none where its payment had none. In the
    caller's transaction: rows and outbox rows only.
    """
    payment = refund.payment
    if not FiscalReceipt.objects.filter(key=f"payment:{payment.payment_id}").exists():
        return
    stays_here = refund.road == RefundRoad.BALANCE
    write_receipt(
        f"refund:{refund.refund_id}",
        kind=ReceiptKind.REFUND,
        payment=payment,
        refund=refund,
        total=refund.amount,
        offset=refund.amount if stays_here else ZERO,
        items=_refund_items(refund),
        told=refund.gateway_refund_id if refund.road == RefundRoad.PROVIDER else "",
    )


def write_receipt(
    key: str,
    *,
    kind: ReceiptKind,
    total: Decimal,
    offset: Decimal,
    items: list[ReceiptItem],
    order: Order | None = None,
    payment: Payment | None = None,
    refund: Refund | None = None,
    told: str = "",
) -> bool:
    """Write the row under `key` and have it registered; False when it was written before.

    told: the provider's number of the payment or refund, by which it has registered the receipt itself.
    """
    done = _done_by_provider(payment, told) if payment and told else {}
    row, is_new = FiscalReceipt.objects.get_or_create(
        key=key,
        defaults={
            "order": order or (payment.order if payment else None),
            "payment": payment,
            "refund": refund,
            "kind": kind,
            "total": total,
            "offset": offset,
            "items": as_json(items),
            "created_at": clock.now(),
            **done,
        },
    )
    if is_new and not done and is_taken(row):
        outbox.enqueue(FISCAL, f"{FISCAL}:{row.receipt_id}", {"receipt": row.pk})
    return is_new


def names_of(order: Order | None) -> Names:
    """What the parts of a sum are called, in the order's own words."""
    with translation.override(LANGUAGE):
        if order is None:
            return {ADVANCE: Named(_("Balance top-up"), subject=Subject.PAYMENT), **_fee()}
        lines = {
            item_key(item.pk): Named(", ".join(filter(None, [item.name, item.label])), item.quantity)
            for item in order.items.order_by("pk")
        }
        return {
            **lines,
            DELIVERY: Named(_("Delivery"), subject=Subject.SERVICE),
            ADVANCE: Named(_("Advance"), subject=Subject.PAYMENT),
            **_fee(),
        }


def is_handed_over(order: Order) -> bool:
    return order.status in HANDED_OVER


def _done_by_provider(payment: Payment, told: str) -> dict:
    """Columns of a receipt that came into being with the payment or refund `told`; empty for the others."""
    gateway_type = payment.gateway.gateway_type
    if gateway_type not in WITH_RECEIPTS:
        return {}
    return {
        "status": ReceiptStatus.REGISTERED,
        "register_id": f"{gateway_type}:{told}"[:120],
        "registered_at": clock.now(),
    }


def _fee() -> Names:
    return {FEE: Named(_("Fee for the way of payment"), subject=Subject.SERVICE)}


def _payment_items(payment: Payment, mode: Mode) -> list[ReceiptItem]:
    parts = list(parts_of(payment)) if payment.order_id else _advance(payment.amount)
    fee = payment.total_amount - payment.amount
    if fee > ZERO:
        parts.append({"what": FEE, "amount": f"{fee:.2f}"})
    return items_of(parts, names_of(payment.order), mode=mode, vat_code=company_settings().vat_code)


def _refund_items(refund: Refund) -> list[ReceiptItem]:
    payment, parts = refund.payment, refund.parts
    if not parts:  # of a top-up, or of a payment that never counted
        parts = split(refund.amount, shares(payment.order)) if payment.order_id else _advance(refund.amount)
    vat_code = company_settings().vat_code
    return items_of(parts, names_of(payment.order), mode=_refund_mode(payment), vat_code=vat_code)


def _advance(amount: Decimal) -> Parts:
    return [{"what": ADVANCE, "amount": f"{amount:.2f}"}]


def _mode(payment: Payment) -> Mode:
    """How far the payment settles what it is for, as the order stands now."""
    if payment.order_id is None:
        return Mode.ADVANCE
    if is_handed_over(payment.order):
        return Mode.FULL_PAYMENT
    return Mode.FULL_PREPAYMENT if covers_order(payment) else Mode.PARTIAL_PREPAYMENT


def _refund_mode(payment: Payment) -> Mode:
    """That of the receipt which it takes back: of the last one, if there were two."""
    if payment.order_id is None:
        return Mode.ADVANCE
    if is_handed_over(payment.order):
        return Mode.FULL_PAYMENT
    written = FiscalReceipt.objects.filter(key=f"payment:{payment.payment_id}").first()
    modes = {item["mode"] for item in written.items} if written else set()
    return Mode.PARTIAL_PREPAYMENT if Mode.PARTIAL_PREPAYMENT in modes else Mode.FULL_PREPAYMENT


def _receipt(payment: Payment, items: list[ReceiptItem]) -> Receipt:
    email, phone = contact_of(payment.order, payment)
    return Receipt(items=items, email=email, phone=phone, tax_system_code=company_settings().tax_system_code)


def contact_of(order: Order | None, payment: Payment | None) -> tuple[str, str]:
    """E-mail and phone (E.164) that the receipt goes to; either may be ""."""
    if order is not None:
        return order.contact_email, order.contact_phone
    user = payment.account.user
    return user.email, user.phone or ""
