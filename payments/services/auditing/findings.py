"""What an audit says of a row, and how it adds up columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, models, transaction

from core.money import ZERO

BATCH = 2000  # rows that are in memory at once


@dataclass(frozen=True, slots=True)
class Finding:
    """table and pk: of the row that does not add up. told: what is wrong with it, in words."""

    table: str
    pk: int | str
    told: str

    def __str__(self) -> str:
        return f"{self.table} {self.pk}: {self.told}"


def found(row: models.Model, told: str) -> Finding:
    return Finding(row._meta.db_table, row.pk, told)


def streamed(rows: models.QuerySet) -> Iterator:
    return rows.iterator(chunk_size=BATCH)


def sums(pairs: Iterable[tuple[int, Decimal]]) -> defaultdict[int, Decimal]:
    """Amounts by key, added in Python: SQLite adds decimals in floating point."""
    totals: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for key, amount in pairs:
        totals[key] += amount
    return totals


def sum_of_parts(parts: Iterable[dict]) -> Decimal:
    return sum((Decimal(part["amount"]) for part in parts), ZERO)


@contextmanager
def still_picture() -> Iterator[None]:
    """All reads inside see one moment: money that moves meanwhile is no finding. Nobody waits for it.

    Inside a transaction, as in tests, that one is used as it is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:  # Django's own transactions would take the writers' lock
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
