"""A demo shop in a process of its own, for a browser to walk through.

It has its own database and files, so what a browser does there and what other tests do never meet.
"""

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg2
from django.test import override_settings

from payments.fake_provider.server import FakeServer

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60


@dataclass
class Shop:
    """url: without a slash at the end. sessions, paths: see `tests.browser.people`."""

    folder: Path
    url: str = ""
    sessions: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    providers: FakeServer | None = None

    def python(self, *arguments: str) -> str:
        """Output of a Python run beside the shop: `shop.python("manage.py", "shell", "-c", code)`."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        port = free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "DATABASE_URL": own_database(self.folder),
            "ISTOK_VAR_DIR": str(self.folder),
            "ISTOK_EMBEDDED": "1",
            "ISTOK_BASE_URL": self.url,
            "ISTOK_FAKE_PROVIDER_PORT": str(self._start_providers()),
        }
        self.python("manage.py", "migrate", "--verbosity", "0")
        self.python("manage.py", "load_demo")
        people = json.loads(self.python("-m", "tests.browser.people").splitlines()[-1])
        self.sessions, self.paths = people["sessions"], people["paths"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", "istok.asgi:application", "--port", str(port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait()

    def _start_providers(self) -> int:
        """The port of the pretend providers, which run here: the shop itself is one without DEBUG."""
        with override_settings(DEBUG=True):
            self.providers = FakeServer(shop=self.url)
        self.providers.start()
        return urlsplit(self.providers.url).port

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urlopen(self.url + "/", timeout=START_SECONDS).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"The demo shop did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        if self.providers is not None:
            self.providers.stop()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def own_database(folder: Path) -> str:
    """Address of a new database: on DATABASE_URL's server when that is PostgreSQL, else a SQLite file."""
    parts = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not parts.scheme.startswith("postgres"):
        return f"sqlite:///{folder / 'shop.sqlite3'}"
    name = f"browser_{os.getpid()}"
    connection = psycopg2.connect(urlunsplit(parts))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return urlunsplit(parts._replace(path=f"/{name}"))
