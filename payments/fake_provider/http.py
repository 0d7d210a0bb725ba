"""Requests and answers as plain values, so that a provider knows nothing of sockets."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """headers: by lower-case name."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def form(self) -> dict[str, Any]:
        """A form with brackets, as Stripe's: `a[b][0]=x` is {"a": {"b": ["x"]}}."""
        return nested(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """{} for an empty body or one that is no JSON object."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class Response:
    """body: a dict goes out as JSON, text as a page."""

    body: dict[str, Any] | str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        """The bytes and their content type."""
        if isinstance(self.body, str):
            return self.body.encode(), "text/html; charset=utf-8"
        return json.dumps(self.body, ensure_ascii=False, default=str).encode(), "application/json"


class Problem(Exception):
    """An answer that ends the work at once."""

    def __init__(self, response: Response) -> None:
        super().__init__(str(response.status))
        self.response = response


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """See Request.form."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        *parents, last = name.replace("]", "").split("[")
        branch = tree
        for parent in parents:
            branch = branch.setdefault(parent, {})
        branch[last or str(len(branch))] = value
    return {name: _with_lists(value) for name, value in tree.items()}


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    children = {name: _with_lists(child) for name, child in value.items()}
    return list(children.values()) if all(name.isdigit() for name in children) else children
