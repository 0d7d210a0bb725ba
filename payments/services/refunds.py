"""Giving money back: asked for by staff or by the shop itself, carried out by the outbox."""

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.money import ZERO, to_kopecks
from orders.enums import EventKind, Role
from orders.services.events import write_event
from orders.services.moves import lock_order
from orders.services.pieces import return_sold
from users.models import CustomUser

from ..enums import (
    UNDER_WAY,
    EntryKind,
    GatewayType,
    PaymentStatus,
    RefundReason,
    RefundRoad,
    RefundStatus,
)
from ..errors import (
    GatewayUnavailable,
    PaymentNotFound,
    RefundAboveLimit,
    RefundExceeds,
    RefundReasonWrong,
)
from ..models import BalanceAccount, Payment, Refund
from ..providers.base import (
    Money,
    NotFound,
    OutcomeUnknown,
    Provider,
    RefundOrder,
    RefundSnapshot,
    RefundState,
    Refused,
)
from ..selectors.debts import received
from ..selectors.gateways import can_go_to_balance, provider_of
from ..selectors.refund_limits import BY_STAFF, limit_left
from ..selectors.rules import payment_rules
from . import journal
from .ledger import account_of, post
from .locks import lock_payment, outside_transaction
from .movements import record_refund
from .receipts import order_receipt_of_refund, receipt_of_refund
from .refund_rows import (
    is_on_balance,
    new_refund,
    received_money,
    received_total,
    refund_by_shop,
    stand_again,
)
from .states import recount

GIVABLE = frozenset({PaymentStatus.COMPLETED})  # what is looked into goes back whole, by `reviewing`


def can_be_refunded(payment: Payment) -> bool:
    """Whether staff can give something of it back."""
    return payment.status in GIVABLE and payment.refundable > ZERO


@transaction.atomic
def refund_payment(
    payment_id: int,
    amount: Decimal,
    *,
    actor: CustomUser,
    reason: RefundReason,
    key: str,
    road: RefundRoad = RefundRoad.PROVIDER,
    note: str = "",
    returned_items: Collection[int] = (),
) -> Refund:
    """Give back a part of a payment, or all of it. amount: roubles.

    returned_items: order lines whose pieces lie on the shelf again. key: of this act; the same again gives
    the same refund. Raises RefundExceeds, RefundAboveLimit, RefundReasonWrong, AmountWrong,
    GatewayUnavailable, PaymentNotFound, InsufficientFunds (a top-up that is spent); writes nothing then.
    """
    payment, key = lock_payment(payment_id), f"{BY_STAFF}{key}"
    if payment.status not in GIVABLE:
        raise RefundExceeds(ZERO)
    if existing := Refund.objects.filter(key=key).first():
        return existing
    if road == RefundRoad.BALANCE and not can_go_to_balance(payment):
        raise GatewayUnavailable
    check_limit(payment, amount, actor)
    _check_reason(payment, amount, reason)
    if payment.order_id and returned_items:
        return_sold(payment.order, item_ids=returned_items)
    refund = new_refund(payment, amount, reason=reason, road=road, key=key, actor=actor, note=note)
    if payment.order_id:
        recount(payment.order)
    journal.write_log(
        payment,
        journal.REFUND_ASKED,
        actor=actor,
        amount=refund.amount,
        reason=refund.reason,
        road=refund.road,
        note=note,
        refund=refund.pk,
        returned_items=sorted(returned_items),
    )
    return refund


@transaction.atomic
def refund_order(order_id: int, *, reason: RefundReason, because: str) -> None:
    """Give back all that an order has received, payment by payment, the newest first; one that cannot go back
    stands on the staff's list and stops no other. because: what caused it, which makes it happen once.
    """
    order = lock_order(order_id)
    found = order.payments.filter(status=PaymentStatus.COMPLETED).order_by("-pk")
    for payment in [lock_payment(pk) for pk in found.values_list("pk", flat=True)]:
        if payment.refundable > ZERO:
            key = f"{because}:{payment.payment_id}"
            refund_by_shop(payment, payment.refundable, reason=reason, key=key)
    recount(order)


def carry_out(refund_pk: int) -> None:
    """Do a requested refund, once: whoever repeats it uses the same key. Not inside a transaction.

    Raises OutcomeUnknown when the provider does not answer: the outbox asks again.
    """
    outside_transaction()
    refund = Refund.objects.select_related("payment__gateway", "payment__order", "payment__account").get(
        pk=refund_pk
    )
    if refund.status not in UNDER_WAY:
        return
    if refund.road == RefundRoad.BALANCE or not refund.payment.gateway.is_online:
        if not is_to_be_handed_out(refund):
            finish(refund.pk)
        return
    provider = provider_of(refund.payment)
    if refund.gateway_refund_id:
        apply_refund(refund.pk, provider.fetch_refund(refund.gateway_refund_id))
        return
    # It may have been asked for before, and no answer came: keys are forgotten after a day, so it is looked
    # for first, and once more before a refusal is believed.
    try:
        snapshot = _found(provider, refund) or _asked(provider, refund)
    except NotFound:
        fail(refund.pk, reason="not_found")
    except Refused as refusal:
        fail(refund.pk, reason=refusal.code)
    else:
        apply_refund(refund.pk, snapshot)


def _asked(provider: Provider, refund: Refund) -> RefundSnapshot:
    """Raises Refused when it is not there afterwards either."""
    try:
        return provider.refund(_order_of(refund))
    except Refused:
        if known := _found(provider, refund):
            return known
        raise


def _found(provider: Provider, refund: Refund) -> RefundSnapshot | None:
    """The refund as the provider has it already. Raises OutcomeUnknown when that cannot be told, NotFound for
    a payment that it knows no more.
    """
    try:
        known = provider.fetch(refund.payment.gateway_reference).refunds
    except NotFound:
        raise
    except Refused as refusal:
        raise OutcomeUnknown(refusal.code, "refunds cannot be looked for") from refusal
    return next((each for each in known if each.refund_id == str(refund.refund_id)), None)


def is_to_be_handed_out(refund: Refund) -> bool:
    """Cash that the shop itself owes back, as for a cancelled order: it waits until somebody has given it."""
    by_hand = refund.payment.gateway.gateway_type == GatewayType.CASH_ON_DELIVERY
    return by_hand and refund.road == RefundRoad.PROVIDER and refund.actor_id is None


@transaction.atomic
def hand_out(refund_pk: int, *, actor: CustomUser) -> Refund:
    """Cash was given back by `actor`. Raises PaymentNotFound when none waits for it."""
    refund = _locked(refund_pk)
    if refund.status != RefundStatus.REQUESTED or not is_to_be_handed_out(refund):
        raise PaymentNotFound
    refund.actor = actor
    refund.save(update_fields=["actor"])
    amount = refund.amount
    journal.write_log(refund.payment, journal.CASH_HANDED_OUT, actor=actor, amount=amount, refund=refund.pk)
    finish(refund_pk)
    return refund


def apply_refund(refund_pk: int, snapshot: RefundSnapshot) -> None:
    """Bring our row to what the provider says of it; where it says another end than ours, that counts."""
    status = Refund.objects.values_list("status", flat=True).get(pk=refund_pk)
    if status not in UNDER_WAY:
        _disagree(refund_pk, snapshot)
    elif snapshot.state == RefundState.COMPLETED:
        finish(refund_pk, reference=snapshot.reference)
    elif snapshot.state == RefundState.FAILED:
        fail(refund_pk, reason="refused_later", reference=snapshot.reference)
    else:
        Refund.objects.filter(pk=refund_pk, status=RefundStatus.REQUESTED).update(
            status=RefundStatus.PENDING, gateway_refund_id=snapshot.reference
        )


@transaction.atomic
def _disagree(refund_pk: int, snapshot: RefundSnapshot) -> None:
    """We thought that it failed, and it is back: it is taken off again, if it fits. We thought that it is
    back, and it failed; or the staff gave it back, and so did the provider: the staff are told.
    """
    refund = _locked(refund_pk)
    payment, is_back = refund.payment, snapshot.state == RefundState.COMPLETED
    if refund.status == RefundStatus.FAILED:
        if not is_back:
            return
        if refund.amount <= min(payment.refundable, _unspent(payment)):
            stand_again(payment, refund, because="refund_after_all")
            finish(refund.pk, reference=snapshot.reference)
            return
    elif refund.road == RefundRoad.OUTSIDE:
        if not is_back:
            return
    elif snapshot.state != RefundState.FAILED:
        return
    _to_look_at(payment, "refund_differs", f"{refund.refund_id}:{snapshot.state}")


def _to_look_at(payment: Payment, reason: str, what: str) -> None:
    """Put it on the staff's list. what: they have looked at once is not told again."""
    known = payment.metadata.get("told_staff", [])
    if what in known:
        return
    payment.review_reason = reason
    payment.metadata = {**payment.metadata, "told_staff": [*known, what]}
    payment.save(update_fields=["review_reason", "metadata", "updated_at"])


@transaction.atomic
def finish(refund_pk: int, *, reference: str = "") -> None:
    """The money is back: movement, timeline, receipt, once."""
    refund = _locked(refund_pk)
    if refund.status not in UNDER_WAY:
        return
    payment = refund.payment
    refund.status, refund.processed_at = RefundStatus.COMPLETED, clock.now()
    refund.gateway_refund_id = reference or refund.gateway_refund_id
    refund.save(update_fields=["status", "processed_at", "gateway_refund_id"])
    record_refund(refund)
    if payment.order_id:
        data = {"payment": payment.pk, "refund": refund.pk, "amount": f"{refund.amount:.2f}"}
        role = Role.STAFF if refund.actor_id else Role.SYSTEM
        write_event(payment.order, EventKind.REFUNDED, role=role, actor=refund.actor, data=data)
        recount(payment.order)
    order_receipt_of_refund(refund)
    if refund.road == RefundRoad.BALANCE:
        post(
            account_of(payment.user.pk).pk,
            refund.amount,
            kind=EntryKind.REFUND,
            key=f"refund:{refund.refund_id}",
            payment=payment,
            refund=refund,
        )


@transaction.atomic
def fail(refund_pk: int, *, reason: str, reference: str = "") -> None:
    """The provider will not do it: the amount can be refunded again, and the staff are told."""
    refund = _locked(refund_pk)
    if refund.status not in UNDER_WAY:
        return
    payment = refund.payment
    refund.status, refund.failure_reason = RefundStatus.FAILED, reason
    refund.gateway_refund_id = reference or refund.gateway_refund_id
    refund.save(update_fields=["status", "failure_reason", "gateway_refund_id"])
    payment.refunded -= refund.amount
    payment.save(update_fields=["refunded", "updated_at"])
    if payment.status != PaymentStatus.COMPLETED:  # of money that does not count: it is to be looked at again
        payment.status, payment.review_reason = PaymentStatus.REVIEW, "refund_failed"
        payment.save(update_fields=["status", "review_reason", "updated_at"])
    if payment.order_id:
        recount(payment.order)
    elif refund.balance_entries.filter(key=f"refund:{refund.refund_id}").exists():
        key = f"refund_failed:{refund.refund_id}"
        kind = EntryKind.CORRECTION
        post(payment.account_id, refund.amount, kind=kind, key=key, payment=payment, refund=refund)


@transaction.atomic
def adopt_refund(payment_id: int, snapshot: RefundSnapshot) -> None:
    """A refund that somebody made in the provider's cabinet: written down once, as far as it fits."""
    payment = lock_payment(payment_id)
    if payment.refunds.filter(gateway_refund_id=snapshot.reference).exists():
        return
    given, there = min(payment.refundable, _roubles(payment, snapshot)), _unspent(payment)
    amount = min(given, there)
    if amount <= ZERO or there < given:
        _to_look_at(payment, "refunded_at_provider", f"{snapshot.reference}:{snapshot.money.amount}")
    if amount <= ZERO:
        return
    refund = new_refund(
        payment,
        amount,
        reason=RefundReason.AT_PROVIDER,
        road=RefundRoad.PROVIDER,
        key=f"at_provider:{snapshot.reference}",
        charged=snapshot.money.amount,
    )
    refund.gateway_refund_id = snapshot.reference
    refund.save(update_fields=["gateway_refund_id"])
    if payment.order_id:
        recount(payment.order)
    apply_refund(refund.pk, snapshot)


def _unspent(payment: Payment) -> Decimal:
    """What of it can go back: of a top-up no more than lies on the balance, which is held from now on."""
    if not is_on_balance(payment):
        return payment.refundable
    account = BalanceAccount.objects.select_for_update(no_key=True).get(pk=payment.account_id)
    return account.balance


def _roubles(payment: Payment, snapshot: RefundSnapshot) -> Decimal:
    return to_kopecks(snapshot.money.amount * payment.rate)


def _locked(refund_pk: int) -> Refund:
    payment_id = Refund.objects.filter(pk=refund_pk).values_list("payment_id", flat=True).first()
    if payment_id is None:
        raise PaymentNotFound
    payment = lock_payment(payment_id)
    refund = Refund.objects.select_for_update(no_key=True).get(pk=refund_pk)
    refund.payment = payment
    return refund


def _order_of(refund: Refund) -> RefundOrder:
    payment = refund.payment
    return RefundOrder(
        refund_id=str(refund.refund_id),
        key=str(refund.refund_id),
        reference=payment.gateway_reference,
        transaction_id=payment.gateway_transaction_id,
        money=Money(refund.charged, received_money(payment).currency),
        total=received_total(payment),
        description=payment.order_reference,
        receipt=receipt_of_refund(refund),
    )


def check_limit(payment: Payment, amount: Decimal, actor: CustomUser) -> None:
    """Raises RefundAboveLimit."""
    left = limit_left(payment, actor)
    if left is not None and amount > left:
        raise RefundAboveLimit(payment_rules().refund_limit)


def _check_reason(payment: Payment, amount: Decimal, reason: RefundReason) -> None:
    """What goes back because it was owed changes nothing of the order's price, so the customer would be asked
    to pay it again: it must be true. A part that was paid twice is too much as well.
    """
    order = payment.order if payment.order_id else None
    if reason == RefundReason.ORDER_CANCELLED and (order is None or not order.is_cancelled):
        raise RefundReasonWrong(_("The order is not cancelled. Choose another reason."))
    if reason == RefundReason.SURPLUS and order is not None:
        settled = received(order).settled
        if settled - amount < order.total <= settled:
            raise RefundReasonWrong(_("So much was not paid beyond the order. Choose another reason."))
