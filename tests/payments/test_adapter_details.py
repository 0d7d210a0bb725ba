"""What is special about each provider: receipts, two stages, tokens, moments and words of their own."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from core.clock import hold
from payments.enums import Decline
from payments.errors import Malformed
from payments.fake_provider.known import STRIPE_SIGNING_KEY, YOOKASSA_PATH_KEY
from payments.providers.base import (
    Forged,
    Money,
    OutcomeUnknown,
    Receipt,
    ReceiptItem,
    Refused,
    State,
    WebhookRequest,
)
from payments.providers.registry import provider_for

from .ways import EMAIL, WAYS, captured, charge_of, receipt_of, refund_of, request_of

STRIPE, PAYPAL, YOOKASSA, TEST = WAYS
HUNDRED = Decimal("100.00")


def provider_of(way):
    return provider_for(way.gateway, is_test_mode=True)


# --- Receipts of 54-FZ


def test_receipt_goes_out_as_yookassa_wants_it(fake):
    receipt = receipt_of(HUNDRED, phone="+79001234567", tax_system_code=1)

    reference = provider_of(YOOKASSA).start(charge_of(YOOKASSA, receipt=receipt)).reference

    assert fake.payment(reference).extra["receipt"] == {
        "customer": {"email": EMAIL, "phone": "79001234567"},
        "items": [
            {
                "description": "Стол",
                "quantity": "2.000",
                "amount": {"value": "50.00", "currency": "RUB"},
                "vat_code": 1,
                "payment_subject": "commodity",
                "payment_mode": "full_prepayment",
                "measure": "piece",
            }
        ],
        "tax_system_code": 1,
    }


@pytest.mark.parametrize(
    ("receipt", "code"),
    [
        (receipt_of(HUNDRED, email=""), "receipt_without_contact"),
        (receipt_of(Decimal("99.98")), "receipt_sum_differs"),
        (Receipt(items=[], email=EMAIL), "receipt_sum_differs"),
        (
            Receipt(items=[ReceiptItem("Стол", 1, HUNDRED, None, "commodity", "advance")], email=EMAIL),
            "receipt_without_vat",
        ),
    ],
)
def test_receipt_that_the_tax_office_would_refuse_is_refused_before_any_call(fake, receipt, code):
    provider, money = provider_of(YOOKASSA), Money(HUNDRED, "RUB")
    found = captured(fake, YOOKASSA, provider)
    before = sum(fake.counters["calls"].values())

    for refused in (
        lambda: provider.start(charge_of(YOOKASSA, receipt=receipt)),
        lambda: provider.capture("2f3b", money, key="k", receipt=receipt),
        lambda: provider.refund(refund_of(found, "100.00", receipt=receipt)),
    ):
        with pytest.raises(Refused, match=code):
            refused()

    assert sum(fake.counters["calls"].values()) == before


def test_phone_alone_is_enough_for_a_receipt(fake):
    receipt = receipt_of(HUNDRED, email="", phone="+79001234567")

    reference = provider_of(YOOKASSA).start(charge_of(YOOKASSA, receipt=receipt)).reference

    assert fake.payment(reference).extra["receipt"]["customer"] == {"phone": "79001234567"}


# --- YooKassa


def test_sbp_takes_the_money_at_once_and_capture_is_no_error(fake):
    provider, charge = provider_of(YOOKASSA), charge_of(YOOKASSA)
    reference = provider.start(charge).reference
    fake.pay(reference, method="sbp")

    provider.capture(reference, charge.money, key=str(uuid4()), receipt=charge.receipt)

    found = provider.fetch(reference)
    assert (found.state, found.method, found.captured) == (State.CAPTURED, "sbp", HUNDRED)


@pytest.mark.parametrize("paid", [False, True])
def test_time_that_ran_out_at_yookassa(fake, paid):
    provider = provider_of(YOOKASSA)
    reference = provider.start(charge_of(YOOKASSA)).reference
    if paid:
        fake.pay(reference)

    fake.expire(reference)

    found = provider.fetch(reference)
    assert (found.state, found.decline, found.attempts) == (State.CANCELLED, Decline.TIMED_OUT, [])


@pytest.mark.parametrize("way", [STRIPE, YOOKASSA], ids=["stripe", "yookassa"])
def test_part_of_what_is_held_can_be_captured(fake, way):
    provider = provider_of(way)
    reference = provider.start(charge_of(way)).reference
    fake.pay(reference)
    part = Decimal("60.00")

    provider.capture(reference, Money(part, "RUB"), key=str(uuid4()), receipt=receipt_of(part))

    found = provider.fetch(reference)
    assert (found.captured, found.money.amount) == (part, part)


@pytest.mark.parametrize("way", WAYS, ids=[way.gateway for way in WAYS])
def test_kopeck_that_differs_is_seen(fake, way):
    provider = provider_of(way)
    found = captured(fake, way, provider)

    fake.tamper(found.reference, amount=Decimal("99.99"))

    assert provider.fetch(found.reference).captured == Decimal("99.99")


# --- Stripe


@pytest.fixture
def noon(fake):
    moment = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    fake.hold_clock(moment)
    with hold(moment):
        yield moment


@pytest.mark.parametrize(
    ("minutes", "closes_after"),
    [(0, 31), (1, 32), (15, 46), (5 * 60, 5 * 60 + 31), (24 * 60, 24 * 60), (7 * 24 * 60, 24 * 60)],
)
def test_stripes_page_closes_when_stripe_allows_it(fake, noon, minutes, closes_after):
    charge = charge_of(STRIPE, pay_until=noon + timedelta(minutes=minutes))

    reference = provider_of(STRIPE).start(charge).reference

    assert fake.payment(reference).extra["expires_at"] == noon + timedelta(minutes=closes_after)


@pytest.mark.parametrize(
    ("pay_until", "later"),
    [(timedelta(minutes=15), timedelta(minutes=14)), (timedelta(hours=24), timedelta(hours=15))],
)
def test_start_repeated_later_is_the_same_request(fake, noon, pay_until, later):
    charge = charge_of(STRIPE, pay_until=noon + pay_until)
    first = provider_of(STRIPE).start(charge)

    with hold(noon + later):
        again = provider_of(STRIPE).start(charge)

    assert again == first


def test_stripes_page_that_ran_out(fake):
    provider = provider_of(STRIPE)
    reference = provider.start(charge_of(STRIPE)).reference
    fake.pay(reference, "4000000000009995")

    fake.expire(reference)

    found = provider.fetch(reference)
    assert (found.state, found.decline) == (State.CANCELLED, Decline.INSUFFICIENT_FUNDS)
    untouched = provider.start(charge_of(STRIPE)).reference
    fake.expire(untouched)
    assert provider.fetch(untouched).decline is Decline.TIMED_OUT


def test_stripe_may_be_called_off_by_us(fake):
    provider = provider_of(STRIPE)
    reference = provider.start(charge_of(STRIPE)).reference
    fake.pay(reference)

    provider.cancel(reference, key=str(uuid4()))

    assert provider.fetch(reference).decline is Decline.CALLED_OFF


def test_number_of_the_payment_is_on_the_session_and_on_the_intent(fake):
    charge = charge_of(STRIPE)
    payment = fake.payment(provider_of(STRIPE).start(charge).reference)

    expected = {"payment": charge.payment_id, "order": "ORD-7"}
    assert (payment.metadata, payment.extra["metadata"]) == (expected, expected)
    assert (payment.extra["email"], payment.number) == (EMAIL, "ORD-7")


def test_header_made_by_stripes_own_sdk_is_believed(fake):
    import stripe

    body = '{"id": "evt_1", "type": "charge.succeeded", "data": {"object": {"id": "ch_1"}}}'
    header = stripe.WebhookSignature.generate_signature_header(body, STRIPE_SIGNING_KEY)

    hint = provider_of(STRIPE).parse_webhook(WebhookRequest(body.encode(), {"stripe-signature": header}))

    assert hint.key == "evt_1"


# --- PayPal


def test_roubles_are_refused_before_paypal_is_asked(fake):
    with pytest.raises(Refused, match="currency_not_supported"):
        provider_of(PAYPAL).start(charge_of(PAYPAL, money=Money(HUNDRED, "RUB")))

    assert fake.counters["calls"] == {}


def test_token_is_kept_and_fetched_anew_when_paypal_forgot_it(fake):
    provider = provider_of(PAYPAL)
    provider.start(charge_of(PAYPAL))
    before = fake.calls("POST", "/paypal/v1/oauth2/token")
    provider.start(charge_of(PAYPAL))
    kept = fake.calls("POST", "/paypal/v1/oauth2/token")

    fake.providers["paypal"].tokens.clear()
    provider.start(charge_of(PAYPAL))

    assert (kept, fake.calls("POST", "/paypal/v1/oauth2/token")) == (before, before + 1)
    assert fake.counters["paypal"]["started"] == 3


def test_wrong_key_of_paypal_is_refused_and_not_asked_for_ever(fake, settings):
    entry = settings.PAYMENT_PROVIDERS["paypal"] | {"client_secret": "wrong"}
    settings.PAYMENT_PROVIDERS = {"paypal": entry}

    with pytest.raises(Refused, match="invalid_client"):
        provider_of(PAYPAL).fetch("5O190127TN364715T")

    assert fake.calls("POST", "/paypal/v1/oauth2/token") == 1


@pytest.mark.parametrize(
    ("status", "state", "amount"),
    [("PENDING", State.OPEN, 0), ("DECLINED", State.FAILED, 0), ("PARTIALLY_REFUNDED", State.CAPTURED, 100)],
)
def test_paypals_capture_is_paid_only_when_it_says_so(fake, status, state, amount):
    provider = provider_of(PAYPAL)
    reference = captured(fake, PAYPAL, provider).reference

    fake.payment(reference).extra["capture_status"] = status

    found = provider.fetch(reference)
    assert (found.state, found.captured) == (state, amount)


def test_another_payment_of_the_same_order_is_no_duplicate_for_paypal(fake):
    provider = provider_of(PAYPAL)

    captured(fake, PAYPAL, provider)
    captured(fake, PAYPAL, provider)

    assert fake.counters["paypal"]["captured"] == 2


def paypal_message(fake):
    captured(fake, PAYPAL, provider_of(PAYPAL))
    return request_of(fake.webhooks[-1])


def test_genuine_headers_around_another_body_are_forged(fake):
    message = paypal_message(fake)
    other = message.body.replace(b'"100.00"', b'"900.00"')
    assert other != message.body

    with pytest.raises(Forged):
        provider_of(PAYPAL).parse_webhook(WebhookRequest(other, message.headers))


def test_message_to_another_webhook_of_paypal_is_forged(fake, settings):
    message = paypal_message(fake)
    entry = settings.PAYMENT_PROVIDERS["paypal"]

    settings.PAYMENT_PROVIDERS = {"paypal": entry | {"webhook_ids": ["WH-OTHER"]}}
    with pytest.raises(Forged):
        provider_of(PAYPAL).parse_webhook(message)
    settings.PAYMENT_PROVIDERS = {"paypal": entry | {"webhook_ids": ["WH-OTHER", *entry["webhook_ids"]]}}
    assert provider_of(PAYPAL).parse_webhook(message).kind == "PAYMENT.CAPTURE.COMPLETED"


def test_paypal_that_cannot_be_asked_makes_nobody_a_forger(fake):
    message = paypal_message(fake)
    fake.fail("POST", "/paypal/v1/notifications", "error_before")

    with pytest.raises(OutcomeUnknown):
        provider_of(PAYPAL).parse_webhook(message)


def test_event_without_a_number_is_no_event(fake):
    body = b'{"event": "payment.succeeded", "object": {"status": "succeeded"}}'

    with pytest.raises(Malformed):
        provider_of(YOOKASSA).parse_webhook(WebhookRequest(body, {}, secret=YOOKASSA_PATH_KEY))
