"""Strict readers of environment variables: a wrong value stops the start and names the variable."""

import os
from collections.abc import Iterable
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
# random_page_cost: the catalogue lies in memory or on an SSD, where PostgreSQL's default shuns good indexes.
POSTGRES_OPTIONS = {
    "options": "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s "
    "-c random_page_cost=1.1",
}


def text(name: str, default: str | None = None) -> str:
    """Value of `name`; without a default the variable is required."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set, and there is no default for it.")
    return value


def boolean(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, default: int | None, *, low: int, high: int) -> int:
    """Whole number within its bounds; with None for a default the variable is required."""
    value = text(name, None if default is None else str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if not low <= number <= high:
        raise ImproperlyConfigured(f"{name} must be between {low} and {high}, not {number}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def private_folder(name: str, default: str, *, public: Iterable[Path]) -> Path:
    """A folder that lies in none of those that everybody may read."""
    folder = Path(text(name, default)).resolve()
    if any(folder.is_relative_to(other.resolve()) for other in public):
        raise ImproperlyConfigured(f"{name} must lie outside the folders that are open to everybody.")
    return folder


def location(name: str) -> str:
    """A place of the web server's own (`/private/`), or nothing."""
    value = text(name, "")
    if value and not (value.startswith("/") and value.endswith("/") and value.isprintable()):
        raise ImproperlyConfigured(f"{name} must look like /private/, not {value!r}.")
    return value


def cache(redis_url: str) -> dict:
    """A `CACHES` entry: Redis that the shop can live without, or this process's memory without Redis."""
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "istok"}
    return {
        "BACKEND": "core.cache.DegradingRedisCache",
        "LOCATION": redis_url,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        "KEY_PREFIX": "istok",
    }


def https_address(name: str, hosts: list[str]) -> str:
    """A required `https://` address whose host is one of `hosts`, as it stands in front of every link."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme != "https" or parts.path or parts.query or not validate_host(parts.hostname or "", hosts):
        raise ImproperlyConfigured(
            f"{name} must look like https://shop.example, with a host of ALLOWED_HOSTS, not {value!r}."
        )
    return value


def sender(name: str) -> str:
    """A required sender of letters: `shop@shop.example` or `Shop <shop@shop.example>`."""
    value = text(name)
    if "@" not in parseaddr(value)[1]:
        raise ImproperlyConfigured(f"{name} must hold an e-mail address, not {value!r}.")
    return value


def mail(name: str) -> dict:
    """The `EMAIL_…` settings from `smtp://`, `smtp+tls://` (STARTTLS) or
    `smtps://user:password@host:port`.
    """
    parts = urlsplit(text(name))
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must look like smtp+tls://user:password@host:587.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


def secret(name: str, *, length: int) -> str:
    """A required value of at least `length` characters; it is never repeated in the message."""
    value = text(name)
    if len(value) < length or len(set(value)) < 5:
        raise ImproperlyConfigured(f"{name} must be at least {length} random characters.")
    return value


def database(name: str, default: str | None) -> dict:
    """A `DATABASES` entry from `sqlite:///relative.db`, `sqlite:////absolute.db` or
    `postgres://user:pass@host/db`.
    """
    url = text(name, default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)[1:]
        if not path:
            raise ImproperlyConfigured(f"{name} names no file: {url!r}.")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(SQLITE_OPTIONS)}
    if parts.scheme in {"postgres", "postgresql"}:
        if not parts.path.strip("/"):
            raise ImproperlyConfigured(f"{name} names no database.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": integer("DATABASE_CONN_MAX_AGE", 60, low=0, high=3600),
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(POSTGRES_OPTIONS),
        }
    raise ImproperlyConfigured(f"{name} must start with sqlite:/// or postgres://, not {parts.scheme!r}.")
