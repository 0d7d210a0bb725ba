"""The pretend YooKassa: two stages by card, one by SBP, and receipts that add up."""

import pytest

from payments.fake_provider.known import YOOKASSA_PATH_KEY
from payments.fake_provider.provider import token

from . import fake_clients as shop
from .test_fake_provider import BAD_CVC, DECLINED, EXPIRED, POOR

RUB = "RUB"


@pytest.fixture
def client(fake):
    with shop.yookassa(fake) as client:
        yield client


@pytest.fixture
def payment(client):
    return post(client, "/payments", shop.payment_body()).json()


def post(client, path: str, body: dict, key: str = ""):
    return client.post(path, json=body, headers={"Idempotence-Key": key or token()})


def captured(fake, client, payment) -> dict:
    fake.pay(payment["id"])
    return post(client, f"/payments/{payment['id']}/capture", {}).json()


def events(fake) -> list[str]:
    return [hook.event["event"] for hook in fake.webhooks]


def test_card_is_held_and_then_captured(fake, client, payment):
    fake.pay(payment["id"])
    held = client.get(f"/payments/{payment['id']}").json()
    taken = post(client, f"/payments/{payment['id']}/capture", {}).json()

    assert (payment["status"], payment["paid"]) == ("pending", False)
    assert payment["confirmation"]["confirmation_url"].startswith(fake.url)
    assert (held["status"], held["payment_method"]["card"]["last4"]) == ("waiting_for_capture", "4242")
    assert (taken["status"], taken["refundable"]) == ("succeeded", True)
    assert events(fake) == ["payment.waiting_for_capture", "payment.succeeded"]
    assert {hook.path for hook in fake.webhooks} == {f"/webhooks/yookassa/{YOOKASSA_PATH_KEY}/"}
    assert fake.counters["yookassa"]["receipts"] == 1


def test_sbp_takes_at_once_although_two_stages_were_asked(fake, client, payment):
    fake.pay(payment["id"], method="sbp")

    found = client.get(f"/payments/{payment['id']}").json()
    assert (found["status"], found["payment_method"]["type"]) == ("succeeded", "sbp")
    assert post(client, f"/payments/{payment['id']}/capture", {}).status_code == 400
    assert fake.counters["yookassa"]["captured"] == 1


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (DECLINED, "general_decline"),
        (POOR, "insufficient_funds"),
        (EXPIRED, "card_expired"),
        (BAD_CVC, "invalid_csc"),
    ],
)
def test_refused_card_ends_the_payment(fake, client, payment, card, reason):
    fake.pay(payment["id"], card)

    found = client.get(f"/payments/{payment['id']}").json()
    assert (found["status"], found["cancellation_details"]["reason"]) == ("canceled", reason)
    assert events(fake) == ["payment.canceled"]
    with pytest.raises(ValueError, match="cannot be paid"):
        fake.pay(payment["id"])


def test_only_what_is_held_can_be_cancelled(fake, client, payment):
    early = post(client, f"/payments/{payment['id']}/cancel", {})
    fake.pay(payment["id"])
    held = post(client, f"/payments/{payment['id']}/cancel", {})

    assert (early.status_code, early.json()["code"]) == (400, "invalid_request")
    assert held.json()["cancellation_details"] == {"party": "merchant", "reason": "canceled_by_merchant"}


@pytest.mark.parametrize(
    "receipt", [None, shop.receipt_of("50.01"), shop.receipt_of("50.00") | {"customer": {}}]
)
def test_receipt_that_does_not_add_up_is_refused(client, receipt):
    answer = post(client, "/payments", shop.payment_body(receipt=receipt))

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert answer.json()["parameter"].startswith("receipt")


def test_part_of_the_hold_is_taken_and_the_rest_released(fake, client, payment):
    fake.pay(payment["id"])
    part = {"amount": {"value": "60.00", "currency": RUB}}

    bare = post(client, f"/payments/{payment['id']}/capture", part)
    taken = post(
        client, f"/payments/{payment['id']}/capture", part | {"receipt": shop.receipt_of("30.00")}
    ).json()

    assert bare.json()["parameter"] == "receipt"
    assert (taken["status"], taken["amount"]["value"]) == ("succeeded", "60.00")


def test_partial_refund_needs_a_receipt_and_a_full_one_does_not(fake, client, payment):
    captured(fake, client, payment)
    part = {"payment_id": payment["id"], "amount": {"value": "40.00", "currency": RUB}}

    bare = post(client, "/refunds", part)
    given = post(client, "/refunds", part | {"receipt": shop.receipt_of("20.00")}).json()
    more = {"payment_id": payment["id"], "amount": {"value": "60.01", "currency": RUB}}
    too_much = post(client, "/refunds", more | {"receipt": shop.receipt_of("60.01", "1")})
    other = post(client, "/payments", shop.payment_body()).json()
    captured(fake, client, other)
    whole = post(client, "/refunds", {"payment_id": other["id"], "amount": other["amount"]}).json()

    assert bare.json()["parameter"] == "receipt"
    assert too_much.json()["parameter"] == "amount"
    assert given == client.get(f"/refunds/{given['id']}").json()
    listed = client.get("/refunds", params={"payment_id": payment["id"]}).json()["items"]
    assert [row["id"] for row in listed] == [given["id"]]
    assert client.get(f"/payments/{payment['id']}").json()["refunded_amount"]["value"] == "40.00"
    assert whole["status"] == "succeeded"
    assert fake.counters["yookassa"]["refunds"] == 2


def test_same_key_is_one_refund(fake, client, payment):
    captured(fake, client, payment)
    body = {"payment_id": payment["id"], "amount": payment["amount"]}

    first, again = (post(client, "/refunds", body, "one").json() for _ in range(2))
    other = post(client, "/refunds", body | {"description": "other"}, "one")

    assert first["id"] == again["id"]
    assert other.json()["parameter"] == "Idempotence-Key"
    assert fake.counters["yookassa"]["refunds"] == 1


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_every_post_needs_a_short_key(client, key):
    headers = {"Idempotence-Key": key} if key else {}

    assert client.post("/payments", json=shop.payment_body(), headers=headers).status_code == 400


def test_list_goes_page_by_page_newest_first(client):
    ids = [post(client, "/payments", shop.payment_body()).json()["id"] for _ in range(3)]
    query = {"created_at.gte": "2020-01-01T00:00:00Z", "limit": 2}

    first = client.get("/payments", params=query).json()
    rest = client.get("/payments", params=query | {"cursor": first["next_cursor"]}).json()

    assert [row["id"] for row in first["items"] + rest["items"]] == ids[::-1]
    assert "next_cursor" not in rest


def test_second_receipt_is_settled_by_the_prepayment(fake, client, payment):
    captured(fake, client, payment)
    item = shop.RECEIPT_ITEM | {"payment_mode": "full_payment"}
    body = {
        "type": "payment",
        "payment_id": payment["id"],
        "send": True,
        "customer": {"email": "guest@shop.test"},
        "items": [item],
        "settlements": [{"type": "prepayment", "amount": {"value": "100.00", "currency": RUB}}],
    }
    short = [{"type": "prepayment", "amount": {"value": "99.99", "currency": RUB}}]

    receipt = post(client, "/receipts", body).json()
    wrong = post(client, "/receipts", body | {"settlements": short})

    assert receipt == client.get(f"/receipts/{receipt['id']}").json()
    assert receipt["status"] == "succeeded"
    assert wrong.json()["parameter"] == "settlements"


def test_nobody_paid_in_time(fake, client, payment):
    fake.expire(payment["id"])

    found = client.get(f"/payments/{payment['id']}").json()
    assert found["cancellation_details"] == {"party": "yoo_money", "reason": "expired_on_confirmation"}
