"""Production starts complete or not at all; a wrong variable is named in a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import ImproperlyConfigured
from wagtail.embeds.finders import get_finders

from core.clock import now
from istok.settings import environment

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "istok.settings.production",
    "SECRET_KEY": "k7#Qz!m2Vx9@Lr4$Wp8^Ty1&Un6*Bc3(Hd5)Gf0_Js+Ae=Ri~Ok",
    "ALLOWED_HOSTS": "istok.example,www.istok.example",
    "DATABASE_URL": "postgres://istok:word@127.0.0.1:1/istok",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://robot:p%40ss@mail.example",
    "ISTOK_BASE_URL": "https://istok.example",
    "ISTOK_FROM_EMAIL": "ИСТОК <shop@istok.example>",
    "ISTOK_TRUSTED_PROXIES": "1",
}


def start(command: str, **changes: str | None) -> subprocess.CompletedProcess:
    """Run a manage.py command as production, with the complete environment changed (None removes)."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    variables = {name: value for name, value in {**COMPLETE, **changes}.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=ROOT,
        env={**kept, **variables},
        capture_output=True,
        text=True,
    )


def test_production_passes_the_deployment_checks_without_a_warning():
    done = start("check --deploy --fail-level WARNING")

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"REDIS_URL": None}, "REDIS_URL"),
        ({"EMAIL_URL": None}, "EMAIL_URL"),
        ({"EMAIL_URL": "mail.example"}, "EMAIL_URL"),
        ({"ISTOK_EMBEDDED": "maybe"}, "ISTOK_EMBEDDED"),
        ({"ISTOK_TRUSTED_PROXIES": "many"}, "ISTOK_TRUSTED_PROXIES"),
        ({"ISTOK_TRUSTED_PROXIES": None}, "ISTOK_TRUSTED_PROXIES"),
        ({"ISTOK_BASE_URL": None}, "ISTOK_BASE_URL"),
        ({"ISTOK_FROM_EMAIL": None}, "ISTOK_FROM_EMAIL"),
    ],
)
def test_incomplete_environment_stops_the_start_and_is_named(changes, told):
    done = start("check", **changes)

    assert done.returncode != 0
    assert f"ImproperlyConfigured: {told}" in done.stderr
    assert "k7#Qz!" not in done.stderr


@pytest.mark.parametrize(
    "address",
    ["http://istok.example", "https://localhost", "http://localhost:8000", "istok.example", "https://",
     "https://istok.example/shop", "https://other.example", ""],
)  # fmt: skip
def test_links_in_letters_lead_to_the_shop_itself_by_https(monkeypatch, address):
    monkeypatch.setenv("X", address)

    with pytest.raises(ImproperlyConfigured, match="X must look like https://"):
        environment.https_address("X", ["istok.example", ".istok.shop"])


@pytest.mark.parametrize("address", ["https://istok.example", "https://www.istok.shop/"])
def test_address_of_the_shop_is_taken_without_a_slash(monkeypatch, address):
    monkeypatch.setenv("X", address)

    assert environment.https_address("X", ["istok.example", ".istok.shop"]) == address.rstrip("/")


@pytest.mark.parametrize("place", ["var/media", "var/media/private", "var/static/../media/x"])
def test_papers_are_not_kept_where_everybody_reads(monkeypatch, tmp_path, place):
    monkeypatch.setenv("X", str(tmp_path / place))

    with pytest.raises(ImproperlyConfigured, match="X must lie outside"):
        environment.private_folder("X", "", public=[tmp_path / "var/media"])


@pytest.mark.parametrize("value", ["private", "/private", "private/", "https://x/"])
def test_the_place_of_nginx_is_an_address_of_its_own(monkeypatch, value):
    monkeypatch.setenv("X", value)

    with pytest.raises(ImproperlyConfigured, match="X must look like /private/"):
        environment.location("X")


@pytest.mark.parametrize("value", ["", "ИСТОК", "shop.example", "ИСТОК <shop>"])
def test_sender_without_an_address_is_refused(monkeypatch, value):
    monkeypatch.setenv("X", value)

    with pytest.raises(ImproperlyConfigured, match="X must hold an e-mail address"):
        environment.sender("X")


def ask_robots(tmp_path, proxies: str) -> str:
    """Status and last line of robots.txt when nginx passes a visitor's HTTPS request on."""
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "headers = {'Host': 'istok.example', 'X-Forwarded-Proto': 'https'}\n"
        "answer = Client().get('/robots.txt', headers=headers)\n"
        "print(answer.status_code, answer.content.decode().split('\\n')[-2:])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            **COMPLETE,
            "DATABASE_URL": f"sqlite:///{tmp_path}/shop.sqlite3",
            "ISTOK_VAR_DIR": str(tmp_path),
            "ISTOK_TRUSTED_PROXIES": proxies,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def test_behind_a_trusted_proxy_a_secure_request_is_not_redirected(tmp_path):
    assert ask_robots(tmp_path, "1").startswith("200")
    assert "https://istok.example/sitemap.xml" in ask_robots(tmp_path, "1")
    assert ask_robots(tmp_path, "0").startswith("301")


def test_production_closes_every_door():
    names = [
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_HSTS_PRELOAD",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_HTTPONLY",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_PORT",
        "EMAIL_USE_TLS",
        "WAGTAILADMIN_BASE_URL",
        "DEFAULT_FROM_EMAIL",
        "SERVER_EMAIL",
        "TRUSTED_PROXIES",
        "CELERY_TASK_ALWAYS_EAGER",
    ]
    script = f"from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"

    done = subprocess.run(
        [sys.executable, "-c", "import json; " + script],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **COMPLETE},
        capture_output=True,
        text=True,
        check=True,
    )

    assert dict(zip(names, json.loads(done.stdout), strict=True)) == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_PORT": 587,
        "EMAIL_USE_TLS": True,
        "WAGTAILADMIN_BASE_URL": "https://istok.example",
        "DEFAULT_FROM_EMAIL": "ИСТОК <shop@istok.example>",
        "SERVER_EMAIL": "ИСТОК <shop@istok.example>",
        "TRUSTED_PROXIES": 1,
        "CELERY_TASK_ALWAYS_EAGER": False,
    }


@pytest.mark.parametrize(
    ("value", "answer"),
    [("1", True), ("true", True), ("YES", True), (" on ", True), ("0", False), ("no", False), ("", False)],
)
def test_yes_and_no_are_read(monkeypatch, value, answer):
    monkeypatch.setenv("X", value)

    assert environment.boolean("X", not answer) is answer


def test_missing_variable_is_its_default(monkeypatch):
    monkeypatch.delenv("X", raising=False)

    assert environment.boolean("X", True) is True
    assert environment.integer("X", 7, low=0, high=9) == 7
    assert environment.words("X", "a, b,,") == ["a", "b"]
    assert environment.text("X", "d") == "d"
    with pytest.raises(ImproperlyConfigured, match="X is not set"):
        environment.text("X")


@pytest.mark.parametrize("value", ["", "seven", "1.5", "-1", "10", "0x1"])
def test_number_out_of_its_bounds_is_refused(monkeypatch, value):
    monkeypatch.setenv("X", value)

    with pytest.raises(ImproperlyConfigured, match="X must be"):
        environment.integer("X", 7, low=0, high=9)


def test_postgres_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("X", "postgres://shop:p%40ss@db.example:6543/my%20shop")

    read = environment.database("X", None)

    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("my shop", "shop", "p@ss")
    assert (read["HOST"], read["PORT"], read["CONN_MAX_AGE"]) == ("db.example", "6543", 60)
    assert "lock_timeout=3s" in read["OPTIONS"]["options"]


def test_sqlite_address_is_a_path_and_waits_for_its_turn_to_write(monkeypatch, tmp_path):
    monkeypatch.setenv("X", f"sqlite:///{tmp_path / 'new' / 'shop.sqlite3'}")

    read = environment.database("X", None)

    assert read["NAME"] == str(tmp_path / "new" / "shop.sqlite3")
    assert (tmp_path / "new").is_dir()
    assert read["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in read["OPTIONS"]["init_command"]


@pytest.mark.parametrize("address", ["sqlite:///", "mysql://a/b", "postgres://host/", "shop.sqlite3", ""])
def test_address_of_no_database_is_refused(monkeypatch, address):
    monkeypatch.setenv("X", address)

    with pytest.raises(ImproperlyConfigured, match="X "):
        environment.database("X", None)


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://localhost", 25, False, False),
        ("smtp+tls://u:p@mail.example", 587, True, False),
        ("smtps://u:p@mail.example", 465, False, True),
        ("smtps://u:p@mail.example:2465", 2465, False, True),
    ],
)
def test_mail_server_is_one_address(monkeypatch, address, port, tls, ssl):
    monkeypatch.setenv("X", address)

    read = environment.mail("X")

    assert (read["EMAIL_PORT"], read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert read["EMAIL_TIMEOUT"] == 10


def test_no_embed_is_asked_of_another_site():
    assert get_finders() == []


def test_wagtail_tells_past_times_in_russian():
    assert naturaltime(now()) == "сейчас"
