"""Suggestions of addresses against a real little server: what it says, and all that can go wrong."""

import json
import logging
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import httpx
import pytest

from cart import address_service as service
from cart.address_service import DaData, NoSuggestions, Suggestion
from users.enums import Zone

LOCATIONS = [{"kladr_id": "78"}, {"kladr_id": "47"}]
QUICK = httpx.Timeout(0.3)
TYPED = "Санкт-Петербург, Невский 1"


def row(text: str, **told) -> dict:
    return {"value": text, "unrestricted_value": f"191186, {text}", "data": {"flat": None, **told}}


class FakeDaData:
    """Answers as told: `body` with `status`; `hangs` keeps the line open and says nothing."""

    def __init__(self):
        self.status, self.body, self.location, self.hangs = 200, b'{"suggestions": []}', "", False
        self.requests: list[tuple[dict, dict]] = []
        self.closing = Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                fake.requests.append((dict(self.headers), json.loads(body)))
                if fake.hangs:
                    fake.closing.wait(5)
                    return
                self.send_response(fake.status)
                if fake.location:
                    self.send_header("Location", fake.location)
                self.send_header("Content-Length", str(len(fake.body)))
                self.end_headers()
                self.wfile.write(fake.body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/suggest/address"

    def says(self, answer) -> None:
        self.body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()


@pytest.fixture
def fake():
    fake = FakeDaData()
    thread = Thread(target=fake.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield fake
    fake.closing.set()
    fake.server.shutdown()
    fake.server.server_close()
    thread.join()


@pytest.fixture
def dadata(fake):
    return DaData(key="key-1", url=fake.url, locations=LOCATIONS, timeout=QUICK)


def test_addresses_come_with_zone_kilometres_and_flat(fake, dadata):
    fake.says(
        {
            "suggestions": [
                row("г Санкт-Петербург, Невский пр-кт, д 1", beltway_hit="IN_KAD", flat="12"),
                row("Ленинградская обл, г Выборг", beltway_hit="OUT_KAD", beltway_distance="111.2"),
                row("Ленинградская обл, деревня", beltway_hit="OUT_KAD", beltway_distance=4),
                row("Ленинградская обл", beltway_hit="OUT_KAD", beltway_distance=None),
                row("Ленинградская обл, где-то", beltway_hit="OUT_KAD", beltway_distance="далеко"),
                row("г Москва", beltway_hit="IN_MKAD"),
                row("г Псков", beltway_hit=None),
            ]
        }
    )

    assert dadata.suggest(TYPED) == [
        Suggestion("г Санкт-Петербург, Невский пр-кт, д 1", Zone.INSIDE_KAD, 0, "12"),
        Suggestion("Ленинградская обл, г Выборг", Zone.BEYOND_KAD, 112),
        Suggestion("Ленинградская обл, деревня", Zone.BEYOND_KAD, 4),
        Suggestion("Ленинградская обл", Zone.BEYOND_KAD, None),
        Suggestion("Ленинградская обл, где-то", Zone.BEYOND_KAD, None),
        Suggestion("г Москва", "", None),
        Suggestion("г Псков", "", None),
    ]


def test_what_is_asked(fake, dadata):
    dadata.suggest("  Невский \n пр-кт  ")

    headers, asked = fake.requests[0]
    assert headers["Authorization"] == "Token key-1"
    assert headers["Content-Type"] == "application/json"
    assert asked == {"query": "Невский пр-кт", "count": 7, "locations": LOCATIONS}


def test_nothing_found_is_no_error(fake, dadata, caplog):
    assert dadata.suggest(TYPED) == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("text", ["", "  ", "Не", "\n\t"])
def test_too_few_letters_are_not_sent(fake, dadata, text):
    assert dadata.suggest(text) == []
    assert fake.requests == []


def test_a_very_long_text_is_cut(fake, dadata):
    dadata.suggest("Невский " * 1000)

    assert len(fake.requests[0][1]["query"]) == 300


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
def test_a_refusal_is_an_empty_list_and_asked_again_next_time(fake, dadata, caplog, status):
    fake.status = status

    assert dadata.suggest(TYPED) == []
    assert f"HTTP {status}" in caplog.text

    fake.status = 200
    fake.says({"suggestions": [row("г Псков")]})
    assert dadata.suggest(TYPED) == [Suggestion("г Псков")]


def test_a_redirect_is_not_followed(fake, dadata):
    fake.status, fake.location = 307, f"{fake.url}?elsewhere"

    assert dadata.suggest(TYPED) == []
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"<html>", b"\xff\xfe", b"null", b"[]", b"{}", b"[" * 100_000, b'{"suggestions": null}',
        b'{"suggestions": [1]}', b'{"suggestions": [{"value": null, "data": {}}]}',
        b'{"suggestions": [{"value": "x", "data": null}]}', b'{"suggestions": [{"data": {}}]}',
        b'{"suggestions": [{"value": "x", "data": {"beltway_hit": []}}]}',
    ],
)  # fmt: skip
def test_garbage_is_an_empty_list(fake, dadata, caplog, answer):
    fake.says(answer)

    assert dadata.suggest(TYPED) == []
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("distance", ["NaN", "Infinity", "-1", "1e9", "", [], {"km": 1}, True])
def test_a_distance_that_is_none_is_not_known(fake, dadata, distance):
    fake.says({"suggestions": [row("деревня", beltway_hit="OUT_KAD", beltway_distance=distance)]})

    assert dadata.suggest(TYPED) == [Suggestion("деревня", Zone.BEYOND_KAD, None)]


def test_who_does_not_answer_is_left_alone_for_a_while(fake, dadata, caplog, monkeypatch):
    fake.hangs = True
    started = time.monotonic()

    assert dadata.suggest(TYPED) == []
    assert time.monotonic() - started < 2
    assert "ReadTimeout" in caplog.text

    fake.hangs = False
    fake.says({"suggestions": [row("г Псков")]})
    assert dadata.suggest(TYPED) == []
    assert len(fake.requests) == 1

    monkeypatch.setattr(dadata, "_resting_until", time.monotonic())
    assert dadata.suggest(TYPED) == [Suggestion("г Псков")]


def test_nobody_there_is_an_empty_list(fake, caplog):
    dadata = DaData(key="key-1", url="http://127.0.0.1:1/", locations=LOCATIONS, timeout=QUICK)

    assert dadata.suggest(TYPED) == []
    assert "ConnectError" in caplog.text


def test_neither_the_address_nor_the_key_is_logged(fake, dadata, caplog):
    with caplog.at_level(logging.DEBUG, logger="cart"):
        for status, answer in ((500, b""), (200, b"{}"), (200, b'{"suggestions": [{"value": "x"}]}')):
            fake.status, fake.body = status, answer
            dadata.suggest(TYPED)

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("cart")]
    assert len(ours) == 3
    assert not any("Невский" in line or "key-1" in line for line in ours)


def test_how_long_a_visitor_may_wait():
    assert (service.TIMEOUT.connect, service.TIMEOUT.read) == (2, 3)


def test_without_a_key_there_are_no_suggestions(settings):
    settings.DADATA_KEY = ""

    assert isinstance(service.address_service(), NoSuggestions)
    assert service.address_service().suggest(TYPED) == []


def test_with_a_key_the_settings_decide(settings, fake):
    settings.DADATA_KEY, settings.DADATA_URL, settings.DADATA_LOCATIONS = "key-2", fake.url, LOCATIONS
    fake.says({"suggestions": [row("г Псков")]})

    assert service.address_service().suggest(TYPED) == [Suggestion("г Псков")]
    assert service.address_service() is service.address_service()
    assert fake.requests[0][0]["Authorization"] == "Token key-2"
    assert fake.requests[0][1]["locations"] == LOCATIONS
