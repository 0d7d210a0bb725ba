"""The only code that moves balances: one locked row, one entry, one key."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, outbox
from core.money import ZERO, to_kopecks
from users.models import CustomUser

from ..enums import EntryKind
from ..errors import AmountWrong, InsufficientFunds
from ..models import BalanceAccount, BalanceEntry, Payment, Refund
from . import journal


def account_of(user_id: int) -> BalanceAccount:
    """The customer's account; made when it is asked for the first time."""
    BalanceAccount.objects.bulk_create([BalanceAccount(user_id=user_id)], ignore_conflicts=True)
    return BalanceAccount.objects.get(user_id=user_id)


@transaction.atomic
def post(
    account_id: int,
    amount: Decimal,
    *,
    kind: EntryKind,
    key: str,
    payment: Payment | None = None,
    refund: Refund | None = None,
    actor: CustomUser | None = None,
    reason: str = "",
) -> BalanceEntry:
    """Move a balance by `amount` roubles (plus comes in); the same `key` again moves nothing.

    Takes the account's lock until the caller's transaction ends. Raises InsufficientFunds; nothing is written
    then.
    """
    account = BalanceAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    if posted := BalanceEntry.objects.filter(key=key).first():
        return posted
    balance = account.balance + to_kopecks(amount)
    if balance < ZERO:
        raise InsufficientFunds(balance=account.balance, needed=-amount)
    account.balance = balance
    account.save(update_fields=["balance"])
    return BalanceEntry.objects.create(
        account=account,
        kind=kind,
        amount=to_kopecks(amount),
        balance_after=balance,
        payment=payment,
        refund=refund,
        actor=actor,
        reason=reason,
        key=key,
        created_at=clock.now(),
    )


@transaction.atomic
def credit(user_id: int, amount: Decimal, *, actor: CustomUser, reason: str, key: str) -> BalanceEntry:
    """Staff give money to a balance, or take back what was wrong (minus), and say why; waiting orders are
    paid from it.

    Raises AmountWrong, InsufficientFunds; writes nothing then.
    """
    if amount == ZERO:
        raise AmountWrong(_("Write an amount that is not zero."))
    kind = EntryKind.GRANT if amount > ZERO else EntryKind.CORRECTION
    account = account_of(user_id)
    if posted := BalanceEntry.objects.filter(key=key).first():
        return posted
    entry = post(account.pk, amount, kind=kind, key=key, actor=actor, reason=reason)
    if amount > ZERO:
        pay_waiting_later(user_id, because=key)
    journal.write_log(
        account,
        journal.BALANCE_CREDITED if amount > ZERO else journal.BALANCE_CORRECTED,
        actor=actor,
        note=reason,
        amount=entry.amount,
        old=entry.balance_after - entry.amount,
        new=entry.balance_after,
    )
    return entry


def pay_waiting_later(user_id: int, *, because: str) -> None:
    """Money has come to a balance: orders that wait for it are paid after the commit. because: what it came
    by, so that it is looked at once.
    """
    outbox.enqueue("payments.pay_waiting", f"payments.pay_waiting:{because}", {"user": user_id})
