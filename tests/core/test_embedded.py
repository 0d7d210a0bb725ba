"""One ASGI process does the shop's background work: real server, real SQLite file, the schedule ticking."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Environment of a shop with a migrated database of its own, and the way into that database."""
    tmp_path = tmp_path_factory.mktemp("shop")
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shop.sqlite3'}",
        "ISTOK_VAR_DIR": str(tmp_path),
        "ISTOK_EMBEDDED": "1",
        "DJANGO_SETTINGS_MODULE": "tests.core.embedded_settings",
    }
    environment.pop("REDIS_URL", None)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True
    )

    def ask(sql: str, *values):
        with sqlite3.connect(tmp_path / "shop.sqlite3", timeout=20) as database:
            return database.execute(sql, values).fetchall()

    return environment, ask


@pytest.fixture
def server(shop, tmp_path):
    """`uvicorn istok.asgi:application` at work; what it logged is in `server.log`."""
    environment, _ = shop
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "istok.asgi:application", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        process.log = log
        try:
            until(lambda: answers(port))
            yield process
        finally:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the background did not get there"
        time.sleep(0.1)


def enqueue(ask, key: str, topic: str) -> None:
    """A row as another process would commit it, without any wake-up for this one."""
    moment = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    ask(
        "INSERT INTO core_outbox (topic, key, payload, created_at, available_at, attempts, error)"
        " VALUES (?, ?, '{\"revision\": 0}', ?, ?, 0, '')",
        topic,
        key,
        moment,
        moment,
    )


def test_embedded_shop_works_off_its_outbox_and_ends_cleanly(shop, server):
    _, ask = shop

    for turn in ("first", "second"):  # the second is found by the schedule alone
        enqueue(ask, turn, "page.publish")
        until(lambda turn=turn: ask("SELECT done_at FROM core_outbox WHERE key = ?", turn)[0][0])
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=20)

    assert "Traceback" not in server.log.read_text()
    enqueue(ask, "after the end", "page.publish")
    time.sleep(2)
    assert ask("SELECT done_at FROM core_outbox WHERE key = 'after the end'") == [(None,)]


def test_command_of_an_embedded_shop_starts_no_background(shop):
    environment, ask = shop
    enqueue(ask, "waiting", "page.publish")
    script = (
        "import threading, time; from core import background; time.sleep(2);"
        "print(background._embedded, [thread.name for thread in threading.enumerate()])"
    )

    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert told.strip() == "None ['MainThread']"
    assert ask("SELECT done_at FROM core_outbox WHERE key = 'waiting'") == [(None,)]
