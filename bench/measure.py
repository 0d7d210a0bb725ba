"""`python -m bench.measure REQUESTS`: what each page costs, as one line of JSON.

CPU is what the kernel booked: this process for the server, PostgreSQL's processes for the database (SQLite
works inside the server). A page is asked again and again by one client, with no page cache anywhere.
"""

import json
import sys
from pathlib import Path
from urllib.parse import urlencode

import django

django.setup()

from django.db import connection  # noqa: E402

from catalog.facets.engine import SqlEngine  # noqa: E402
from catalog.facets.filters import Filters  # noqa: E402
from catalog.models import ProductPage  # noqa: E402
from catalog.selectors.dictionary import read_dictionary  # noqa: E402

from . import paying  # noqa: E402
from .buying import acts, orders_per_second  # noqa: E402
from .cost import cost  # noqa: E402
from .wsgi import Visitor  # noqa: E402


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
    visitor = Visitor()
    pages = {name: cost(lambda at=at: visitor.get(at), requests) for name, at in addresses().items()}
    products = ProductPage.objects.live().count()
    memory = resident_megabytes()
    buying = {name: cost(act, requests) for name, act in (*acts(requests), *paying.acts())}
    result = {
        "database": database_name(),
        "products": products,
        "requests": requests,
        "megabytes": memory,
        "pages": {**pages, **buying},
        "orders": orders_per_second() if connection.vendor == "postgresql" else {},
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
