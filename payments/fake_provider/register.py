"""The fiscal register: one receipt for each external_id, and only one that adds up."""

from decimal import Decimal

from .http import Problem, Request, Response
from .known import REGISTER_KEY
from .provider import Provider, fingerprint, iso, parsed_amount, token
from .receipts import sum_of_items, wrong_in_items

KINDS = {"prepayment", "full_payment", "refund"}


class Register(Provider):
    gateway = "register"
    prefix = "/register"
    KEY_HEADER = ""  # external_id in the body is the key
    ROUTES = {
        "POST /v1/receipts": "create",
        "GET /v1/receipts/{id}": "get",
    }

    def authorize(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {REGISTER_KEY}":
            raise problem("unauthorized", "The key is wrong.", 401)

    def create(self, request: Request) -> Response:
        body = request.json()
        external_id = str(body.get("external_id") or "")
        if not external_id or body.get("type") not in KINDS:
            raise problem("invalid", "external_id or type is missing.")
        if (self.gateway, external_id) in self.state.replays:
            before, response = self.state.replays[self.gateway, external_id]
            if before != fingerprint(request):
                raise problem("conflict", "external_id came before with another receipt.", 422)
            return response
        customer = body.get("customer") or {}
        if not (customer.get("email") or customer.get("phone")):
            raise problem("invalid", "The customer has neither email nor phone.")
        items, total = body.get("items") or [], parsed_amount(body.get("total"))
        wrong = wrong_in_items(items, needed=("description",))
        if wrong or total is None:
            raise problem("invalid", wrong or "total is missing.")
        if sum_of_items(items) != Decimal(total):
            raise problem("invalid", "price × quantity of the items do not add up to the total.")
        receipt = {
            "id": f"fr_{token()}",
            "status": "registered",
            "fiscal_number": str(int(token(8), 16)),
            "registered_at": iso(self.state.now()),
        }
        self.state.register(self.gateway, receipt["id"], {**receipt, "asked": body})
        response = Response(receipt)
        self.state.replays[self.gateway, external_id] = fingerprint(request), response
        return response

    def get(self, request: Request, reference: str) -> Response:
        receipt = self.state.receipts.get(reference)
        if receipt is None or not reference.startswith("fr_"):
            raise self.not_found(reference)
        return Response({name: value for name, value in receipt.items() if name != "asked"})

    def not_found(self, reference: str) -> Problem:
        return problem("not_found", "There is no such receipt.", 404)


def problem(code: str, message: str, status: int = 400) -> Problem:
    return Problem(Response({"code": code, "message": message}, status))
