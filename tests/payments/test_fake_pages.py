"""The page of the pretend providers, as a person walks it."""

import httpx
import pytest
from django.utils import translation
from django.utils.text import capfirst

from payments.enums import Decline

from . import fake_clients as shop
from .test_fake_provider import DECLINED, POOR

KEYS = {"Idempotency-Key": "k", "Idempotence-Key": "k", "PayPal-Request-Id": "k"}


def began(fake, gateway: str) -> tuple[str, str]:
    """Reference and page of a new payment."""
    if gateway == "stripe":
        with shop.stripe(fake) as client:
            found = client.post("/v1/checkout/sessions", data=shop.session_form(), headers=KEYS).json()
        return found["id"], found["url"]
    if gateway == "yookassa":
        with shop.yookassa(fake) as client:
            found = client.post("/payments", json=shop.payment_body(), headers=KEYS).json()
        return found["id"], found["confirmation"]["confirmation_url"]
    if gateway == "paypal":
        with shop.paypal(fake) as client:
            found = client.post("/v2/checkout/orders", json=shop.order_body(), headers=KEYS).json()
        links = {link["rel"]: link["href"] for link in found["links"]}
        return found["id"], links["payer-action"]
    with shop.gateway(fake) as client:
        found = client.post("/v1/payments", json=shop.gateway_body(), headers=KEYS).json()
    return found["id"], found["url"]


def russian(decline: Decline) -> str:
    with translation.override("ru"):
        return str(decline.label)


def visit(url: str, **form: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=5) as client:
        return client.post(url, data=form) if form else client.get(url)


@pytest.mark.parametrize(
    ("gateway", "number"),
    [("stripe", "ORD-1"), ("paypal", "ORD-1-1"), ("yookassa", "ORD-1"), ("test_gateway", "ORD-1")],
)
def test_page_says_that_it_is_pretend_and_what_each_card_does(fake, gateway, number):
    _reference, url = began(fake, gateway)

    page = visit(url)

    assert page.status_code == 200
    assert "Деньги не списываются" in page.text
    assert f"Оплата заказа {number}" in page.text
    assert "100" in page.text
    assert "4000 0000 0000 9995" in page.text
    assert capfirst(russian(Decline.INSUFFICIENT_FUNDS)) in page.text
    assert ("СБП" in page.text) == (gateway == "yookassa")


@pytest.mark.parametrize(
    ("gateway", "back"),
    [
        ("stripe", "http://shop.test/paid?session={reference}"),
        ("paypal", "http://shop.test/back?token={reference}&PayerID=FAKEPAYER42"),
        ("yookassa", "http://shop.test/back"),
        ("test_gateway", "http://shop.test/back"),
    ],
)
def test_who_paid_goes_back_to_the_shop_and_cannot_pay_again(fake, gateway, back):
    reference, url = began(fake, gateway)

    paid = visit(url, card="4242424242424242")
    later = visit(url)
    again = visit(url, card="4242424242424242")

    assert (paid.status_code, paid.headers["Location"]) == (303, back.format(reference=reference))
    assert "Этот платёж уже сделан" in later.text
    assert "Этот платёж уже сделан" in again.text
    assert len(fake.payment(reference).attempts) <= 1


@pytest.mark.parametrize("gateway", ["stripe", "test_gateway"])
def test_refused_card_leaves_the_page_open_with_the_reason(fake, gateway):
    reference, url = began(fake, gateway)

    refused = visit(url, number="4000 0000 0000 9995")
    paid = visit(url, card="4242424242424242")

    assert refused.status_code == 200
    assert f"Оплата не прошла: {russian(Decline.INSUFFICIENT_FUNDS)}" in refused.text
    assert paid.status_code == 303
    assert [attempt.decline for attempt in fake.payment(reference).attempts] == ["insufficient_funds", ""]


def test_refusal_at_yookassa_leads_back_at_once(fake):
    _reference, url = began(fake, "yookassa")

    refused = visit(url, card=DECLINED)

    assert (refused.status_code, refused.headers["Location"]) == (303, "http://shop.test/back")
    assert "Этот платёж закрыт" in visit(url).text


def test_sbp_pays_in_one_press(fake):
    reference, url = began(fake, "yookassa")

    visit(url, method="sbp")

    assert (fake.payment(reference).method, fake.payment(reference).status) == ("sbp", "captured")


@pytest.mark.parametrize(
    ("gateway", "back"),
    [
        ("stripe", "http://shop.test/cancelled"),
        ("paypal", "http://shop.test/cancelled?token={reference}"),
        ("yookassa", "http://shop.test/back"),
        ("test_gateway", "http://shop.test/back"),
    ],
)
def test_who_cancels_goes_back_and_may_still_pay(fake, gateway, back):
    reference, url = began(fake, gateway)

    cancelled = visit(url, action="cancel")

    assert (cancelled.status_code, cancelled.headers["Location"]) == (303, back.format(reference=reference))
    assert visit(url, card="4242424242424242").status_code == 303
    assert fake.payment(reference).card == "" or fake.payment(reference).decline == ""


def test_page_of_a_forgotten_payment_says_so(fake):
    _reference, url = began(fake, "test_gateway")
    fake.forget()

    page = visit(url)

    assert page.status_code == 404
    assert "Такого платежа нет" in page.text


def test_a_top_up_is_not_called_an_order(fake):
    with shop.gateway(fake) as client:
        body = shop.gateway_body(description="Пополнение баланса, ИСТОК")
        url = client.post("/v1/payments", json=body, headers=KEYS).json()["url"]

    page = visit(url)

    assert "Оплата заказа" not in page.text
    assert "Пополнение баланса" in page.text.partition("</h1>")[0]


def test_words_of_the_shop_are_not_run_as_html(fake):
    with shop.gateway(fake) as client:
        body = shop.gateway_body(description="<script>alert(1)</script>")
        url = client.post("/v1/payments", json=body, headers=KEYS).json()["url"]

    assert "<script>" not in visit(url).text
    assert visit(url, card=POOR).status_code == 200
