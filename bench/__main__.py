"""`python -m bench`: measure the pages on SQLite and, with DATABASE_URL, on PostgreSQL; write
docs/performance.md.

Each database and size runs in a process of its own, with the settings of production.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from .report import write_report

ROOT = Path(__file__).resolve().parent.parent
SIZES = [1000, 10_000]
DATABASE = "istok_bench"


def environment(room: Path, database: str) -> dict[str, str]:
    """Production settings over a scratch directory; the random key dies with the run."""
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "istok.settings.production",
        "DATABASE_URL": database,
        "ISTOK_VAR_DIR": str(room),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "localhost",
        "EMAIL_URL": "smtp://localhost",
        "ISTOK_BASE_URL": "https://localhost",
        "ISTOK_FROM_EMAIL": "no-reply@localhost",
        "ISTOK_TRUSTED_PROXIES": "0",
        "DATABASE_CONN_MAX_AGE": "3600",  # the connection whose process is measured must stay
        "PYTHONWARNINGS": "ignore",
        "ISTOK_STRIPE_KEY": "sk_live_bench",
        "ISTOK_STRIPE_WEBHOOK_SECRETS": "whsec_of_the_bench_only",
    }
    return given if given.get("REDIS_URL") else {**given, "ISTOK_EMBEDDED": "1"}


def run(arguments: list[str], given: dict[str, str], **options) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=given, check=True, **options)


def measure(database: str, sizes: list[int], requests: int) -> list[dict]:
    """Results of every size on one database, the smallest first."""
    results = []
    for size in sizes:
        print(f"→ {'PostgreSQL' if database else 'SQLite'}, {size} products", flush=True)
        with tempfile.TemporaryDirectory(prefix="istok-bench.") as room, new_database(database, room) as url:
            given = environment(Path(room), url)
            for arguments in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"]):
                run(["manage.py", *arguments], given)
            run(["-m", "bench.shop", str(size)], given, stdout=subprocess.DEVNULL)
            answer = run(["-m", "bench.measure", str(requests)], given, stdout=subprocess.PIPE, text=True)
            results.append(json.loads(answer.stdout.splitlines()[-1]))
    return results


@contextmanager
def new_database(server: str, room: str) -> Iterator[str]:
    """The address of an empty database that goes afterwards: orders keep their products, so no other size
    could follow in the same one. server: a PostgreSQL, whose own database is not touched; "" for SQLite.
    """
    if not server:
        yield f"sqlite:///{room}/bench.sqlite3"
        return
    connection = psycopg2.connect(server)
    connection.autocommit = True  # databases are not made in a transaction
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
        yield urlsplit(server)._replace(path=f"/{DATABASE}").geturl()
        cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--requests", type=int, default=100, help="per page, after a tenth for warming up")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--write", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    postgres = os.environ.get("DATABASE_URL", "")
    results = []
    if options.only != "postgresql":
        results += measure("", options.sizes, options.requests)
    if options.only != "sqlite" and postgres.startswith("postgres"):
        results += measure(postgres, options.sizes, options.requests)
    write_report(results, ROOT / "docs" / "performance.md" if options.write else None)


if __name__ == "__main__":
    main()
