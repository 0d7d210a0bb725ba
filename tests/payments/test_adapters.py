"""One contract for all providers: each adapter against the pretend provider, over real HTTP."""

import json
import time
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from core.clock import now
from payments.enums import Decline
from payments.fake_provider.known import CARDS, GOOD_CARD
from payments.providers.base import (
    Money,
    NotFound,
    OutcomeUnknown,
    RefundState,
    Refused,
    State,
)
from payments.providers.registry import provider_for

from .ways import EMAIL, WAYS, captured, charge_of, refund_of, request_of

HUNDRED = Decimal("100.00")


@pytest.fixture(params=WAYS, ids=[way.gateway for way in WAYS])
def way(request, fake):
    return request.param


@pytest.fixture
def provider(way):
    return provider_for(way.gateway, is_test_mode=True)


def effects(fake, way) -> dict:
    return fake.counters[way.gateway]


def test_payment_from_its_beginning_to_our_money(fake, way, provider):
    charge = charge_of(way, "1234.56")

    started = provider.start(charge)
    opened = provider.fetch(started.reference)
    fake.pay(started.reference)
    paid = provider.fetch(started.reference)
    provider.capture(started.reference, charge.money, key=str(uuid4()), receipt=charge.receipt)
    taken = provider.fetch(started.reference)

    assert started.url.startswith(fake.url)
    assert (opened.state, opened.captured, opened.money) == (State.OPEN, Decimal("0.00"), charge.money)
    assert paid.state is (State.AUTHORIZED if way.holds else State.CAPTURED)
    assert (taken.state, taken.captured, taken.money) == (State.CAPTURED, Decimal("1234.56"), charge.money)
    assert {each.payment_id for each in (opened, paid, taken)} == {charge.payment_id}
    assert {each.reference for each in (opened, paid, taken)} == {started.reference}
    assert opened.transaction_id == ""
    assert taken.transaction_id
    assert taken.method == ("paypal" if way.gateway == "paypal" else "card")
    assert [(attempt.succeeded, attempt.decline) for attempt in taken.attempts] == [(True, None)]
    assert taken.decline is None
    assert effects(fake, way)["captured_sum"] == Decimal("1234.56")


def test_customer_comes_back_to_the_shop(fake, way, provider):
    reference = provider.start(charge_of(way)).reference

    assert fake.payment(reference).return_url == "http://shop.test/back"
    knows_two = way.gateway != "yookassa"  # which has one address for both
    assert fake.payment(reference).cancel_url == ("http://shop.test/left" if knows_two else "")


def test_capture_twice_takes_the_money_once(fake, way, provider):
    found = captured(fake, way, provider)

    provider.capture(found.reference, found.money, key=str(uuid4()))

    assert effects(fake, way)["captured"] == 1


def test_capture_of_what_nobody_paid_is_refused(fake, way, provider):
    charge = charge_of(way)
    reference = provider.start(charge).reference

    with pytest.raises(Refused):
        provider.capture(reference, charge.money, key=str(uuid4()), receipt=charge.receipt)


@pytest.mark.parametrize("card", [card for card, decline in CARDS.items() if decline])
def test_refused_card_says_why(fake, way, provider, card):
    charge = charge_of(way)
    reference = provider.start(charge).reference

    fake.pay(reference, card)

    if way.gateway == "paypal":  # which asks the bank when we capture, and does not say why
        with pytest.raises(Refused) as refusal:
            provider.capture(reference, charge.money, key=str(uuid4()))
        assert refusal.value.code == Decline.DECLINED
        assert provider.fetch(reference).state is State.OPEN
        return
    found = provider.fetch(reference)
    assert found.decline == CARDS[card]
    assert [(attempt.succeeded, attempt.decline) for attempt in found.attempts] == [(False, CARDS[card])]
    # YooKassa ends a payment with the card; the others wait for another one.
    assert found.state is (State.FAILED if way.gateway == "yookassa" else State.OPEN)


def test_second_card_pays_after_the_first_failed(fake, way, provider):
    if way.gateway == "yookassa":
        pytest.skip("a refused card ends the payment there")
    charge = charge_of(way)
    reference = provider.start(charge).reference
    fake.pay(reference, "4000000000009995")
    if way.gateway == "paypal":
        with pytest.raises(Refused):
            provider.capture(reference, charge.money, key="first")

    fake.pay(reference, GOOD_CARD)
    provider.capture(reference, charge.money, key="second")
    found = provider.fetch(reference)

    assert found.state is State.CAPTURED
    assert found.decline is None
    if way.gateway != "paypal":
        assert [attempt.succeeded for attempt in found.attempts] == [False, True]
        assert len({attempt.reference for attempt in found.attempts}) == 2


def test_same_key_starts_one_payment(fake, way, provider):
    charge = charge_of(way)

    references = {provider.start(charge).reference for _ in range(3)}

    assert len(references) == 1
    assert effects(fake, way)["started"] == 1


def test_refund_in_parts_and_of_the_rest(fake, way, provider):
    found = captured(fake, way, provider)
    parts = [refund_of(found, "30.10"), refund_of(found, "69.90")]

    answers = [provider.refund(part) for part in parts]
    after = provider.fetch(found.reference)

    assert [answer.state for answer in answers] == [RefundState.COMPLETED] * 2
    assert [answer.refund_id for answer in answers] == [part.refund_id for part in parts]
    assert list(after.refunds) == answers
    assert [refund.money for refund in after.refunds] == [part.money for part in parts]
    assert (after.state, after.captured) == (State.CAPTURED, HUNDRED)
    assert provider.fetch_refund(answers[0].reference) == answers[0]


def test_whole_refund(fake, way, provider):
    found = captured(fake, way, provider)

    answer = provider.refund(refund_of(found, "100.00"))

    assert answer.money == found.money
    assert effects(fake, way)["refunded_sum"] == HUNDRED


def test_same_key_refunds_once(fake, way, provider):
    order = refund_of(captured(fake, way, provider), "10.00")

    references = {provider.refund(order).reference for _ in range(3)}

    assert len(references) == 1
    assert effects(fake, way)["refunds"] == 1


@pytest.mark.parametrize("end", [RefundState.COMPLETED, RefundState.FAILED])
def test_refund_that_takes_its_time(fake, way, provider, end):
    fake.refunds_become("pending")
    answer = provider.refund(refund_of(captured(fake, way, provider), "10.00"))

    fake.settle(answer.reference, end)

    assert answer.state is RefundState.PENDING
    assert provider.fetch_refund(answer.reference).state is end


def test_refund_of_more_than_there_is_is_refused(fake, way, provider):
    found = captured(fake, way, provider)

    with pytest.raises(Refused):
        provider.refund(refund_of(found, "100.02"))

    assert effects(fake, way)["refunds"] == 0


def test_refund_in_the_cabinet_is_seen_and_is_none_of_ours(fake, way, provider):
    found = captured(fake, way, provider)

    fake.refund(found.reference, Decimal("25.00"))

    (refund,) = provider.fetch(found.reference).refunds
    assert (refund.money.amount, refund.refund_id) == (Decimal("25.00"), "")


def test_cancel_lets_go_what_is_held(fake, way, provider):
    charge = charge_of(way)
    reference = provider.start(charge).reference
    fake.pay(reference)

    for _ in range(2):
        provider.cancel(reference, key=str(uuid4()))

    expected = {"paypal": State.AUTHORIZED, "test_gateway": State.CAPTURED}  # nothing to let go
    assert provider.fetch(reference).state is expected.get(way.gateway, State.CANCELLED)
    assert effects(fake, way)["cancelled"] == (0 if way.gateway in expected else 1)


def test_cancel_of_a_page_that_nobody_used_is_no_error(fake, way, provider):
    reference = provider.start(charge_of(way)).reference

    for _ in range(2):
        provider.cancel(reference, key=str(uuid4()))

    # Only Stripe can close its page.
    expected = State.CANCELLED if way.gateway == "stripe" else State.OPEN
    assert provider.fetch(reference).state is expected


def test_cancel_does_not_touch_money_that_is_ours(fake, way, provider):
    found = captured(fake, way, provider)

    provider.cancel(found.reference, key=str(uuid4()))

    assert provider.fetch(found.reference).state is State.CAPTURED


def test_everything_since_a_moment_is_listed(fake, way, provider):
    began = now() - timedelta(minutes=1)
    taken = {captured(fake, way, provider).reference for _ in range(3)}
    refunded = captured(fake, way, provider)
    provider.refund(refund_of(refunded, "10.00"))
    provider.start(charge_of(way))

    found = {each.reference: each for each in provider.payments_since(began)}

    assert taken | {refunded.reference} <= set(found)
    # PayPal reports what was captured and nothing else.
    assert len(found) == (4 if way.gateway == "paypal" else 5)
    assert [each.money.amount for each in found[refunded.reference].refunds] == [Decimal("10.00")]
    assert {found[reference].captured for reference in taken} == {HUNDRED}
    assert list(provider.payments_since(now() + timedelta(hours=1))) == []


def test_lists_of_many_pages_are_read_to_the_end(fake, way, provider, monkeypatch):
    for module in ("stripe.client", "paypal.adapter", "yookassa.adapter"):
        monkeypatch.setattr(f"payments.providers.{module}.PAGE", 2)
    expected = {captured(fake, way, provider).reference for _ in range(5)}

    found = [each.reference for each in provider.payments_since(now() - timedelta(minutes=1))]

    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    "reference", ["", "cs_test_nobody", "../payments", "a/b", "a?b=c", "%2e%2e", "х" * 5]
)
def test_what_nobody_knows_is_not_found(fake, way, provider, reference):
    with pytest.raises(NotFound):
        provider.fetch(reference)
    with pytest.raises(NotFound):
        provider.fetch_refund(reference)


FAULTS = [
    ("hang", "timeout"),
    ("drop", "no_answer"),
    ("error_after", "http_500"),
    ("error_before", "http_500"),
]


@pytest.mark.parametrize(("kind", "code"), FAULTS)
def test_start_without_an_answer_is_unknown_and_repeated_once(fake, way, settings, kind, code):
    settings.PAYMENT_CALL_SECONDS = 0.5
    impatient = provider_for(way.gateway, is_test_mode=True)
    charge = charge_of(way)
    impatient.start(charge_of(way))  # PayPal's token is there
    fake.fail("POST", way.start, kind, seconds=5)

    began = time.monotonic()
    with pytest.raises(OutcomeUnknown) as unknown:
        impatient.start(charge)
    took = time.monotonic() - began
    fake.faults.forget()
    again = impatient.start(charge)

    assert (unknown.value.code, took < 2) == (code, True)
    assert effects(fake, way)["started"] == 2
    assert fake.payment(again.reference).amount == HUNDRED


@pytest.mark.parametrize(("kind", "code"), FAULTS)
def test_capture_without_an_answer_takes_the_money_once(fake, way, settings, kind, code):
    if not way.holds:
        pytest.skip("takes the money by itself")
    settings.PAYMENT_CALL_SECONDS = 0.5
    impatient = provider_for(way.gateway, is_test_mode=True)
    charge = charge_of(way)
    reference = impatient.start(charge).reference
    fake.pay(reference)
    fake.fail("POST", way.capture, kind, seconds=5)

    with pytest.raises(OutcomeUnknown) as unknown:
        impatient.capture(reference, charge.money, key="capture", receipt=charge.receipt)
    fake.faults.forget()
    impatient.capture(reference, charge.money, key="capture", receipt=charge.receipt)

    assert unknown.value.code == code
    assert (effects(fake, way)["captured"], effects(fake, way)["captured_sum"]) == (1, HUNDRED)


@pytest.mark.parametrize(("kind", "code"), FAULTS)
def test_refund_without_an_answer_gives_back_once(fake, way, provider, settings, kind, code):
    order = refund_of(captured(fake, way, provider), "40.00")
    settings.PAYMENT_CALL_SECONDS = 0.5
    impatient = provider_for(way.gateway, is_test_mode=True)
    fake.fail("POST", way.refund, kind, seconds=5)

    with pytest.raises(OutcomeUnknown) as unknown:
        impatient.refund(order)
    fake.faults.forget()
    answer = impatient.refund(order)

    assert unknown.value.code == code
    assert answer.refund_id == order.refund_id
    assert (effects(fake, way)["refunds"], effects(fake, way)["refunded_sum"]) == (1, Decimal("40.00"))


def test_webhooks_lead_to_the_payment(fake, way, provider):
    found = captured(fake, way, provider)
    provider.refund(refund_of(found, "10.00"))

    hints = [provider.parse_webhook(request_of(webhook)) for webhook in fake.webhooks]

    assert way.events <= {hint.kind for hint in hints}
    for hint in hints:
        assert hint.reference in ("", found.reference)
        assert hint.payment_id in ("", found.payment_id)
        assert hint.reference or hint.payment_id, hint.kind
    assert len({hint.key for hint in hints}) == len(hints)
    again = [provider.parse_webhook(request_of(webhook)) for webhook in fake.webhooks]
    assert again == hints


def test_webhook_of_a_refund_in_the_cabinet_leads_to_the_payment(fake, way, provider):
    found = captured(fake, way, provider)

    fake.refund(found.reference, Decimal("5.00"))
    hint = provider.parse_webhook(request_of(fake.webhooks[-1]))

    assert found.reference == hint.reference or found.payment_id == hint.payment_id


def test_what_is_kept_for_the_staff_has_no_secrets(fake, way, provider):
    words = json.dumps(dict(captured(fake, way, provider).raw))

    for secret in (EMAIL, GOOD_CARD, GOOD_CARD[:6], "_secret_", "http"):
        assert secret not in words


def test_nothing_of_a_customer_gets_into_the_log(fake, way, provider, caplog):
    caplog.set_level("DEBUG", logger="payments")
    caplog.set_level("INFO")
    found = captured(fake, way, provider)
    with pytest.raises(Refused):
        provider.refund(refund_of(found, "500.00"))
    fake.fail("POST", way.start, "drop")
    with pytest.raises(OutcomeUnknown):
        provider.start(charge_of(way))

    assert [word for word in (EMAIL, "Bearer", "fake_", "ORD-7") if word in caplog.text] == []


def test_amount_with_three_places_is_never_rounded(fake, way, provider):
    with pytest.raises(Refused, match="amount_not_exact"):
        provider.start(charge_of(way, money=Money(Decimal("10.005"), way.currency), receipt=None))

    assert way.gateway not in fake.counters
