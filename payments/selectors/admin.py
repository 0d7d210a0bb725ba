"""What the back office lists of money, and how it is found."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core import clock
from orders.enums import OrderStatus, ReservationState
from orders.models import Order, OrderItem, Reservation
from orders.selectors.search import pattern_of, phone_patterns

from ..enums import ONLINE, GatewayType, InboxState, RefundRoad, RefundStatus
from ..models import BalanceAccount, FiscalReceipt, Payment, PaymentTransaction, Refund, WebhookEvent
from .debts import STANDING

REPEAT, CASH = "repeat", "cash"  # what refunds wait for
SILENT_FOR = timedelta(days=1)
MAX_QUERY = 100
MAX_WORDS = 5
HANDED_OVER = frozenset({OrderStatus.DELIVERED, OrderStatus.INSTALLED})


def payment_rows() -> QuerySet[Payment]:
    return Payment.objects.select_related("order", "gateway", "account__user")


def refund_rows() -> QuerySet[Refund]:
    """to_repeat, to_settle: whether it can be given back again, or be marked as given back otherwise."""
    own = {"pk": OuterRef("pk")}
    return Refund.objects.select_related("payment__order", "payment__gateway", "actor").annotate(
        to_repeat=Exists(refunds_to_repeat().filter(**own)),
        to_settle=Exists(refunds_to_settle().filter(**own)),
    )


def account_rows() -> QuerySet[BalanceAccount]:
    return BalanceAccount.objects.select_related("user")


def receipt_rows() -> QuerySet[FiscalReceipt]:
    return FiscalReceipt.objects.select_related("order", "payment")


def payment_screen() -> QuerySet[Payment]:
    """With everything that one payment's screen shows, except what the log says."""
    refunds = refund_rows().order_by("pk")
    movements = PaymentTransaction.objects.order_by("pk")
    return Payment.objects.select_related("order__user", "gateway", "account__user", "part").prefetch_related(
        "attempts",
        "fiscal_receipts",
        Prefetch("refunds", queryset=refunds),
        Prefetch("transactions", queryset=movements),
    )


def find_payments(payments: QuerySet[Payment], text: str) -> QuerySet[Payment]:
    """By order, invoice, our own number, or the provider's."""
    return _find(
        payments,
        text,
        "order__order_id",
        "invoice_number",
        "payment_id",
        "gateway_reference",
        "gateway_transaction_id",
    )


def find_refunds(refunds: QuerySet[Refund], text: str) -> QuerySet[Refund]:
    """By what finds its payment, our own number, or the provider's."""
    return _find(
        refunds,
        text,
        "payment__order__order_id",
        "payment__invoice_number",
        "payment__gateway_reference",
        "refund_id",
        "gateway_refund_id",
    )


def find_webhooks(events: QuerySet[WebhookEvent], text: str) -> QuerySet[WebhookEvent]:
    return _find(events, text, "event_key", "kind", "reference", "payment_uid")


def find_receipts(receipts: QuerySet[FiscalReceipt], text: str) -> QuerySet[FiscalReceipt]:
    return _find(
        receipts,
        text,
        "order__order_id",
        "payment__invoice_number",
        "receipt_id",
        "register_id",
        "fiscal_number",
    )


def find_accounts(accounts: QuerySet[BalanceAccount], text: str) -> QuerySet[BalanceAccount]:
    """By name, e-mail or phone of the customer."""
    names = ("user__first_name", "user__last_name", "user__email", "user__username")
    text = _clean(text)
    for word in text.split()[:MAX_WORDS]:
        found = Q(*[(f"{name}__regex", pattern_of(word)) for name in names], _connector=Q.OR)
        phones = [("user__phone__regex", pattern) for pattern in phone_patterns(word)]
        accounts = accounts.filter(found | Q(*phones, _connector=Q.OR) if phones else found)
    return accounts


def to_look_at() -> QuerySet[Payment]:
    """Payments that a person has to decide about."""
    return Payment.objects.exclude(review_reason="")


def refunds_to_repeat() -> QuerySet[Refund]:
    """Refunds that failed, and since then nobody has given anything of that payment back."""
    later = Refund.objects.filter(payment=OuterRef("payment"), pk__gt=OuterRef("pk"), status__in=STANDING)
    return Refund.objects.filter(status=RefundStatus.FAILED).exclude(Exists(later))


def refunds_to_settle() -> QuerySet[Refund]:
    """Those, and such as nobody has answered for a day, as when a provider's account or its keys are gone."""
    silent = Q(
        status=RefundStatus.REQUESTED,
        gateway_refund_id="",
        road=RefundRoad.PROVIDER,
        payment__gateway__gateway_type__in=ONLINE,
        created_at__lte=clock.now() - SILENT_FOR,
    )
    return Refund.objects.filter(silent | Q(pk__in=refunds_to_repeat().values("pk")))


def cash_to_hand_out() -> QuerySet[Refund]:
    """Cash that the shop itself owes back (`services.refunds.is_to_be_handed_out`)."""
    return Refund.objects.filter(
        status=RefundStatus.REQUESTED,
        road=RefundRoad.PROVIDER,
        actor=None,
        payment__gateway__gateway_type=GatewayType.CASH_ON_DELIVERY,
    )


def given_up_webhooks() -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(state=InboxState.BAD)


def returnable_lines(order: Order | None) -> list[OrderItem]:
    """Lines of an order that was handed over, of which pieces were sold and have not come back."""
    if order is None or order.status not in HANDED_OVER:
        return []
    sold = Reservation.objects.filter(order_item=OuterRef("pk"), state=ReservationState.CONSUMED)
    return list(OrderItem.objects.filter(Exists(sold), order=order).order_by("pk"))


def _clean(text: str) -> str:
    return text.replace("\x00", " ")[:MAX_QUERY]  # PostgreSQL refuses texts with it


def _find(rows: QuerySet, text: str, *columns: str) -> QuerySet:
    """Rows of which every word stands in one of the columns."""
    for word in _clean(text).split()[:MAX_WORDS]:
        rows = rows.filter(Q(*[(f"{column}__icontains", word) for column in columns], _connector=Q.OR))
    return rows
