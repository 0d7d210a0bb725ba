"""The one client of all providers, against a small server that answers as badly as it can."""

import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from payments.providers.base import NotFound, OutcomeUnknown, Refused
from payments.providers.http import HttpClient, Limits

QUICK = Limits(connect=0.3, read=0.4, whole=0.6)


class BadServer:
    """status, body and headers of each answer; drops: a byte each tenth of a second, for ever."""

    def __init__(self):
        self.status, self.body, self.headers, self.drops = 200, b"{}", {}, ""
        self.seen: list[str] = []
        self.closing = Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.seen.append(self.path)
                if server.drops == "headers":
                    server.drip(self.wfile, b"HTTP/1.1 200 OK\r\nX-Long: ")
                    return
                self.send_response(server.status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                if server.drops == "body":
                    self.end_headers()
                    server.drip(self.wfile, b"{")
                    return
                self.send_header("Content-Length", str(len(server.body)))
                self.end_headers()
                self.wfile.write(server.body)

            do_POST = do_GET

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/api"

    def drip(self, out, start: bytes) -> None:
        try:
            out.write(start)
            while not self.closing.wait(0.1):
                out.write(b"x")
        except OSError:
            pass  # whoever listened has gone


@pytest.fixture
def server():
    server = BadServer()
    thread = Thread(target=server.http.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.closing.set()
    server.http.shutdown()
    thread.join()
    server.http.server_close()


@pytest.fixture
def http(server):
    return HttpClient(server.url, limits=QUICK, code_of=lambda status, data: data.get("code"))


def test_answer_comes_with_its_status(server, http):
    server.status, server.body = 201, b'{"id": 1}'

    answer = http.call("POST", "/payments", json={"a": 1})

    assert (answer.status, answer.data, server.seen) == (201, {"id": 1}, ["/api/payments"])


@pytest.mark.parametrize("drops", ["headers", "body"])
def test_answer_that_comes_drop_by_drop_ends_with_the_call(server, http, drops):
    server.drops = drops
    began = time.monotonic()

    with pytest.raises(OutcomeUnknown, match="timeout"):
        http.call("GET", "/slow")

    assert 0.5 < time.monotonic() - began < 1.2


def test_redirect_is_not_followed(server, http):
    other = BadServer()
    server.status, server.headers = 302, {"Location": other.url}

    with pytest.raises(OutcomeUnknown, match="http_302"):
        http.call("GET", "/payments")

    assert (len(server.seen), other.seen) == (1, [])
    other.http.server_close()


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, Refused, "card_declined"),
        (403, Refused, "card_declined"),
        (404, NotFound, "card_declined"),
        (202, OutcomeUnknown, "http_202"),
        (408, OutcomeUnknown, "http_408"),
        (409, OutcomeUnknown, "http_409"),
        (429, OutcomeUnknown, "http_429"),
        (500, OutcomeUnknown, "http_500"),
        (503, OutcomeUnknown, "http_503"),
    ],
)
def test_statuses_are_told_apart(server, http, status, error, code):
    server.status, server.body = status, b'{"code": "CARD_DECLINED"}'

    with pytest.raises(error) as raised:
        http.call("POST", "/payments", json={})

    assert (type(raised.value), raised.value.code) == (error, code)


@pytest.mark.parametrize("code", ["null", '"Not a code, but words"', "7", '"' + "x" * 99 + '"', '{"a": 1}'])
def test_code_that_is_none_becomes_the_status(server, http, code):
    server.status, server.body = 400, f'{{"code": {code}}}'.encode()

    with pytest.raises(Refused) as refusal:
        http.call("GET", "/payments")

    assert refusal.value.code == "http_400"


@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_answer_that_is_no_object_tells_nothing(server, http, status, body):
    server.status, server.body = status, body

    with pytest.raises(OutcomeUnknown, match="unreadable_answer"):
        http.call("GET", "/payments")


def test_endless_answer_is_not_read_to_the_end(server, http):
    server.body = b" " * (5 * 1024 * 1024)

    with pytest.raises(OutcomeUnknown, match="answer_too_long"):
        http.call("GET", "/payments")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/api", "https://{host}/api", "http://evil.example/", "http://{host}@evil.example/"],
)
def test_no_other_host_is_ever_called(server, http, url):
    host = server.url.removeprefix("http://").removesuffix("/api")

    with pytest.raises(ValueError, match="another host"):
        http.exchange("GET", url.format(host=host))


def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, so that nobody else gets it, and deaf
        closed = HttpClient(f"http://127.0.0.1:{taken.getsockname()[1]}", limits=QUICK)

        with pytest.raises(OutcomeUnknown, match="no_answer"):
            closed.call("GET", "/")


def test_name_that_nobody_knows_is_no_answer():
    with pytest.raises(OutcomeUnknown):
        HttpClient("http://shop.invalid", limits=QUICK).call("GET", "/")


def test_line_that_nobody_picks_up_ends_the_call():
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        began = time.monotonic()

        with pytest.raises(OutcomeUnknown, match="timeout"):
            HttpClient(f"http://127.0.0.1:{deaf.getsockname()[1]}", limits=QUICK).call("GET", "/")

    assert time.monotonic() - began < 1.2


def test_neither_what_was_sent_nor_what_came_is_in_an_error_or_in_the_log(server, http, caplog):
    caplog.set_level("DEBUG", logger="payments")
    server.status, server.body = 400, b'{"code": "bad", "message": "guest@shop.test is refused"}'

    with pytest.raises(Refused) as refusal:
        http.call("POST", "/payments", json={"email": "guest@shop.test"})

    assert "guest" not in caplog.text + repr(refusal.value)
    assert "POST /payments: 400 bad" in caplog.text
