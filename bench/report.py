"""The table of a run, on the screen and in docs/performance.md."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HEAD = "| Page | SQL | CPU ms, server | CPU ms, database | CPU ms, both | p95 ms | KB |"
RULE = "|---|--:|--:|--:|--:|--:|--:|"
INTRODUCTION = """# What pages cost

Written by `make bench`; the code is in `bench/`. The catalogue is invented by `manage.py generate_catalogue`:
five axes of 8, 3, 6, 12 and 10 values chosen by Zipf's law, prices by a Pareto law, Russian texts, shared
pictures.

CPU is per request, as the kernel booked it: the server's process, and PostgreSQL's for the connection.
Settings are those of production, without a page cache; one client asks the same page again and again. p95 is
the time the client waited, so on a busy machine it says more about the machine than about the page.

SQL counts statements, without those that only begin or end a transaction.

Limits that tests hold: 12 queries for a listing, 16 for a product page, the same for 3 and 300 products; 12
for the cart; 14 to place an order of one line (`checkout.services.place`; session and idempotency key come on
top). Aims on PostgreSQL: at most 60 CPU ms for a listing of 10,000 products, 8 to add to a cart, 15 to take
in a webhook, 60 orders a second.
"""


def write_report(results: list[dict], path: Path | None) -> None:
    body = "\n".join(table(result) for result in results)
    print(body)
    if path:
        path.write_text(f"{INTRODUCTION}\n{machine()}\n\n{body}", encoding="utf-8")


def table(result: dict) -> str:
    memory = f", {result['megabytes']:.0f} MB of memory in the process" if result["megabytes"] else ""
    lines = [f"## {result['database']}, {result['products']:,} products{memory}", "", HEAD, RULE]
    for name, page in result["pages"].items():
        database = page["database_ms"]
        both = page["server_ms"] + (database or 0)
        shown = "in the server" if database is None else f"{database:.1f}"
        lines.append(
            f"| {name} | {page['queries']} | {page['server_ms']:.1f} | {shown} | {both:.1f} "
            f"| {page['p95_ms']:.0f} | {page['kilobytes']:.0f} |"
        )
    lines += ["", f"{result['requests']} requests per page."]
    if result["orders"]:
        told = "; ".join(
            f"of {what} {', '.join(f'{speed:.0f}' for speed in speeds)}"
            for what, speeds in result["orders"].items()
        )
        lines += ["", f"Orders a second, two workers of gunicorn and eight clients on this machine: {told}."]
    return "\n".join([*lines, ""])


def machine() -> str:
    """The machine in general words: no host name, no paths."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "wagtail", "psycopg2-binary"))
    load = ""
    if hasattr(os, "getloadavg"):
        load = f" Load average at the end: {os.getloadavg()[0]:.1f}."
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    today = f"{datetime.now(UTC):%d %B %Y}"
    return f"Measured on {today}: {processor()}, {os.cpu_count()} cores, {system}, {packages}.{load}"


def processor() -> str:
    info = Path("/proc/cpuinfo")
    names = (
        [line for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    return names[0].partition(":")[2].strip() if names else platform.processor() or "unknown processor"
