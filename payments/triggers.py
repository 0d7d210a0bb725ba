"""The database itself keeps ledger rows as they were written: no code of ours, and no hand, changes one."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("payments_balanceentry", "payments_paymenttransaction")
MESSAGE = "ledger rows are final"


def install(connection: BaseDatabaseWrapper) -> None:
    """Refuse UPDATE and DELETE of ledger rows; may be run again."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION payments_refuse_change() RETURNS trigger AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END; $$ "
                "LANGUAGE plpgsql"
            )
        for table in TABLES:
            for event in ("UPDATE", "DELETE"):
                cursor.execute(_create(connection.vendor, table, event))


def remove(connection: BaseDatabaseWrapper) -> None:
    """For undoing the migration, and for tests that empty every table."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for event in ("UPDATE", "DELETE"):
                where = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{where}")


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _create(vendor: str, table: str, event: str) -> str:
    start = f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
    if vendor == "postgresql":
        return f"{start}FOR EACH ROW EXECUTE FUNCTION payments_refuse_change()"
    return f"{start}BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
