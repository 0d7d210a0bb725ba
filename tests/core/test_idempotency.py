"""The same request again gives the same answer and no second effect."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from core import clock, idempotency
from core.errors import DomainError
from core.idempotency import Answer, KeyMissing, KeyReused, KeyRunning, cleanup, run_once
from core.models import IdempotencyKey, NumberCounter

pytestmark = pytest.mark.django_db
BODY_SHA256 = sha256(b"body").hexdigest()
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def shop():
    """An effect that counts itself; `shop.answer` is what it says, `shop.raises` what it raises."""

    class Shop:
        answer = Answer(201, {"total": "64200.00"})
        raises: Exception | None = None

        def order(self) -> Answer:
            NumberCounter.objects.create(series=f"order {self.orders}")
            if self.raises:
                raise self.raises
            return self.answer

        @property
        def orders(self) -> int:
            return NumberCounter.objects.count()

    return Shop()


def test_second_request_repeats_the_answer_without_the_effect(shop):
    first = run_once("user:1", "k", b"body", shop.order)
    shop.answer = Answer(500, "must not be seen")
    second = run_once("user:1", "k", b"body", shop.order)

    assert first == second == Answer(201, {"total": "64200.00"})
    assert shop.orders == 1


def test_same_key_of_another_person_is_another_key(shop):
    run_once("user:1", "k", b"body", shop.order)
    run_once("user:2", "k", b"body", shop.order)

    assert shop.orders == 2


def test_same_key_with_another_body_is_refused(shop):
    run_once("user:1", "k", b"one sofa", shop.order)

    with pytest.raises(KeyReused) as refusal:
        run_once("user:1", "k", b"two sofas", shop.order)

    assert refusal.value.code == "idempotency_mismatch"
    assert shop.orders == 1


def test_key_in_work_is_refused_with_the_time_to_wait(shop):
    with clock.hold(START):
        IdempotencyKey.objects.create(
            scope="user:1",
            key="k",
            body_sha256=BODY_SHA256,
            leased_until=START + timedelta(seconds=42),
            expires_at=START + timedelta(hours=48),
        )
        with pytest.raises(KeyRunning) as refusal:
            run_once("user:1", "k", b"body", shop.order)

    assert (refusal.value.code, refusal.value.retry_after) == ("idempotency_running", 42)
    assert shop.orders == 0


def test_key_of_a_dead_process_works_again_after_a_minute(shop):
    with clock.hold(START):
        idempotency._claim("user:1", "k", BODY_SHA256)
    with clock.hold(START + timedelta(seconds=60)):
        assert run_once("user:1", "k", b"body", shop.order).code == 201


def test_what_the_effect_raises_undoes_it_and_frees_the_key(shop):
    shop.raises = DomainError("sold out")
    with pytest.raises(DomainError, match="sold out"):
        run_once("user:1", "k", b"body", shop.order)
    assert (shop.orders, IdempotencyKey.objects.count()) == (0, 0)

    shop.raises = None
    assert run_once("user:1", "k", b"body", shop.order).code == 201


@pytest.mark.parametrize("code", [409, 429, 500, 503])
def test_try_later_answers_are_not_kept(shop, code):
    shop.answer = Answer(code, None)
    assert run_once("user:1", "k", b"body", shop.order).code == code
    shop.answer = Answer(201, None)

    assert run_once("user:1", "k", b"body", shop.order).code == 201


@pytest.mark.parametrize("code", [200, 201, 400, 404, 422])
def test_final_answers_are_kept(shop, code):
    shop.answer = Answer(code, None)
    run_once("user:1", "k", b"body", shop.order)
    shop.answer = Answer(299, None)

    assert run_once("user:1", "k", b"body", shop.order).code == code


def test_effect_is_undone_when_a_rival_took_the_key_over(shop):
    def slow():
        answer = shop.order()
        IdempotencyKey.objects.update(leased_until=clock.now() + timedelta(minutes=9))
        return answer

    with pytest.raises(KeyRunning):
        run_once("user:1", "k", b"body", slow)

    assert shop.orders == 0


@pytest.mark.parametrize("key", ["", "x" * 101, "a\0", "a\n"])
def test_request_without_a_usable_key_is_refused(shop, key):
    with pytest.raises(KeyMissing) as refusal:
        run_once("user:1", key, b"body", shop.order)

    assert refusal.value.code == "idempotency_key_required"
    assert shop.orders == 0


def test_after_two_days_the_key_is_forgotten(shop):
    with clock.hold(START):
        run_once("user:1", "old", b"body", shop.order)
    with clock.hold(START + timedelta(hours=1)):
        run_once("user:1", "newer", b"body", shop.order)
    with clock.hold(START + timedelta(hours=48, seconds=1)):
        assert run_once("user:1", "old", b"another body", shop.order).code == 201
        assert cleanup() == 0
    with clock.hold(START + timedelta(hours=49, seconds=1)):
        assert cleanup() == 1

    assert [row.key for row in IdempotencyKey.objects.all()] == ["old"]
