"""Logs say what happened and to whose request, and carry nobody's secrets."""

import io
import json
import logging
from datetime import datetime

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils.module_loading import import_string

from core.logging import redact
from istok.urls import urlpatterns as site_addresses
from tests.factories.people import PASSWORD, make_user

CARD = "4111 1111 1111 1111"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ"
PASSPORT = "4510 123456"
PHONE = "+7 921 123-45-67"
EMAIL = "anna.petrova@example.com"
SECRET = "Kanareika-77"
CANARIES = [
    CARD,
    JWT,
    PASSPORT,
    PHONE,
    EMAIL,
    SECRET,
    PASSWORD,
    "4111111111111111",
    "4510123456",
    "79211234567",
]


def broken_view(request):
    raise RuntimeError(f"cannot pay with {CARD} of {EMAIL}, passport {PASSPORT}, password={SECRET}")


def greeting(request):
    logging.getLogger("shop").info("called %s with %s", PHONE, {"password": SECRET}, extra={"order_id": 7})
    return HttpResponse("ok")


urlpatterns = [path("broken/", broken_view), path("greeting/", greeting), *site_addresses]


@pytest.fixture
def written():
    """Lines of the real log, as production formats them; call it to read what has been written so far."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(import_string(settings.LOGGING["formatters"]["json"]["()"])())
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    "secret",
    [
        CARD,
        "4111111111111111",
        "5555-5555-5555-4444",
        "4111%201111%201111%201111",
        JWT,
        f"POST /webhooks/yookassa/{SECRET}/ 200",
        f"Authorization: Bearer {SECRET}",
        f"password={SECRET}",
        f"old_password: '{SECRET}'",
        f'{{"password": "{SECRET} with spaces"}}',
        f"{{'password1': ['{SECRET}']}}",
        f"?token={SECRET}&x=1",
        f"пароль: {SECRET}",
        PASSPORT,
        "45 10 123456",
        "4510123456",
        "4510 № 123456",
        PHONE,
        "89211234567",
        "8 (921) 123-45-67",
        "%2B79211234567",
        "7-921-123-45-67",
        "+49 30 901820 12",
        EMAIL,
        "anna.petrova%40example.com",
        "анна@пример.рф",
        "/o/WyJPUkQtMUY0QTlDMDIiLDFd:1tEYZk:Qm9va3NoZWxm/",
        "/account/reset/9aTq2Zx-LmNopQ4rStUv6wXyZ/",
    ],
)
def test_secret_is_not_written(secret):
    line = redact(f"before {secret} after")

    assert line.startswith("before ")
    assert line.endswith(" after")
    digits = [part for part in CANARIES if part in line]
    assert digits == []
    assert secret not in line
    assert "[" in line


@pytest.mark.parametrize(
    "harmless",
    [
        "GET /catalog/komod/komod-zimniy/?page=2 200 41 ms",
        "order ORD-1F4A9C02 total 64200.00",
        "listing of 12345 products in 165 ms",
        "task core.drain_outbox took 3 rows",
        "2026-11-21 09:00:00,123",
        "variant T-00001 1160x480x820",
        "File /srv/istok/core/outbox.py, line 123",
        "session 4111 1111 1111 1112 is no card",
    ],
)
def test_harmless_text_stays(harmless):
    assert redact(harmless) == harmless


@pytest.mark.urls(__name__)
def test_exception_is_written_without_what_it_quotes(written, visitor):
    response = visitor.get("/broken/")

    assert response.status_code == 500
    [line] = [line for line in written() if "exception" in line]
    assert "RuntimeError: cannot pay with [card] of [e-mail], passport [passport]" in line["exception"]
    assert line["request_id"] == response["X-Request-ID"]
    assert not [canary for canary in CANARIES if canary in json.dumps(line, ensure_ascii=False)]


@pytest.mark.urls(__name__)
def test_line_has_time_level_logger_and_the_callers_facts(written, visitor):
    visitor.get("/greeting/", headers={"X-Request-ID": "proxy-12345678"})

    [line] = [line for line in written() if line["logger"] == "shop"]
    assert datetime.fromisoformat(line["time"]).utcoffset().total_seconds() == 0
    assert line["level"] == "INFO"
    assert line["message"] == "called [phone] with {'password': [hidden]}"
    assert line["request_id"] == "proxy-12345678"
    assert line["order_id"] == 7


@pytest.mark.urls(__name__)
def test_each_request_is_one_line_and_no_line_has_its_query(written, visitor):
    visitor.get("/greeting/?q=Kanareika")
    visitor.get("/broken/?q=Kanareika")

    first, second = (line for line in written() if line["logger"] == "istok.access")
    assert (first["method"], first["path"], first["status"]) == ("GET", "/greeting/", 200)
    assert (second["path"], second["status"]) == ("/broken/", 500)
    assert 0 <= first["ms"] < 10_000
    assert "Kanareika" not in json.dumps(written())


def test_forged_request_id_is_replaced(visitor):
    response = visitor.get("/healthz", headers={"X-Request-ID": 'x"} forged line'})

    assert response["X-Request-ID"].isalnum()
    assert len(response["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_visitors_secrets_are_in_no_line_of_a_day_on_the_site(written, visitor, settings):
    """Goal 60: every canary goes through forms, addresses, headers and query strings of real pages."""
    user = make_user("anna", email=EMAIL)
    login = settings.LOGIN_URL
    visitor.post(reverse(login), {"login": EMAIL, "password": SECRET})
    visitor.post(reverse(login), {"login": "anna", "password": PASSWORD})
    visitor.post("/account/signup/", {"email": EMAIL, "password1": SECRET, "phone": PHONE})
    for canary in CANARIES:
        visitor.get("/search/", {"q": canary, "password": canary})
        visitor.get(
            "/nowhere/" if canary in {SECRET, PASSWORD} else f"/nowhere/{canary}/",
            headers={"Authorization": f"Bearer {JWT}", "Referer": f"/?c={CARD}"},
        )
        visitor.post("/nowhere/", {"card": CARD, "passport": PASSPORT}, query_params={"email": EMAIL})
    visitor.force_login(user)
    visitor.get("/account/")

    lines = written()
    assert len([line for line in lines if line["logger"] == "istok.access"]) >= 30
    assert [line["user_id"] for line in lines if line["user_id"]] != []
    text = json.dumps(lines, ensure_ascii=False)
    # A bare word in an address cannot be told from a product's name; passwords never stand in one.
    assert [canary for canary in CANARIES if canary in text] == []


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ("%d items", ("x",)),
        ("%s and %s", (EMAIL,)),
        ("%s tried %s", (SECRET,)),
        ("done", (PHONE,)),
        ("%(a)s", ({"b": 1},)),
        ("5 %", (1,)),
    ],
)
def test_a_malformed_call_is_logged_and_does_not_stop_its_caller(written, message, args):
    logging.getLogger("shop").warning(message, *args)

    line = written()[-1]["message"]
    assert message in line
    assert not [canary for canary in CANARIES if canary in line]
