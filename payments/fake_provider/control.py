"""`/control/…`: what tests do by methods of the server, for a person or a script."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .http import Request, Response
from .known import GOOD_CARD

if TYPE_CHECKING:
    from .server import FakeServer


class Control:
    """GET /control/counters, GET /control/webhooks, and POST /control/<name> with a JSON object."""

    def __init__(self, server: "FakeServer") -> None:
        self._server = server
        self._actions: dict[str, Callable[[dict[str, Any]], Any]] = {
            "pay": self._pay,
            "expire": lambda asked: str(server.expire(asked["reference"]).status),
            "refund": lambda asked: server.refund(asked["reference"], Decimal(asked["amount"])).reference,
            "settle": lambda asked: server.settle(asked["refund"], asked.get("status", "completed")),
            "refunds_become": lambda asked: server.refunds_become(asked["status"]),
            "tamper": lambda asked: str(
                server.tamper(asked["reference"], amount=Decimal(asked["amount"])).amount
            ),
            "lose": lambda asked: server.lose(asked["reference"]),
            "fail": lambda asked: server.fail(**asked),
            "webhooks": self._webhooks,
            "deliver": lambda asked: server.deliver(**asked),
            "release": lambda asked: server.hooks.release(),
            "forget": lambda asked: server.forget(),
        }

    def answer(self, request: Request) -> Response:
        name = request.path.removeprefix("/control/").strip("/")
        if request.method == "GET" and name == "counters":
            return Response(self._server.counters)
        if request.method == "GET" and name == "webhooks":
            found = [{"path": hook.path, "event": hook.event} for hook in self._server.webhooks]
            return Response({"webhooks": found, "held": len(self._server.hooks.held)})
        if request.method != "POST" or name not in self._actions:
            return Response({"message": f"Actions: {', '.join(self._actions)}"}, 404)
        try:
            return Response({"result": self._actions[name](request.json())})
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            return Response({"message": f"{type(error).__name__}: {error}"}, 400)

    def _pay(self, asked: dict[str, Any]) -> str:
        card, method = asked.get("card", GOOD_CARD), asked.get("method", "card")
        return str(self._server.pay(asked["reference"], card, method).status)

    def _webhooks(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Any of shop, hold, duplicate, reorder, delay."""
        names = ("shop", "hold", "duplicate", "reorder", "delay")
        unknown = set(asked) - set(names)
        if unknown:
            raise ValueError(f"webhooks have no {', '.join(sorted(unknown))}")
        for name, value in asked.items():
            setattr(self._server.hooks, name, value)
        return {name: getattr(self._server.hooks, name) for name in names}
