"""Drawing a paper reads our own fonts and nothing else: no network, no file of the machine."""

import ctypes
import re
import sys
import threading
from collections import defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from orders.documents import PaperNotDrawn, render_pdf
from tests.factories.documents import make_paper

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
ATTACKS = {
    "picture": '<img src="{http}/x.png">',
    "cloud": '<img src="http://169.254.169.254/latest/meta-data/">',
    "file": '<img src="{file}">',
    "passwd": '<img src="file:///etc/passwd">',
    "link": '<link rel="stylesheet" href="{http}/x.css">',
    "import": "<style>@import url({http}/x.css);</style>",
    "import of a file": "<style>@import '{file}';</style>",
    "background": "<style>body {{ background: url({file}) }}</style>",
    "content": "<style>body::before {{ content: url({http}/x.png) }}</style>",
    "font": "<style>@font-face {{ font-family: x; src: url({file}) }} body {{ font-family: x }}</style>",
    "svg": '<svg width="9" height="9"><image href="{http}/x.png" width="9" height="9"/></svg>',
    "svg of a file": '<svg width="9" height="9"><image xlink:href="{file}" width="9" height="9"/></svg>',
    "svg use": '<svg width="9" height="9"><use href="{http}/x.svg#a"/></svg>',
    "svg style": '<svg width="9" height="9"><style>@import url({http}/x.css);</style></svg>',
    "svg font": "<svg width='9' height='9'><style>@font-face {{ font-family: x; src: url({file}) }}</style>",
    "svg in data": "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9'"
    " height='9'%3E%3Cimage href='{file}' width='9' height='9'/%3E%3C/svg%3E\">",
    "object": '<object data="{http}/x.svg" type="image/svg+xml"></object>',
    "embed": '<embed src="{file}">',
    "attachment": '<link rel="attachment" href="{file}">',
    "attached link": '<a rel="attachment" href="{file}">x</a>',
    "base": '<base href="{http}/"><img src="x.png">',
    "relative": '<img src="../../../../../etc/passwd"><img src="/etc/passwd">',
    "our font beside": '<img src="font:golos-400/../../../package.json">',
}  # fmt: skip
watched: list[list[str]] = []


def _watch(event: str, args: tuple) -> None:
    if watched and event in {"open", "socket.connect", "socket.getaddrinfo", "urllib.Request"}:
        watched[-1].append(f"{event} {args[1] if event == 'socket.connect' else args[0]}")


sys.addaudithook(_watch)  # cannot be taken off again; idle while nobody watches


@pytest.fixture
def touched():
    """Files opened and addresses called from here on."""
    watched.append([])
    yield watched[-1]
    watched.pop()


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(PIXEL)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


@pytest.fixture
def secret(tmp_path) -> Path:
    path = tmp_path / "secret.png"
    path.write_bytes(PIXEL)
    return path


def outside(touched: list[str]) -> list[str]:
    """What neither Python, nor a template, nor a font of ours had to open."""
    own = re.compile(r"open (\d+|.*(site-packages|lib/python3|templates|node_modules/@expo-google-fonts).*)")
    made_here = re.compile(r"open .*/(tmp\w+|weasyprint-\w+)(/.*)?")
    return [event for event in touched if not own.fullmatch(event) and not made_here.fullmatch(event)]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_paper_fetches_nothing(name, server, secret, touched, settings, tmp_path):
    attack = ATTACKS[name].format(http=server, file=secret.as_uri())
    (tmp_path / "evil.html").write_text(
        f'{{% extends "pdf/paper.html" %}}{{% block content %}}{attack}{{% endblock %}}', encoding="utf-8"
    )
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    render_pdf("pdf/receipt.html", {"paper": make_paper()})  # what is loaded once is loaded now
    touched.clear()

    with suppress(PaperNotDrawn):
        render_pdf("evil.html", {"paper": make_paper()})

    assert [event for event in outside(touched) if not event.endswith("evil.html")] == []


def test_control_without_our_guard_the_same_is_fetched(server, secret, touched):
    from weasyprint import HTML

    for name in ("picture", "file", "import", "background", "svg"):
        touched.clear()
        HTML(string=ATTACKS[name].format(http=server, file=secret.as_uri())).write_pdf()

        assert outside(touched) != [], name


@pytest.mark.parametrize("name", ["picture", "file", "import", "svg", "attachment", "svg in data"])
def test_who_asks_for_something_foreign_is_not_drawn_at_all(name, settings, tmp_path):
    attack = ATTACKS[name].format(http="http://127.0.0.1:9", file="file:///etc/passwd")
    (tmp_path / "evil.html").write_text(attack, encoding="utf-8")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]

    with pytest.raises(PaperNotDrawn):
        render_pdf("evil.html", {"paper": make_paper()})


def test_every_character_is_drawn_by_a_font_of_ours():
    signs = "0123456789 ₽ «» № — − •"

    drawn = characters_by_font(render_pdf("pdf/receipt.html", {"paper": make_paper(method=signs, vat=signs)}))

    assert {font.split("-")[0] for font in drawn} == {"Golos", "Prata"}
    assert set(signs.replace(" ", "")) <= drawn["Golos"]


def characters_by_font(pdf: bytes) -> dict[str, set[str]]:
    """Of the first page: the name of each embedded font, and what is written in it."""
    paper = pypdfium2.PdfDocument(pdf)
    text = paper[0].get_textpage()
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    found = defaultdict(set)
    for place in range(text.count_chars()):
        if pdfium.FPDFText_GetFontInfo(text, place, name, len(name), flags):
            char = chr(pdfium.FPDFText_GetUnicode(text, place))
            found[name.value.decode().split("+")[-1]].add(char)
    paper.close()
    return {font: chars for font, chars in found.items() if font}
