"""Stripe Checkout: the customer pays at a page of Stripe, which holds the money until we capture it.

Our reference is the session's id. Its intent, which carries the money, appears when somebody tries to pay.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.clock import now

from ..base import (
    Charge,
    Money,
    Receipt,
    RefundOrder,
    RefundSnapshot,
    Refused,
    Snapshot,
    Started,
)
from ..http import Limits, one_call, safe
from ..reading import answer_read
from .objects import minor, refund_snapshot, snapshot
from .webhook import StripeWebhook

if TYPE_CHECKING:
    from .client import StripeCaller

# Stripe wants at least 30 minutes; a minute goes to the way there. It would take up to 24 hours, but a start
# is repeated for half a day, and one that may be paid for a day must not come near enough to read otherwise.
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=6)


class Stripe(StripeWebhook):
    """url: of the API without /v1."""

    def __init__(
        self, *, url: str, key: str, webhook_secrets: Sequence[str], limits: Limits | None = None
    ) -> None:
        super().__init__(webhook_secrets)
        self._url, self._key = url, key
        self.limits = limits or Limits()

    @cached_property
    def _api(self) -> "StripeCaller":
        """The SDK takes a quarter of a second to import: a webhook and a shop without Stripe do without."""
        from .client import StripeCaller

        return StripeCaller(url=self._url, key=self._key, limits=self.limits)

    @one_call
    def start(self, charge: Charge) -> Started:
        metadata = {"payment": charge.payment_id, "order": charge.number}
        params: dict[str, Any] = {
            "mode": "payment",
            "client_reference_id": charge.number,
            "success_url": charge.return_url,
            "cancel_url": charge.cancel_url,
            "metadata": metadata,
            "payment_intent_data": {"capture_method": "manual", "metadata": metadata},
            "adaptive_pricing": {"enabled": False},  # what is paid is in the currency of the payment
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": charge.money.currency.lower(),
                        "unit_amount": minor(charge.money.amount),
                        "product_data": {"name": charge.description},
                    },
                }
            ],
        }
        if charge.email:
            params["customer_email"] = charge.email
        if charge.pay_until is not None and (expires_at := _expiry(charge.pay_until)):
            params["expires_at"] = expires_at
        session = self._api.create_session(params, charge.key)
        with answer_read():
            return Started(reference=session["id"], url=session.get("url") or "")

    @one_call
    def fetch(self, reference: str) -> Snapshot:
        session = self._api.session(safe(reference))
        intent = session.get("payment_intent")
        charges, refunds = [], []
        with answer_read():
            if isinstance(intent, dict):
                charges = self._api.charges(intent["id"])
                if intent["amount_received"]:
                    refunds = self._api.refunds(intent["id"])
            return snapshot(session, charges, refunds)

    @one_call
    def capture(self, reference: str, money: Money, *, key: str, receipt: Receipt | None = None) -> None:
        intent = self._intent(reference)
        if intent.get("status") == "succeeded":
            return
        if intent.get("status") != "requires_capture":
            raise Refused("not_authorized")
        try:
            self._api.capture(intent["id"], minor(money.amount), key)
        except Refused:
            if self._intent(reference).get("status") != "succeeded":  # two captured at once
                raise

    @one_call
    def cancel(self, reference: str, *, key: str) -> None:
        """Stripe keeps the answer to a key, also a no: what is repeated safely anyway goes without one."""
        try:
            self._let_go(reference)
        except Refused:  # the customer paid between our look and our word
            self._let_go(reference)

    def _let_go(self, reference: str) -> None:
        session = self._api.session(safe(reference))
        intent = session.get("payment_intent") or {}
        if session.get("status") == "open":
            self._api.expire(reference)
        elif intent.get("status") == "requires_capture":
            self._api.cancel(intent["id"])

    @one_call
    def refund(self, order: RefundOrder) -> RefundSnapshot:
        params = {
            "payment_intent": order.transaction_id or self._intent(order.reference)["id"],
            "amount": minor(order.money.amount),
            "metadata": {"refund": order.refund_id, "session": order.reference},
        }
        answer = self._api.create_refund(params, order.key)
        with answer_read():
            return refund_snapshot(answer)

    @one_call
    def fetch_refund(self, reference: str) -> RefundSnapshot:
        answer = self._api.refund(safe(reference))
        with answer_read():
            return refund_snapshot(answer)

    def payments_since(self, since: datetime) -> Iterable[Snapshot]:
        """Without attempts, which would be a request for each payment."""
        unix = int(since.timestamp())
        refunds = defaultdict(list)
        for refund in self._api.refunds_since(unix):
            refunds[refund.get("payment_intent")].append(refund)
        for session in self._api.sessions_since(unix):
            with answer_read():
                intent = session.get("payment_intent") or {}
                found = snapshot(session, [], refunds[intent.get("id")])
            yield found

    def _intent(self, reference: str) -> dict[str, Any]:
        intent = self._api.session(safe(reference)).get("payment_intent")
        if not isinstance(intent, dict):
            raise Refused("not_paid")
        return intent


def _expiry(pay_until: datetime) -> int | None:
    """When Stripe closes the page: late enough for Stripe, and the same for each repetition of a request,
    since the same key with another time is refused. None: leave it to Stripe, which takes 24 hours.
    """
    expiry = pay_until + SHORTEST
    return int(expiry.timestamp()) if SHORTEST <= expiry - now() <= LONGEST else None
