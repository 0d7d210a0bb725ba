"""A strict reader of a webhook's body: anybody may post one, and nothing in it may become a 500."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from .errors import Malformed, TooLarge

MOST_BYTES = 256 * 1024
MOST_DEPTH = 40  # the deepest real event is about ten
# PostgreSQL stores neither NUL nor half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def check_size(body: bytes) -> None:
    """Raise TooLarge: the first thing to ask of a body, before any signature is computed over it."""
    if len(body) > MOST_BYTES:
        raise TooLarge("too_large")


def read_event(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises Malformed (TooLarge among it) and nothing else.

    Two equal keys are refused because two readers would believe different ones.
    """
    check_size(body)
    try:
        event = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:  # ValueError: of UTF-8, of JSON, of 5,000 digits in a row
        raise Malformed("not_json") from error
    if not isinstance(event, dict):
        raise Malformed("not_an_object")
    _check(event)
    return event


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):  # 1e999
        raise ValueError(text[:20])
    return value


def _check(event: dict[str, Any]) -> None:
    """Walk through without recursion, as deep as it may be."""
    level: list[Any] = [event]
    for _depth in range(MOST_DEPTH):
        for text in _texts(level):
            if UNSTORABLE.search(text):
                raise Malformed("unstorable_text")
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise Malformed("too_deep")


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _texts(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            yield from node
