"""The pretend providers behave as the real ones are documented, and count what really happened."""

import json
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from payments.fake_provider.server import FakeServer
from payments.fake_provider.state import Status

from . import fake_clients as shop

DECLINED, POOR = "4000000000000002", "4000000000009995"
EXPIRED, BAD_CVC = "4000000000000069", "4000000000000127"


def names(fake) -> list[str]:
    """Of all events so far, by each provider's own name for them."""
    return [hook.event.get("type") or hook.event.get("event_type") for hook in fake.webhooks]


@pytest.fixture
def open_payment(fake):
    with shop.gateway(fake) as client:
        answer = client.post("/v1/payments", json=shop.gateway_body(), headers={"Idempotency-Key": "start"})
        yield client, answer.json()


def test_refuses_without_debug(settings):
    settings.DEBUG = False

    with pytest.raises(ImproperlyConfigured, match="only with DEBUG"):
        FakeServer()


def test_command_refuses_without_debug(settings):
    settings.DEBUG = False

    with pytest.raises(ImproperlyConfigured, match="only with DEBUG"):
        call_command("fake_provider", port=0)


def test_card_of_the_test_gateway_pays(fake, open_payment):
    client, payment = open_payment

    paid = client.post(f"/v1/payments/{payment['id']}/pay", json={"card": "4242 4242 4242 4242"}).json()

    assert (payment["status"], payment["captured"], payment["transaction_id"]) == ("open", "0.00", None)
    assert (paid["status"], paid["captured"]) == ("captured", "100.00")
    assert paid["attempts"][0]["card_last4"] == "4242"
    hook = fake.webhooks[0]
    assert hook.path == "/webhooks/test_gateway/"
    assert (hook.event["event"], hook.event["payment_id"]) == ("payment.succeeded", "uid-1")
    assert hook.event["transaction_id"] == paid["transaction_id"]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (DECLINED, "decline"),
        (POOR, "insufficient_funds"),
        (EXPIRED, "expired_card"),
        (BAD_CVC, "incorrect_cvc"),
        ("5555555555554444", "decline"),
    ],
)
def test_refused_card_leaves_the_payment_open_for_another(fake, open_payment, card, code):
    client, payment = open_payment

    refused = client.post(f"/v1/payments/{payment['id']}/pay", json={"card": card}).json()
    fake.pay(payment["id"])
    paid = client.get(f"/v1/payments/{payment['id']}").json()
    again = client.post(f"/v1/payments/{payment['id']}/pay", json={"card": card})

    assert refused["status"] == "open"
    assert [attempt["decline_code"] for attempt in paid["attempts"]] == [code, None]
    assert paid["status"] == "captured"
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert fake.counters["test_gateway"]["captured"] == 1


def test_refund_of_the_test_gateway_is_capped(fake, open_payment):
    client, payment = open_payment
    fake.pay(payment["id"])
    body = {"payment": payment["id"], "amount": "60.00", "metadata": {"refund": "uid-r"}}

    first = client.post("/v1/refunds", json=body, headers={"Idempotency-Key": "r1"}).json()
    second = client.post("/v1/refunds", json=body, headers={"Idempotency-Key": "r2"})

    assert first == client.get(f"/v1/refunds/{first['id']}").json()
    assert (first["status"], first["amount"], first["metadata"]) == (
        "completed",
        "60.00",
        {"refund": "uid-r"},
    )
    assert (second.status_code, second.json()["code"]) == (400, "invalid")
    assert fake.counters["test_gateway"]["refunded_sum"] == Decimal("60.00")


def test_list_of_the_test_gateway_begins_where_asked(fake, open_payment):
    client, payment = open_payment
    moment = datetime.fromisoformat(payment["created_at"])

    from_it = client.get("/v1/payments", params={"since": moment.isoformat()}).json()["items"]
    later = {"since": (moment + timedelta(seconds=1)).isoformat()}

    assert [row["id"] for row in from_it] == [payment["id"]]
    assert client.get("/v1/payments", params=later).json()["items"] == []


def test_same_key_is_one_payment_and_another_body_is_refused(fake, open_payment):
    client, payment = open_payment
    key = {"Idempotency-Key": "start"}

    again = client.post("/v1/payments", json=shop.gateway_body(), headers=key).json()
    other = client.post("/v1/payments", json=shop.gateway_body(amount="99.00"), headers=key)

    assert again["id"] == payment["id"]
    assert (other.status_code, other.json()["code"]) == (422, "conflict")
    assert fake.counters["test_gateway"]["started"] == 1


def test_same_key_at_the_same_moment_is_one_payment(fake):
    def start():
        with shop.gateway(fake) as client:
            client.post("/v1/payments", json=shop.gateway_body(), headers={"Idempotency-Key": "one"})

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert fake.calls("POST", "/test/v1/payments") == 8
    assert fake.counters["test_gateway"]["started"] == 1


@pytest.mark.parametrize("prefix", ["/stripe/v1/refunds/x", "/test/v1/refunds/x", "/register/v1/receipts/x"])
def test_wrong_key_is_refused(fake, prefix):
    headers = {"Authorization": "Bearer wrong"}

    assert httpx.get(fake.url + prefix, headers=headers, trust_env=False).status_code == 401


@pytest.mark.parametrize(
    ("kind", "happened"), [("error_before", 0), ("error_after", 1), ("drop", 1), ("hang", 1), ("slow", 1)]
)
def test_trouble_happens_once_and_the_same_key_mends_it(fake, kind, happened):
    fake.fail("POST", "/test/v1/payments", kind, seconds=0.3)
    key = {"Idempotency-Key": "k"}

    with shop.gateway(fake) as client:
        try:
            status = client.post("/v1/payments", json=shop.gateway_body(), headers=key).status_code
        except httpx.RemoteProtocolError:
            status = 0
        done = fake.counters.get("test_gateway", {}).get("started", 0)
        mended = client.post("/v1/payments", json=shop.gateway_body(), headers=key)

    assert status == {"error_before": 500, "error_after": 500, "slow": 200}.get(kind, 0)
    assert done == happened
    assert mended.status_code == 200
    assert fake.counters["test_gateway"]["started"] == 1


def test_who_hangs_is_let_go_when_all_is_forgotten(fake):
    fake.fail("GET", "/test/v1/payments", "hang", seconds=60)
    threading.Timer(0.2, fake.forget).start()

    with shop.gateway(fake) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/v1/payments")


def test_planted_difference_shows_in_every_answer(fake, open_payment):
    client, payment = open_payment
    fake.pay(payment["id"])

    fake.tamper(payment["id"], amount=Decimal("99.00"))

    found = client.get(f"/v1/payments/{payment['id']}").json()
    assert (found["amount"], found["captured"]) == ("99.00", "99.00")


def test_refund_may_wait_and_then_end(fake, open_payment):
    client, payment = open_payment
    fake.pay(payment["id"])
    fake.refunds_become("pending")
    body = {"payment": payment["id"], "amount": "10.00", "metadata": {}}

    refund = client.post("/v1/refunds", json=body, headers={"Idempotency-Key": "r"}).json()
    before = fake.counters["test_gateway"]["refunds"]
    fake.settle(refund["id"])

    assert (refund["status"], before) == ("pending", 0)
    assert client.get(f"/v1/refunds/{refund['id']}").json()["status"] == "completed"
    assert fake.counters["test_gateway"]["refunds"] == 1


def test_webhooks_are_sent_until_the_shop_answers(fake, open_payment):
    """One refusal, then an answer; each delivery twice, as asked."""
    _client, payment = open_payment
    got, answers = [], iter([503, 200, 200])
    enough = threading.Event()

    class Shop(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, json.loads(body)["event"], self.headers["X-Test-Signature"]))
            self.send_response(next(answers))
            self.end_headers()
            if len(got) == 3:
                enough.set()

        def log_message(self, *_):
            """Nothing into the output of tests."""

    with HTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        fake.hooks.shop = f"http://127.0.0.1:{server.server_address[1]}"
        fake.hooks.duplicate = 2
        fake.pay(payment["id"])
        came = enough.wait(5)
        server.shutdown()
        thread.join()

    assert came
    assert {row[:2] for row in got} == {("/webhooks/test_gateway/", "payment.succeeded")}
    assert all(row[2].startswith("t=") for row in got)


def test_held_webhooks_go_when_asked_newest_first(fake, open_payment):
    _client, payment = open_payment
    fake.hooks.hold, got = True, []
    fake.hooks.shop = lambda hook: got.append(hook.event["event"]) or 200
    fake.pay(payment["id"], DECLINED)
    fake.pay(payment["id"])

    before = list(got)
    statuses = fake.deliver(newest_first=True)

    assert before == []
    assert got == ["payment.succeeded", "payment.failed"]
    assert statuses == [200, 200]
    assert fake.deliver() == []


def test_a_person_may_steer_it_by_json(fake, open_payment):
    _client, payment = open_payment

    with shop.client_of(fake, "/control") as control:
        paid = control.post("/pay", json={"reference": payment["id"], "card": POOR}).json()
        wrong = control.post("/pay", json={"reference": "nobody"})
        counters = control.get("/counters").json()
        hooks = control.get("/webhooks").json()

    assert paid == {"result": Status.OPEN.value}
    assert wrong.status_code == 400
    assert counters["test_gateway"]["declined"] == 1
    assert counters["calls"]["POST /test/v1/payments"] == 1
    assert [row["event"]["event"] for row in hooks["webhooks"]] == ["payment.failed"]


def test_its_clock_can_be_held(fake):
    fake.hold_clock(datetime(2031, 5, 1, tzinfo=UTC))

    with shop.gateway(fake) as client:
        answer = client.post("/v1/payments", json=shop.gateway_body(), headers={"Idempotency-Key": "k"})

    assert answer.json()["created_at"] == "2031-05-01T00:00:00.000Z"


def test_register_takes_each_receipt_once_and_only_if_it_adds_up(fake):
    body = {
        "external_id": "uid-1",
        "type": "prepayment",
        "total": "100.00",
        "customer": {"email": "guest@shop.test"},
        "items": [{"description": "Стол", "price": "50.00", "quantity": 2}],
    }

    with shop.register(fake) as client:
        first, again = (client.post("/v1/receipts", json=body).json() for _ in range(2))
        other = client.post("/v1/receipts", json=body | {"type": "refund"})
        wrong = client.post("/v1/receipts", json=body | {"external_id": "uid-2", "total": "100.01"})
        found = client.get(f"/v1/receipts/{first['id']}").json()

    assert first == again == found
    assert first["status"] == "registered"
    assert (other.status_code, wrong.status_code) == (422, 400)
    assert fake.counters["register"]["receipts"] == 1
