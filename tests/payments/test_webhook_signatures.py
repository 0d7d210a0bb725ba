"""Who a webhook comes from: forged, stale and foreign ones are told apart without asking anybody."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core.clock import hold
from payments.errors import Malformed, TooLarge
from payments.providers.base import Forged, OutcomeUnknown, WebhookRequest
from payments.providers.paypal.adapter import PayPal
from payments.providers.stripe.adapter import Stripe
from payments.providers.test_gateway.adapter import TestGateway
from payments.providers.yookassa.adapter import YooKassa

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
OLD, NEW = "whsec_the_old_one", "whsec_the_new_one"
UID = str(uuid4())
NOWHERE = "http://127.0.0.1:9"  # a call would be OutcomeUnknown

STRIPE_EVENT = {
    "id": "evt_1",
    "type": "payment_intent.succeeded",
    "data": {"object": {"id": "pi_1", "object": "payment_intent", "metadata": {"payment": UID}}},
}
TEST_EVENT = {"id": "test_evt_1", "event": "payment.succeeded", "payment_id": UID, "reference": "test_1"}
YOOKASSA_EVENT = {
    "type": "notification",
    "event": "payment.succeeded",
    "object": {"id": "2f3b-1", "status": "succeeded", "metadata": {"payment": UID}},
}


@pytest.fixture(autouse=True)
def still_clock():
    with hold(NOW):
        yield


def signature(body: bytes, secret: str = NEW, stamp: int = STAMP) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def signed(body: bytes, secret: str = NEW, stamp: int = STAMP) -> str:
    return f"t={stamp},v1={signature(body, secret, stamp)}"


SIGNING = {
    "stripe": (
        lambda: Stripe(url=NOWHERE, key="sk_test_1", webhook_secrets=[OLD, NEW]),
        "stripe-signature",
        json.dumps(STRIPE_EVENT).encode(),
    ),
    "test_gateway": (
        lambda: TestGateway(url=NOWHERE, key="k", webhook_secrets=[OLD, NEW]),
        "x-test-signature",
        json.dumps(TEST_EVENT).encode(),
    ),
}


@pytest.fixture(params=SIGNING)
def signing(request):
    make, header, body = SIGNING[request.param]
    return make(), header, body


def parse(signing, header_value: str | None, body: bytes | None = None):
    provider, header, genuine = signing
    headers = {} if header_value is None else {header: header_value}
    return provider.parse_webhook(WebhookRequest(body=genuine if body is None else body, headers=headers))


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_both_secrets_are_good_while_one_replaces_the_other(signing, secret):
    hint = parse(signing, signed(signing[2], secret))

    assert hint.payment_id == UID
    assert hint.key.endswith("evt_1")


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_both_ways_are_allowed(signing, seconds):
    assert parse(signing, signed(signing[2], stamp=STAMP + seconds)).payment_id == UID


@pytest.mark.parametrize("seconds", [-301, 301, -86400, 86400])
def test_stale_and_future_ones_are_forged(signing, seconds):
    with pytest.raises(Forged):
        parse(signing, signed(signing[2], stamp=STAMP + seconds))


def test_one_good_signature_among_others_is_enough(signing):
    header = f"t={STAMP},v1={'0' * 64},v1={signature(signing[2])},v0=abc"

    assert parse(signing, header).payment_id == UID


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=,v1=",
        f"t={STAMP}",
        "v1={good}",
        f"t={STAMP},v0={{good}}",
        f"t={STAMP},v1={{other}}",
        f"t={STAMP},v1={{upper}}",
        f"t={STAMP},v1=",
        f"t={STAMP},v1=ключ",
        f"t={STAMP},t={STAMP + 1},v1={{good}}",
        f"t={STAMP}.0,v1={{good}}",
        f"t=-{STAMP},v1={{good}}",
        "t=nan,v1={good}",
        f"t={'9' * 400},v1={{good}}",
        f"t={STAMP + 1},v1={{good}}",
        "," * 5000,
    ],
)
def test_wrong_headers_are_forged(signing, header):
    good = signature(signing[2])
    told = header and header.format(
        good=good, upper=good.upper(), other=signature(signing[2], secret="whsec_of_somebody")
    )

    with pytest.raises(Forged):
        parse(signing, told)


def test_one_byte_changed_is_forged(signing):
    body = signing[2]
    changed = body.replace(b"succeeded", b"succeedeD")
    assert changed != body

    with pytest.raises(Forged):
        parse(signing, signed(body), changed)


def test_no_secret_at_all_trusts_nobody():
    body = SIGNING["stripe"][2]
    provider = Stripe(url=NOWHERE, key="sk_test_1", webhook_secrets=[""])

    with pytest.raises(Forged):
        provider.parse_webhook(WebhookRequest(body=body, headers={"stripe-signature": signed(body, "")}))


BAD_BODIES = {
    "empty": b"",
    "no json": b"event",
    "array": b"[1]",
    "number": b"1",
    "not utf-8": b'{"id": "\xff"}',
    "nan": b'{"id": NaN}',
    "infinity": b'{"id": -Infinity}',
    "too large a number": b'{"id": 1e999}',
    "endless digits": b'{"id": ' + b"9" * 5000 + b"}",
    "duplicate key": b'{"id": "a", "id": "b"}',
    "duplicate key inside": b'{"data": {"x": 1, "x": 2}}',
    "nul": b'{"id": "a\\u0000b"}',
    "nul in a name": b'{"a\\u0000b": 1}',
    "half a pair": b'{"id": "\\ud800"}',
    "nested arrays": b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "unclosed nesting": b"[" * 200_000,
    "nested objects": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "41 levels": b'{"a":' * 41 + b"1" + b"}" * 41,
    "no event": b"{}",
    "numbers for names": b'{"id": 1, "type": 2, "event": {}, "data": [], "object": []}',
    "endless number": b'{"id": "' + b"x" * 300 + b'", "type": "a", "event": "a", "object": {"id": "'
    + b"x" * 300 + b'", "status": "s"}}',
}  # fmt: skip


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_genuine_sender_of_nonsense_is_malformed(signing, body):
    with pytest.raises(Malformed) as refusal:
        parse(signing, signed(body), body)

    assert not isinstance(refusal.value, TooLarge)


def test_oversized_body_is_refused_before_its_signature_is_looked_at(signing):
    body = b'{"id": "' + b"x" * 256 * 1024 + b'"}'

    with pytest.raises(TooLarge):
        parse(signing, None, body)


def yookassa(secret: str, body: bytes | None = None):
    provider = YooKassa(
        url=NOWHERE, shop_id="1", secret_key="test_1", webhook_secrets=["old-path-part", "new-path-part"]
    )
    body = json.dumps(YOOKASSA_EVENT).encode() if body is None else body
    return provider.parse_webhook(WebhookRequest(body=body, headers={}, secret=secret, ip="185.71.76.5"))


@pytest.mark.parametrize("secret", ["old-path-part", "new-path-part"])
def test_yookassa_is_known_by_either_secret_of_the_address(secret):
    hint = yookassa(secret)

    assert (hint.key, hint.reference, hint.payment_id) == (
        "payment.succeeded:2f3b-1:succeeded",
        "2f3b-1",
        UID,
    )


@pytest.mark.parametrize("secret", ["", "old-path-par", "OLD-PATH-PART", "другой", "\ud800", "x" * 10_000])
def test_yookassas_own_ip_opens_nothing_without_the_secret(secret):
    with pytest.raises(Forged):
        yookassa(secret)


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_yookassas_nonsense_is_malformed(body):
    with pytest.raises(Malformed):
        yookassa("new-path-part", body)


def test_yookassas_refund_leads_to_its_payment():
    event = {
        "event": "refund.succeeded",
        "object": {"id": "re-1", "payment_id": "2f3b-1", "status": "succeeded"},
    }

    hint = yookassa("new-path-part", json.dumps(event).encode())

    assert (hint.key, hint.reference) == ("refund.succeeded:re-1:succeeded", "2f3b-1")


CERTIFICATE = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"
PAYPAL_HEADERS = {
    "paypal-transmission-id": "69cd13f0-d67a-11e5-baa3-778b53f4ae55",
    "paypal-transmission-time": "2026-11-22T12:00:00Z",
    "paypal-transmission-sig": "c2ln",
    "paypal-cert-url": CERTIFICATE,
    "paypal-auth-algo": "SHA256withRSA",
}


def paypal(body: bytes = b'{"id": "WH-1", "event_type": "X"}', **changes: str):
    provider = PayPal(url=NOWHERE, client_id="c", client_secret="s", webhook_ids=["WH-ID"])
    headers = PAYPAL_HEADERS | {name.replace("_", "-"): value for name, value in changes.items()}
    return provider.parse_webhook(WebhookRequest(body=body, headers=headers))


def test_paypal_is_asked_about_what_looks_right():
    with pytest.raises(OutcomeUnknown):
        paypal()


@pytest.mark.parametrize(
    "address",
    [
        "http://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://api.paypal.com@169.254.169.254/v1/notifications/certs/CERT-1",
        "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
        "https://127.0.0.1/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../../../redirect?to=evil",
        "https://evil.example/#https://api.paypal.com/v1/notifications/certs/CERT-1",
        "file:///etc/passwd",
        f"{CERTIFICATE}\n",
        "",
    ],
)
def test_foreign_certificate_is_refused_without_a_call(address):
    with pytest.raises(Forged):
        paypal(paypal_cert_url=address)


@pytest.mark.parametrize(
    "moment",
    ["", "now", "2026-11-22T11:54:59Z", "2026-11-22T12:05:01Z", "2026-11-22T12:00:00", "1e5"],
)
def test_paypals_moment_is_within_five_minutes(moment):
    with pytest.raises(Forged):
        paypal(paypal_transmission_time=moment)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_paypals_moment_at_the_edge_is_let_through(minutes):
    moment = (NOW + timedelta(minutes=minutes)).isoformat()

    with pytest.raises(OutcomeUnknown):
        paypal(paypal_transmission_time=moment)


@pytest.mark.parametrize("name", PAYPAL_HEADERS)
def test_each_header_of_paypal_is_needed(name):
    with pytest.raises(Forged):
        paypal(**{name: ""})


def test_paypals_other_algorithm_is_refused():
    with pytest.raises(Forged):
        paypal(paypal_auth_algo="none")


@pytest.mark.parametrize("body", [b"[1]", b'{"a": NaN}', b'{"a": 1, "a": 2}', BAD_BODIES["nested arrays"]])
def test_paypal_is_not_asked_about_nonsense(body):
    with pytest.raises(Malformed):
        paypal(body)
