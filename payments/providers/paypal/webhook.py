"""Webhooks of PayPal, proved by asking PayPal.

Its own signature covers only a CRC of the body, which can be forged, so we do not check it here. Before
anything goes out, everything that needs no call is looked at: the certificate's address above all, which
PayPal's example code would fetch from wherever the message says.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ...webhook_json import read_event
from ..base import Forged, Hint, OutcomeUnknown, Refused, WebhookRequest
from ..http import one_call
from ..reading import at, hint, text_at, uuid_at
from ..signatures import check_moment
from .client import PayPalClient

CERTIFICATE = re.compile(r"https://api(\.sandbox)?\.paypal\.com(:443)?/v1/notifications/certs/[A-Za-z0-9_-]+")
CAPTURE = re.compile(r"/v2/payments/captures/([A-Z0-9]{1,40})$")
ALGORITHM = "SHA256withRSA"
HEADERS = {
    "transmission_id": "paypal-transmission-id",
    "transmission_time": "paypal-transmission-time",
    "transmission_sig": "paypal-transmission-sig",
    "cert_url": "paypal-cert-url",
    "auth_algo": "paypal-auth-algo",
}


class PayPalWebhook:
    def __init__(self, client: PayPalClient, webhook_ids: Sequence[str]) -> None:
        self._client, self._webhook_ids = client, list(webhook_ids)
        self.limits = client.limits

    @one_call
    def parse_webhook(self, request: WebhookRequest) -> Hint:
        event = read_event(request.body)
        told = {name: request.headers.get(header, "") for name, header in HEADERS.items()}
        _check_headers(told)
        if not any(self._confirms(told, webhook_id, request.body) for webhook_id in self._webhook_ids):
            raise Forged("wrong_signature")
        if text_at(event, "resource_type") == "refund":
            reference, payment_id = self._of_refund(event)
        else:
            reference, payment_id = _order_of(event), _payment_of(event)
        return hint(
            key=text_at(event, "id"),
            kind=text_at(event, "event_type"),
            reference=reference,
            payment_id=payment_id,
        )

    def _of_refund(self, event: Mapping[str, Any]) -> tuple[str, str]:
        """A refund names its capture only, by a link; the capture names the order."""
        links = at(event, "resource", "links")
        up = [link for link in links if text_at(link, "rel") == "up"] if isinstance(links, list) else []
        found = CAPTURE.search(text_at(up[0], "href")) if up else None
        if found is None:
            return _order_of(event), ""
        try:
            capture = {"resource": self._client.get(f"/v2/payments/captures/{found[1]}")}
        except Refused:  # not one of ours
            return _order_of(event), ""
        return _order_of(capture), _payment_of(capture)

    def _confirms(self, told: Mapping[str, str], webhook_id: str, body: bytes) -> bool:
        """The event goes back as it came: PayPal counts its bytes again."""
        fields = json.dumps({**told, "webhook_id": webhook_id})
        question = f'{fields[:-1]}, "webhook_event": {body.decode()}}}'
        try:
            answer = self._client.post_text("/v1/notifications/verify-webhook-signature", question)
        except Refused as error:
            if error.code in {"unauthorized", "invalid_client", "not_authorized", "http_403"}:
                raise OutcomeUnknown("webhook_not_provable", error.code) from error
            return False
        return answer.get("verification_status") == "SUCCESS"


def _check_headers(told: Mapping[str, str]) -> None:
    if not all(told.values()):
        raise Forged("header_missing")
    if not CERTIFICATE.fullmatch(told["cert_url"]) or told["auth_algo"] != ALGORITHM:
        raise Forged("foreign_certificate")
    try:
        moment = datetime.fromisoformat(told["transmission_time"])
    except ValueError:
        raise Forged("no_moment") from None
    if moment.tzinfo is None:
        raise Forged("no_moment")
    check_moment(moment.timestamp())


def _order_of(event: Mapping[str, Any]) -> str:
    if text_at(event, "resource_type") == "checkout-order":
        return text_at(event, "resource", "id")
    return text_at(event, "resource", "supplementary_data", "related_ids", "order_id")


def _payment_of(event: Mapping[str, Any]) -> str:
    units = at(event, "resource", "purchase_units")
    first = units[0] if isinstance(units, list) and units else None
    return uuid_at(event, "resource", "custom_id") or uuid_at(first, "custom_id")
