"""Numbers without gaps, for papers that the law counts: contracts and invoices."""

from django.db import connection, transaction
from django.db.models import F

from .models import NumberCounter


def next_number(series: str) -> int:
    """The next number of `series` (`contract:2026`), from 1.

    Takes the counter's lock until the caller's transaction ends, so take it last; a rollback gives the
    number back. Outside a transaction it refuses: the number could be lost.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("next_number needs the caller's transaction")
    NumberCounter.objects.bulk_create([NumberCounter(series=series)], ignore_conflicts=True)
    NumberCounter.objects.filter(pk=series).update(last=F("last") + 1)
    return NumberCounter.objects.values_list("last", flat=True).get(pk=series)
