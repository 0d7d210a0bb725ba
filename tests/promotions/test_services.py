"""Promotions are written, used and given back by services; the database refuses what makes no sense."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from promotions.customers import customer_keys
from promotions.errors import (
    CodeTaken,
    LimitBelowUses,
    PromotionChanged,
    PromotionInUse,
    TakesNoCodes,
    UsedByCustomer,
    UsedUp,
    VoucherOff,
    VoucherUnknown,
)
from promotions.models import CustomerUse, Promotion, Voucher
from promotions.services import (
    create_voucher,
    delete_promotion,
    find_voucher,
    give_back,
    make_series,
    redeem,
    update_promotion,
    update_voucher,
)
from tests.factories.catalog import make_category, make_value
from tests.factories.promotions import make_promotion, make_voucher

pytestmark = pytest.mark.django_db
KEYS = customer_keys(7, "Anna@Example.com", "8 921 000-00-00")


def used(thing) -> int:
    return type(thing).objects.get(pk=thing.pk).used_count


def test_a_customer_is_one_however_the_contact_is_written():
    assert customer_keys(7, " anna@example.com", "+7 (921) 000-00-00") == KEYS
    assert len(KEYS) == 3
    assert KEYS[2] == "user:7"
    assert not any("921" in key or "anna" in key for key in KEYS)
    assert customer_keys(None, "", "нет телефона") == []


def test_what_has_no_limit_writes_nothing(django_assert_num_queries):
    voucher = make_voucher()

    with django_assert_num_queries(4):  # the promotion, the voucher and the savepoint around them
        redeem(voucher.promotion_id, voucher_id=voucher.pk, keys=KEYS)

    assert (used(voucher), used(voucher.promotion), CustomerUse.objects.count()) == (0, 0, 0)


def test_each_limit_counts_and_is_given_back():
    promotion = make_promotion(needs_code=True, total_limit=2, per_customer_limit=2)
    voucher = make_voucher(promotion=promotion, uses_limit=2, per_customer_limit=1)

    counted = redeem(promotion.pk, voucher_id=voucher.pk, keys=KEYS)

    assert counted == ["promotion", "voucher", "customer", "customer_of_voucher"]
    assert (used(promotion), used(voucher)) == (1, 1)
    assert set(CustomerUse.objects.values_list("voucher", "customer_key", "used")) == {
        (of, key, 1) for of in (None, voucher.pk) for key in KEYS
    }
    with pytest.raises(UsedByCustomer), transaction.atomic():
        redeem(promotion.pk, voucher_id=voucher.pk, keys=customer_keys(None, "anna@example.com", ""))
    assert (used(promotion), used(voucher)) == (1, 1)

    give_back(promotion.pk, voucher_id=voucher.pk, keys=KEYS, counted=counted)

    assert (used(promotion), used(voucher)) == (0, 0)
    assert set(CustomerUse.objects.values_list("used", flat=True)) == {0}
    redeem(promotion.pk, voucher_id=voucher.pk, keys=KEYS)


def test_a_limit_that_is_reached_refuses():
    promotion = make_promotion("Первым десяти", total_limit=1)
    redeem(promotion.pk, voucher_id=None, keys=[])

    with pytest.raises(UsedUp) as refused, transaction.atomic():
        redeem(promotion.pk, voucher_id=None, keys=KEYS)

    assert (refused.value.code, refused.value.message) == ("used_up", "«Первым десяти» только что разобрали.")
    assert used(promotion) == 1


def test_giving_back_never_goes_below_zero():
    promotion = make_promotion(total_limit=1)

    give_back(promotion.pk, voucher_id=None, keys=KEYS, counted=["promotion", "customer"])

    assert used(promotion) == 0


def test_a_limit_that_was_set_later_gives_back_nothing_for_uses_before_it():
    promotion = make_promotion()
    before = redeem(promotion.pk, voucher_id=None, keys=KEYS)
    update_promotion(promotion.pk, version=1, total_limit=1)
    redeem(promotion.pk, voucher_id=None, keys=KEYS)

    give_back(promotion.pk, voucher_id=None, keys=KEYS, counted=before)

    assert (before, used(promotion)) == ([], 1)


@pytest.mark.parametrize("typed", ["ВЕСНА10", " весна-10", "Весна 10", "BECHA10", "ве\u200bсна10", "вecнa10"])
def test_a_code_is_found_as_people_type_it(typed):
    voucher = make_voucher("Весна-10")

    assert voucher.code == "ВЕСНА10"
    assert find_voucher(typed) == voucher


@pytest.mark.parametrize(
    "typed", ["", " - ", "ВЕСНА11", "\0", "ВЕСНА10\0x", "я" * 10_000, "'\"><svg onload=1>"]
)
def test_what_is_no_code_is_unknown(typed):
    make_voucher("ВЕСНА10")

    with pytest.raises(VoucherUnknown):
        find_voucher(typed)


def test_a_code_that_is_switched_off_says_so():
    make_voucher("ВЕСНА10", active=False)

    with pytest.raises(VoucherOff) as refused:
        find_voucher("весна10")

    assert refused.value.fields == {"code": "Код ВЕСНА10 больше не действует."}


def test_codes_that_look_alike_are_one():
    voucher = make_voucher("ВЕСНА10")

    with pytest.raises(CodeTaken):
        create_voucher(voucher.promotion_id, code="BECHA10")
    with pytest.raises(TakesNoCodes):
        create_voucher(make_promotion().pk, code="ИНАЯ")


def test_a_series_has_as_many_codes_as_asked_and_none_to_guess():
    promotion = make_promotion(needs_code=True)

    series = make_series(promotion.pk, name="Листовки", prefix="май-", count=300, uses_limit=1)

    codes = list(series.vouchers.values_list("code", flat=True))
    assert len(set(codes)) == 300
    assert all(code.startswith("МАЙ") and len(code) == 13 for code in codes)
    assert set("".join(codes)) & set("ABEKMHOPCTYX0123") == set()
    assert Voucher.objects.filter(uses_limit=1, promotion=promotion).count() == 300
    with pytest.raises(TakesNoCodes):
        make_series(make_promotion().pk, name="Листовки", count=1)


def test_scope_says_the_same_as_the_lists():
    chests, oak, ash = make_category(), make_value("facade", "oak"), make_value("facade", "ash")

    promotion = make_promotion(categories=[chests], values=[ash, oak])

    assert promotion.scope == {
        "categories": [chests.pk],
        "products": [],
        "values": {str(oak.facet_id): sorted([oak.pk, ash.pk])},
    }
    update_promotion(promotion.pk, version=1, values=[], title="Иначе")
    assert Promotion.objects.get().scope == {"categories": [chests.pk], "products": [], "values": {}}


def test_a_stale_form_is_refused():
    promotion = make_promotion()
    update_promotion(promotion.pk, version=1, title="Иначе")

    with pytest.raises(PromotionChanged):
        update_promotion(promotion.pk, version=1, title="Опять иначе")

    assert Promotion.objects.get().title == "Иначе"


def test_a_limit_is_not_lowered_below_what_is_used():
    promotion = make_promotion(needs_code=True, total_limit=3)
    voucher = make_voucher(promotion=promotion, uses_limit=3)
    for _number in range(2):
        redeem(promotion.pk, voucher_id=voucher.pk, keys=[])

    with pytest.raises(LimitBelowUses) as refused:
        update_promotion(promotion.pk, version=1, total_limit=1)
    with pytest.raises(LimitBelowUses):
        update_voucher(voucher.pk, active=True, uses_limit=1, per_customer_limit=None)

    assert "Использовано уже 2 раза" in refused.value.message


def test_only_what_nobody_used_is_deleted():
    unused, with_codes = make_promotion(per_customer_limit=1), make_voucher().promotion
    counted = redeem(unused.pk, voucher_id=None, keys=KEYS)
    with pytest.raises(PromotionInUse), transaction.atomic():
        delete_promotion(unused.pk)
    give_back(unused.pk, voucher_id=None, keys=KEYS, counted=counted)

    delete_promotion(unused.pk)
    with pytest.raises(PromotionInUse), transaction.atomic():
        delete_promotion(with_codes.pk)

    assert list(Promotion.objects.all()) == [with_codes]


NONSENSE = [
    {"end_date": date(2020, 1, 1)},
    {"value": None},
    {"value": 0},
    {"value": 101},
    {"benefit": "amount", "value": None},
    {"benefit": "gift", "value": None},
    {"benefit": "free_delivery", "value": 5},
    {"benefit": "price", "value": 100},
    {"benefit": "price", "value": 10, "needs_code": True},
    {"benefit": "price", "value": 10, "programme": "loyalty"},
    {"needs_code": True, "is_choosable": True},
    {"max_discount": 0},
    {"min_goods": -1},
    {"min_quantity": 0},
    {"total_limit": 0},
    {"per_customer_limit": 0},
]


@pytest.mark.parametrize("fields", NONSENSE, ids=str)
def test_the_database_refuses_nonsense(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_promotion(**fields)


@pytest.mark.parametrize(
    ("start", "end", "active", "phase"),
    [(-1, 0, True, "in_force"), (0, None, True, "in_force"), (1, None, True, "coming"),
     (-2, -1, True, "over"), (0, None, False, "off")],
)  # fmt: skip
def test_phase_of_a_day(start, end, active, phase):
    today = clock.today()
    ends = None if end is None else today + timedelta(days=end)
    promotion = make_promotion(start_date=today + timedelta(days=start), end_date=ends, active=active)

    assert promotion.phase(today) == phase
    assert {name for name in ("off", "coming", "in_force", "over")
            if promotion in Promotion.objects.in_phase(name, today)} == {phase}  # fmt: skip
