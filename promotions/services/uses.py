"""The only code that counts uses: each count is one conditional UPDATE whose row count is the answer.

Locks: the promotion, then the voucher, then the rows of the customer by key. Promotions of one order come in
order of ids.
"""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from ..customers import limit_per_customer
from ..errors import UsedByCustomer, UsedUp
from ..models import CustomerUse, Promotion, Voucher

# The limits that a use may count against.
PROMOTION, VOUCHER, CUSTOMER, CUSTOMER_OF_VOUCHER = "promotion", "voucher", "customer", "customer_of_voucher"


@transaction.atomic
def redeem(promotion_id: int, *, voucher_id: int | None, keys: Sequence[str]) -> list[str]:
    """Count one use by the customer of these keys (`promotions.customers.customer_keys`); which limits it
    counts against, for `give_back`.

    Raises UsedUp, UsedByCustomer, and then nothing is counted. What has no limit writes nothing, so that a
    promotion for everybody does not make all checkouts wait for its row.
    """
    promotion, voucher = _rows(promotion_id, voucher_id)
    title, counted = voucher.code if voucher else promotion.title, []
    if promotion.total_limit is not None:
        _count(Promotion.objects.filter(pk=promotion_id, total_limit__gt=F("used_count")), title)
        counted.append(PROMOTION)
    if voucher and voucher.uses_limit is not None:
        _count(Voucher.objects.filter(pk=voucher_id, uses_limit__gt=F("used_count")), title)
        counted.append(VOUCHER)
    for name, limit, uses in _customer_limits(promotion, voucher):
        _count_customer(uses, limit, keys, title)
        counted.append(name)
    return counted


@transaction.atomic
def give_back(
    promotion_id: int, *, voucher_id: int | None, keys: Sequence[str], counted: Collection[str]
) -> None:
    """Take one use back, of an order that came to nothing. The caller sees to it that this happens once.

    counted: what `redeem` answered. A limit that was set later has not counted this use, and one that was
    lifted since is put right too, so that it says the truth when it is set again.
    """
    if PROMOTION in counted:
        Promotion.objects.filter(pk=promotion_id, used_count__gt=0).update(used_count=F("used_count") - 1)
    if VOUCHER in counted:
        Voucher.objects.filter(pk=voucher_id, used_count__gt=0).update(used_count=F("used_count") - 1)
    for name, voucher in ((CUSTOMER, None), (CUSTOMER_OF_VOUCHER, voucher_id)):
        for key in sorted(set(keys)) if name in counted else ():
            uses = CustomerUse.objects.filter(promotion_id=promotion_id, voucher_id=voucher, customer_key=key)
            uses.filter(used__gt=0).update(used=F("used") - 1)


def _rows(promotion_id: int, voucher_id: int | None) -> tuple[Promotion, Voucher | None]:
    promotion = Promotion.objects.get(pk=promotion_id)
    voucher = Voucher.objects.get(pk=voucher_id, promotion=promotion) if voucher_id is not None else None
    return promotion, voucher


def _customer_limits(promotion: Promotion, voucher: Voucher | None) -> list[tuple[str, int, dict]]:
    """Each limit per customer: its name, how many, and the columns of the rows that count towards it."""
    found = []
    limit = limit_per_customer(
        first_order_only=promotion.first_order_only, per_customer_limit=promotion.per_customer_limit
    )
    if limit is not None:
        rows = {"promotion_id": promotion.pk, "voucher_id": None}
        found.append((CUSTOMER, limit, rows))
    if voucher and voucher.per_customer_limit is not None:
        rows = {"promotion_id": promotion.pk, "voucher_id": voucher.pk}
        found.append((CUSTOMER_OF_VOUCHER, voucher.per_customer_limit, rows))
    return found


def _count(row: QuerySet, title: str) -> None:
    if not row.update(used_count=F("used_count") + 1):
        raise UsedUp(title)


def _count_customer(uses: dict, limit: int, keys: Sequence[str], title: str) -> None:
    """One more for each name that the customer is known by: who is over the limit by one of them is over."""
    names = sorted(set(keys))
    CustomerUse.objects.bulk_create(
        [CustomerUse(**uses, customer_key=key) for key in names], ignore_conflicts=True
    )
    for key in names:
        row = CustomerUse.objects.filter(**uses, customer_key=key, used__lt=limit)
        if not row.update(used=F("used") + 1):
            raise UsedByCustomer(title)
