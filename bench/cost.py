"""What an act costs: CPU as the kernel booked it, statements, time that a client waits."""

import gc
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def cost(act: Callable[[], int], times: int) -> dict:
    """act: does it once and tells how many bytes came back."""
    for _ in range(max(3, times // 10)):
        size = act()
    queries, processes, walls = count_queries(act), database_processes(), []
    gc.collect()
    server, database = time.process_time(), database_seconds(processes)
    for _ in range(times):
        started = time.perf_counter()
        act()
        walls.append(time.perf_counter() - started)
    return {
        "queries": queries,
        "server_ms": (time.process_time() - server) * 1000 / times,
        "database_ms": (database_seconds(processes) - database) * 1000 / times if processes else None,
        "p95_ms": statistics.quantiles(walls, n=20)[-1] * 1000,
        "kilobytes": size / 1024,
    }


def count_queries(act: Callable[[], int]) -> int:
    """Statements of one act, without those that only begin and end transactions."""
    queries = []

    def note(execute, sql, params, many, context):
        if not sql.startswith(TRANSACTION_CONTROL):
            queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return len(queries)


def database_processes() -> list[Path]:
    """PostgreSQL's own processes when it runs on this machine; none for SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    return [stat] if stat.exists() else []


def database_seconds(processes: list[Path]) -> float:
    """User and system time so far, without the command's name, which may hold spaces."""
    fields = (stat.read_text().rpartition(")")[2].split() for stat in processes)
    return sum((int(row[11]) + int(row[12])) / TICKS for row in fields)
