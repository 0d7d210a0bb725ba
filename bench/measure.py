"""`python -m bench.measure REQUESTS`: what each page costs, as one line of JSON.

CPU is what the kernel booked: this process for the server, PostgreSQL's processes for the database (SQLite
works inside the server). A page is asked again and again by one client, with no page cache anywhere.
"""

import gc
import io
import json
import os
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402

from catalog.facets.engine import SqlEngine  # noqa: E402
from catalog.facets.filters import Filters  # noqa: E402
from catalog.models import ProductPage  # noqa: E402
from catalog.selectors.dictionary import read_dictionary  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
application = get_wsgi_application()


def ask(address: str) -> int:
    """GET `address`; the size of its body. Anything but 200 ends the run."""
    parts, answered = urlsplit(address), []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "HTTP_HOST": "localhost",
        "SCRIPT_NAME": "",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    response = application(environ, lambda status, headers: answered.append(status))
    size = sum(map(len, response))
    response.close()
    if not answered[0].startswith("200"):
        raise SystemExit(f"{address} answered {answered[0]}")
    return size


def addresses() -> dict[str, str]:
    """The measured pages: the busiest values of two facets, so that the lists are long."""
    known = read_dictionary()
    counts = SqlEngine(known).search(Filters()).counts

    def busiest(code: str) -> str:
        return max(counts[code], key=lambda value: counts[code][value])

    category = next(item for item in known.categories if item.slug == busiest("category"))
    two = Filters(facets=(("facade", (busiest("facade"),)), ("shape", (busiest("shape"),))))
    product = ProductPage.objects.live().order_by("pk").first()
    return {
        "Whole catalogue": "/catalog/",
        "Two facets": f"/catalog/?{two.to_query()}",
        "Category": f"/catalog/{category.slug}/",
        "Page 20": "/catalog/?page=20",
        "Search": "/search/?" + urlencode({"q": "шкаф"}),
        "Product": product.get_url(),
    }


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


def count_queries(address: str) -> int:
    queries = []

    def note(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask(address)
    return len(queries)


def cost(address: str, requests: int) -> dict:
    for _ in range(max(3, requests // 10)):
        size = ask(address)
    queries, processes, walls = count_queries(address), database_processes(), []
    gc.collect()
    server, database = time.process_time(), database_seconds(processes)
    for _ in range(requests):
        started = time.perf_counter()
        ask(address)
        walls.append(time.perf_counter() - started)
    return {
        "queries": queries,
        "server_ms": (time.process_time() - server) * 1000 / requests,
        "database_ms": (database_seconds(processes) - database) * 1000 / requests if processes else None,
        "p95_ms": statistics.quantiles(walls, n=20)[-1] * 1000,
        "kilobytes": size / 1024,
    }


def resident_megabytes() -> float | None:
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def database_name() -> str:
    if connection.vendor != "postgresql":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    connection.ensure_connection()
    major, minor = divmod(connection.pg_version, 10_000)
    return f"PostgreSQL {major}.{minor}"


def main(requests: int) -> None:
    pages = {name: cost(address, requests) for name, address in addresses().items()}
    result = {
        "database": database_name(),
        "products": ProductPage.objects.live().count(),
        "requests": requests,
        "megabytes": resident_megabytes(),
        "pages": pages,
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
