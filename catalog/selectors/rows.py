"""Several short lists in one round trip to the database.

A product page needs a dozen short lists of one product, a row of cards five. Each as a query costs a wait of
its own; as columns of one statement they cost one. Both databases build JSON, so a list travels as an array.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F, JSONField, QuerySet, Subquery

from core.money import to_kopecks


class _ExactDecoder(json.JSONDecoder):
    """Numbers with a point become `Decimal`, never a float."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "parse_float": Decimal})


class Rows(Subquery):
    """Every row of `queryset` as one JSON array of arrays with the values of `fields`, in its order.

    Numbers, texts and nulls come back as such; `amount` and `moment` read roubles and times.
    """

    def __init__(self, queryset: QuerySet, *fields: str):
        self.width = len(fields)
        columns = {f"c{number}": F(field) for number, field in enumerate(fields)}
        super().__init__(queryset.values(**columns), output_field=JSONField(decoder=_ExactDecoder))

    def as_sqlite(self, compiler, connection):
        return self._as_array(compiler, connection, "json_group_array", "json_array")

    def as_postgresql(self, compiler, connection):
        return self._as_array(compiler, connection, "jsonb_agg", "jsonb_build_array")

    def _as_array(self, compiler, connection, aggregate, build):
        columns = ", ".join(f"rows.c{number}" for number in range(self.width))
        inner = "FROM (%(subquery)s) rows)"
        return self.as_sql(compiler, connection, template=f"(SELECT {aggregate}({build}({columns})) {inner}")


def read_lists(anchor: QuerySet, *lists: Rows) -> list[list] | None:
    """`lists` in one query; None when `anchor`, of which one row carries them, has no row."""
    found = anchor.order_by().values_list(*lists)[:1]
    return next(([rows or [] for rows in row] for row in found), None)


class PreparedLists:
    """`read_lists` for a list of ids whose SQL is composed once per length: composing costs more than asking.

    compose: gives the anchor and the lists for ids; they may depend on nothing else that changes.
    """

    def __init__(self, compose: Callable[[Sequence[int]], tuple[QuerySet, Sequence[Rows]]]) -> None:
        self.compose = compose
        self.statements: dict[tuple[str, int], tuple[str, tuple]] = {}

    def read(self, ids: Sequence[int]) -> list[list] | None:
        """The lists for `ids`, none of them negative; None when the anchor has no row."""
        sql, parameters = self._statement(len(ids))
        given = [ids[-value - 1] if type(value) is int and value < 0 else value for value in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            row = cursor.fetchone()
        return row and [json.loads(value, cls=_ExactDecoder) if value else [] for value in row]

    def _statement(self, count: int) -> tuple[str, tuple]:
        """The SQL with -1, -2, … where the ids go."""
        key = (connection.vendor, count)
        if key not in self.statements:
            anchor, lists = self.compose([-place for place in range(1, count + 1)])
            query = anchor.order_by().values_list(*lists)[:1].query
            self.statements[key] = query.get_compiler(connection.alias).as_sql()
        return self.statements[key]


def amount(value: int | Decimal) -> Decimal:
    """Roubles as the database keeps them."""
    return to_kopecks(Decimal(value))


def moment(text: str) -> datetime:
    """A time; SQLite leaves out that it is UTC."""
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
