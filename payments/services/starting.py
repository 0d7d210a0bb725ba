"""Beginning to pay: a row first, then the provider, never a provider inside a transaction."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, outbox
from core.money import format_rub, to_kopecks
from orders.enums import OrderStatus
from orders.models import Order
from orders.services.moves import lock_order

from ..amounts import cost_of
from ..enums import PaymentStatus, Purpose
from ..errors import AmountWrong, GatewayUnavailable, NothingDue, PaymentInProgress
from ..models import Payment, PaymentGateway
from ..providers.base import Charge, Money, Refused
from ..selectors.debts import due_of
from ..selectors.gateways import may_use, online_gateway, provider_of
from ..selectors.rules import payment_rules
from .ledger import account_of
from .locks import lock_payment, outside_transaction
from .receipts import receipt_of_payment
from .waking import wake_parked

CALLED_OFF = "cancelled"  # in the address of who comes back without having paid
START, CANCEL = "payments.start", "payments.cancel"
STARTED_BY_NOW = timedelta(seconds=30)  # the caller asks the provider at once; the outbox only if he died
PAGE_LIVES = timedelta(hours=24)  # of a payment for which no pieces are held


@transaction.atomic
def open_payment(order_id: int, *, gateway_type: str) -> Payment:
    """A pending payment of what is due for the order; the one that is open already when it is the same.

    Another open one is closed: money that still comes by it is not lost. Raises NothingDue,
    GatewayUnavailable, PaymentInProgress, OrderNotFound; writes nothing then.
    """
    order = lock_order(order_id)
    gateway = online_gateway(gateway_type)
    due = due_of(order)
    if due is None or _is_overdue(order):
        raise NothingDue
    if is_looked_into(order):
        raise PaymentInProgress
    current = Payment.objects.filter(order=order, status=PaymentStatus.PENDING).first()
    if current is not None:
        if _is_same(current, gateway, due.amount) and not _is_old(current):
            return current
        close(current, PaymentStatus.CANCELLED)
    expires_at = order.pay_until or clock.now() + PAGE_LIVES
    return _create(
        gateway,
        due.amount,
        expires_at=expires_at,
        order=order,
        part=due.part,
        purpose=due.purpose,
    )


@transaction.atomic
def open_top_up(user_id: int, amount: Decimal, *, gateway_type: str) -> Payment:
    """A pending payment into the customer's balance. Raises AmountWrong, GatewayUnavailable."""
    gateway, rules = online_gateway(gateway_type), payment_rules()
    if not may_use(gateway, None):
        raise GatewayUnavailable
    if amount != to_kopecks(amount) or not rules.top_up_minimum <= amount <= rules.top_up_maximum:
        raise AmountWrong(
            _("A top-up is from %(low)s to %(high)s.")
            % {"low": format_rub(rules.top_up_minimum), "high": format_rub(rules.top_up_maximum)}
        )
    expires_at = clock.now() + PAGE_LIVES
    account = account_of(user_id)
    return _create(gateway, amount, expires_at=expires_at, account=account, purpose=Purpose.TOP_UP)


def start(payment_pk: int) -> Payment:
    """Make the payment at its provider; afterwards `pay_url` is where the customer pays. Done once, however
    often it is called: the key is the payment's own number. Not inside a transaction.

    Raises OutcomeUnknown when the provider does not answer (the outbox asks again) and Refused when it will
    not; the payment is failed then.
    """
    outside_transaction()
    payment = Payment.objects.select_related("gateway", "order__user", "account__user").get(pk=payment_pk)
    if payment.gateway_reference or payment.status != PaymentStatus.PENDING:
        return payment
    provider = provider_of(payment)
    try:
        started = provider.start(charge_of(payment))
    except Refused as refusal:
        _refused(payment.pk, refusal)
        raise
    return _started(payment.pk, reference=started.reference, url=started.url)


def is_looked_into(order: Order) -> bool:
    """Money came for the order that nobody has counted yet: paying again would be paying twice."""
    return Payment.objects.filter(order=order, status=PaymentStatus.REVIEW, captured__gt=0).exists()


def close(payment: Payment, status: PaymentStatus) -> None:
    """End a payment that nobody has paid; its page at the provider is closed by the outbox, which also looks
    whether money came in the meantime. The caller holds order and payment.
    """
    payment.status = status
    payment.save(update_fields=["status", "updated_at"])
    outbox.enqueue(CANCEL, f"{CANCEL}:{payment.payment_id}", {"payment": payment.pk})


def release(payment: Payment) -> None:
    """Money is held that nobody takes: the outbox lets it go. The caller holds the payment."""
    outbox.enqueue(CANCEL, f"{CANCEL}:{payment.payment_id}:release", {"payment": payment.pk})


def charge_of(payment: Payment) -> Charge:
    """What the provider is told; built from the row alone, so that each repetition is the same."""
    uid = str(payment.payment_id)
    number = payment.order_reference
    with translation.override(settings.LANGUAGE_CODE):  # whoever asked, and whoever asks again
        told = _("Order %(number)s") % {"number": number} if number else _("Balance top-up")
    person = payment.order or payment.account.user
    back = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("payment_return", args=[uid])
    return Charge(
        payment_id=uid,
        key=uid,
        money=Money(payment.charged, payment.currency),
        number=number or uid[:8],
        description=f"{told}, {settings.WAGTAIL_SITE_NAME}",
        return_url=back,
        cancel_url=f"{back}?{CALLED_OFF}",
        email=person.contact_email if payment.order_id else person.email,
        pay_until=payment.expires_at,
        receipt=receipt_of_payment(payment),
    )


def _create(gateway: PaymentGateway, amount: Decimal, *, expires_at, **of) -> Payment:
    cost = cost_of(amount, gateway)
    payment = Payment.objects.create(
        gateway=gateway,
        is_test=gateway.is_test_mode,
        amount=amount,
        gateway_fee=cost.fee,
        total_amount=cost.total,
        currency=gateway.currency,
        rate=gateway.rate,
        charged=cost.charged,
        expires_at=expires_at,
        created_at=clock.now(),
        **of,
    )
    outbox.enqueue(
        START,
        f"{START}:{payment.payment_id}",
        {"payment": payment.pk},
        available_at=clock.now() + STARTED_BY_NOW,
    )
    return payment


@transaction.atomic
def _started(payment_pk: int, *, reference: str, url: str) -> Payment:
    payment = lock_payment(payment_pk)
    if payment.gateway_reference:
        return payment
    payment.gateway_reference, payment.pay_url = reference, url
    payment.save(update_fields=["gateway_reference", "pay_url", "updated_at"])
    if payment.status != PaymentStatus.PENDING:  # closed while the provider was asked
        outbox.enqueue(CANCEL, f"{CANCEL}:{payment.payment_id}:late", {"payment": payment.pk})
    wake_parked(payment)
    return payment


@transaction.atomic
def _refused(payment_pk: int, refusal: Refused) -> None:
    payment = lock_payment(payment_pk)
    if payment.status == PaymentStatus.PENDING and not payment.gateway_reference:
        payment.status = PaymentStatus.FAILED
        payment.metadata = {**payment.metadata, "refused": refusal.code}
        payment.save(update_fields=["status", "metadata", "updated_at"])


def _is_same(payment: Payment, gateway: PaymentGateway, amount: Decimal) -> bool:
    """Whether it asks by this gateway for just what a new one would: fee or rate may have changed since."""
    cost = cost_of(amount, gateway)
    asked = (payment.amount, payment.total_amount, payment.currency, payment.charged)
    is_same_way = (payment.gateway_id, payment.is_test) == (gateway.pk, gateway.is_test_mode)
    return is_same_way and asked == (amount, cost.total, gateway.currency, cost.charged)


def _is_overdue(order: Order) -> bool:
    waits = order.status == OrderStatus.PENDING and order.pay_until is not None
    return waits and order.pay_until <= clock.now()


def _is_old(payment: Payment) -> bool:
    return payment.expires_at is not None and payment.expires_at <= clock.now()
