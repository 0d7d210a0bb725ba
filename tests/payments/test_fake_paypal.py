"""The pretend PayPal: approve, capture, refund, and webhooks that it confirms when asked."""

import pytest

from payments.fake_provider.known import PAYPAL_WEBHOOK_ID
from payments.fake_provider.provider import token

from . import fake_clients as shop
from .test_fake_provider import DECLINED, names


@pytest.fixture
def client(fake):
    with shop.paypal(fake) as client:
        yield client


@pytest.fixture
def order(client):
    return post(client, "/v2/checkout/orders", shop.order_body()).json()


def post(client, path: str, body: dict, key: str = ""):
    headers = {"PayPal-Request-Id": key or token(), "Prefer": "return=representation"}
    return client.post(path, json=body, headers=headers)


def capture(client, order, key: str = ""):
    return post(client, f"/v2/checkout/orders/{order['id']}/capture", {}, key)


def issue(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["details"][0]["issue"]


def test_approved_order_is_captured_once(fake, client, order):
    early = capture(client, order)
    fake.pay(order["id"])
    approved = client.get(f"/v2/checkout/orders/{order['id']}").json()["status"]
    taken, replay, again = (capture(client, order, key) for key in ("a", "a", "b"))

    assert order["status"] == "PAYER_ACTION_REQUIRED"
    assert {link["rel"] for link in order["links"]} == {"self", "payer-action", "capture"}
    assert issue(early) == (422, "ORDER_NOT_APPROVED")
    assert approved == "APPROVED"
    assert (taken.status_code, replay.status_code) == (201, 200)
    assert taken.json() == replay.json()
    found = taken.json()["purchase_units"][0]["payments"]["captures"][0]
    assert (found["status"], found["amount"]["value"], found["custom_id"]) == ("COMPLETED", "100.00", "uid-1")
    assert client.get(f"/v2/payments/captures/{found['id']}").json() == found
    assert issue(again) == (422, "ORDER_ALREADY_CAPTURED")
    assert names(fake) == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"]
    assert fake.counters["paypal"]["captured"] == 1


def test_refused_card_shows_at_the_capture_and_may_be_replaced(fake, client, order):
    fake.pay(order["id"], DECLINED)
    refused = capture(client, order)
    fake.pay(order["id"])

    assert issue(refused) == (422, "INSTRUMENT_DECLINED")
    assert capture(client, order).json()["status"] == "COMPLETED"
    assert fake.counters["paypal"]["declined"] == 1


def test_invoice_is_paid_once(fake, client, order):
    twin = post(client, "/v2/checkout/orders", shop.order_body()).json()
    for each in (order, twin):
        fake.pay(each["id"])

    assert capture(client, order).status_code == 201
    assert issue(capture(client, twin)) == (422, "DUPLICATE_INVOICE_ID")


def test_rouble_is_refused(client):
    amount = {"currency_code": "RUB", "value": "100.00"}

    answer = post(client, "/v2/checkout/orders", shop.order_body(amount=amount))

    assert issue(answer) == (422, "CURRENCY_NOT_SUPPORTED")


def test_refunds_never_exceed_the_capture(fake, client, order):
    fake.pay(order["id"])
    taken = capture(client, order).json()["purchase_units"][0]["payments"]["captures"][0]["id"]
    path = f"/v2/payments/captures/{taken}/refund"

    part = post(client, path, {"amount": {"value": "30.00", "currency_code": "USD"}, "custom_id": "uid-r"})
    status_after = client.get(f"/v2/payments/captures/{taken}").json()["status"]
    too_much = post(client, path, {"amount": {"value": "70.01", "currency_code": "USD"}})
    rest = post(client, path, {})
    nothing = post(client, path, {})

    assert (part.status_code, part.json()["status"], part.json()["custom_id"]) == (201, "COMPLETED", "uid-r")
    assert client.get(f"/v2/payments/refunds/{part.json()['id']}").json()["amount"]["value"] == "30.00"
    assert status_after == "PARTIALLY_REFUNDED"
    assert issue(too_much) == (422, "REFUND_AMOUNT_EXCEEDED")
    assert rest.json()["amount"]["value"] == "70.00"
    assert issue(nothing) == (422, "CAPTURE_FULLY_REFUNDED")
    assert fake.counters["paypal"]["refunds"] == 2


def test_webhook_is_confirmed_only_as_it_was_sent(fake, client, order):
    fake.pay(order["id"])
    hook = fake.webhooks[0]
    told = {
        name: hook.headers[f"PAYPAL-{name.upper().replace('_', '-')}"]
        for name in ("transmission_id", "transmission_time", "transmission_sig", "cert_url", "auth_algo")
    }
    asked = {**told, "webhook_id": PAYPAL_WEBHOOK_ID, "webhook_event": hook.event}

    def verdict(**other) -> str:
        answer = client.post("/v1/notifications/verify-webhook-signature", json=asked | other)
        return answer.json()["verification_status"]

    assert verdict() == "SUCCESS"
    assert verdict(webhook_event=hook.event | {"event_type": "PAYMENT.CAPTURE.COMPLETED"}) == "FAILURE"
    assert verdict(transmission_sig="forged") == "FAILURE"
    assert verdict(webhook_id="other") == "FAILURE"


def test_token_that_is_not_known_is_refused(fake, client, order):
    fake.providers["paypal"].tokens.clear()

    assert client.get(f"/v2/checkout/orders/{order['id']}").status_code == 401


def test_report_names_captures_in_time(fake, client, order):
    fake.pay(order["id"])
    capture(client, order)
    query = {"start_date": "2020-01-01T00:00:00Z", "end_date": "2100-01-01T00:00:00Z"}

    rows = client.get("/v1/reporting/transactions", params=query).json()["transaction_details"]
    none = client.get("/v1/reporting/transactions", params=query | {"end_date": "2020-01-02T00:00:00Z"})

    assert [row["transaction_info"]["custom_field"] for row in rows] == ["uid-1"]
    assert none.json()["transaction_details"] == []
