"""The pretend Stripe: sessions that hold a card, charges, refunds, and its ways of saying no."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from core import clock
from payments.fake_provider.known import STRIPE_SIGNING_KEY
from payments.fake_provider.provider import token

from . import fake_clients as shop
from .test_fake_provider import POOR, names


@pytest.fixture
def client(fake):
    with shop.stripe(fake) as client:
        yield client


@pytest.fixture
def session(client):
    return start(client)


def start(client, **more) -> dict:
    key = {"Idempotency-Key": token()}
    return client.post("/v1/checkout/sessions", data=shop.session_form(**more), headers=key).json()


def intent_of(client, session) -> dict:
    found = client.get(f"/v1/checkout/sessions/{session['id']}", params={"expand[]": "payment_intent"})
    return found.json()["payment_intent"]


def test_card_is_held_and_then_captured(fake, client, session):
    fake.pay(session["id"])
    held = intent_of(client, session)
    taken = client.post(
        f"/v1/payment_intents/{held['id']}/capture", data={"amount_to_capture": "10000"}
    ).json()
    twice = client.post(f"/v1/payment_intents/{held['id']}/capture")

    assert (session["status"], session["payment_intent"]) == ("open", None)
    assert (held["status"], held["amount_capturable"], held["metadata"]) == (
        "requires_capture",
        10000,
        {"payment": "uid-1"},
    )
    assert (taken["status"], taken["amount_received"]) == ("succeeded", 10000)
    assert twice.json()["error"]["code"] == "payment_intent_unexpected_state"
    assert names(fake) == [
        "payment_intent.amount_capturable_updated",
        "checkout.session.completed",
        "payment_intent.succeeded",
    ]
    assert fake.counters["stripe"]["captured"] == 1


def test_one_stage_takes_at_once(fake, client):
    session = start(client, **{"payment_intent_data[capture_method]": "automatic"})

    fake.pay(session["id"])

    assert intent_of(client, session)["status"] == "succeeded"
    assert client.get(f"/v1/checkout/sessions/{session['id']}").json()["payment_status"] == "paid"


def test_refused_card_leaves_a_failed_charge_and_an_open_session(fake, client, session):
    fake.pay(session["id"], POOR)
    refused = intent_of(client, session)
    fake.pay(session["id"])

    charges = client.get("/v1/charges", params={"payment_intent": refused["id"]}).json()["data"]
    assert refused["status"] == "requires_payment_method"
    assert refused["last_payment_error"]["decline_code"] == "insufficient_funds"
    assert [charge["status"] for charge in charges] == ["succeeded", "failed"]
    assert charges[1]["id"] == refused["latest_charge"] == refused["last_payment_error"]["charge"]
    assert intent_of(client, session)["latest_charge"] == charges[0]["id"]


def test_expired_session_cannot_be_paid_or_expired_again(fake, client, session):
    client.post(f"/v1/checkout/sessions/{session['id']}/expire")

    again = client.post(f"/v1/checkout/sessions/{session['id']}/expire")
    with pytest.raises(ValueError, match="cannot be paid"):
        fake.pay(session["id"])

    assert again.status_code == 400
    assert client.get(f"/v1/checkout/sessions/{session['id']}").json()["status"] == "expired"
    assert fake.counters["stripe"]["cancelled"] == 1


def test_held_money_is_let_go(fake, client, session):
    fake.pay(session["id"])
    intent = intent_of(client, session)

    cancelled = client.post(f"/v1/payment_intents/{intent['id']}/cancel").json()

    assert (cancelled["status"], cancelled["amount_capturable"]) == ("canceled", 0)
    assert names(fake)[-1] == "payment_intent.canceled"


def test_key_is_replayed_or_refused(client):
    key = {"Idempotency-Key": "start"}
    first = client.post("/v1/checkout/sessions", data=shop.session_form(), headers=key)
    again = client.post("/v1/checkout/sessions", data=shop.session_form(), headers=key)
    other = client.post("/v1/checkout/sessions", data=shop.session_form(customer_email="a@b.ru"), headers=key)

    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")


@pytest.mark.parametrize(("minutes", "status"), [(5, 400), (31, 200), (60 * 25, 400)])
def test_session_lives_from_half_an_hour_to_a_day(client, minutes, status):
    expires_at = int((clock.now() + timedelta(minutes=minutes)).timestamp())

    answer = client.post("/v1/checkout/sessions", data=shop.session_form(expires_at=str(expires_at)))

    assert answer.status_code == status


def test_refunds_never_exceed_the_charge(fake, client, session):
    fake.pay(session["id"])
    intent = intent_of(client, session)["id"]
    client.post(f"/v1/payment_intents/{intent}/capture")

    def refund(amount: str) -> dict:
        form = {"payment_intent": intent, "amount": amount, "metadata[refund]": "uid-r"}
        return client.post("/v1/refunds", data=form).json()

    first, second, third, fourth = refund("3000"), refund("7001"), refund("7000"), refund("1")
    listed = client.get("/v1/refunds", params={"payment_intent": intent, "limit": 1}).json()

    assert (first["status"], first["metadata"]) == ("succeeded", {"refund": "uid-r"})
    assert second["error"]["param"] == "amount"
    assert fourth["error"]["code"] == "charge_already_refunded"
    assert [row["id"] for row in listed["data"]] == [third["id"]]
    assert listed["has_more"] is True
    assert names(fake)[-4:] == ["refund.created", "charge.refunded"] * 2
    assert fake.counters["stripe"]["refunds"] == 2


def test_sessions_are_listed_page_by_page_with_their_intents(fake, client):
    sessions = [start(client) for _ in range(3)]
    fake.pay(sessions[2]["id"])
    query = {"created[gte]": "1", "limit": "2", "expand[]": "data.payment_intent"}

    first = client.get("/v1/checkout/sessions", params=query).json()
    rest = client.get("/v1/checkout/sessions", params=query | {"starting_after": first["data"][-1]["id"]})
    none = client.get("/v1/checkout/sessions", params=query | {"created[gte]": "4102444800"})

    assert [row["id"] for row in first["data"]] == [sessions[2]["id"], sessions[1]["id"]]
    assert first["data"][0]["payment_intent"]["status"] == "requires_capture"
    assert [row["id"] for row in rest.json()["data"]] == [sessions[0]["id"]]
    assert none.json()["data"] == []


def test_what_is_not_there_is_said_in_its_shape(client):
    answer = client.get("/v1/payment_intents/pi_nobody")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "resource_missing")


def test_webhook_is_signed_over_time_and_body(fake, client, session):
    fake.pay(session["id"])
    hook = fake.webhooks[0]
    stamp, _, given = hook.headers["Stripe-Signature"].removeprefix("t=").partition(",v1=")

    expected = hmac.new(STRIPE_SIGNING_KEY.encode(), f"{stamp}.".encode() + hook.body, hashlib.sha256)

    assert given == expected.hexdigest()
