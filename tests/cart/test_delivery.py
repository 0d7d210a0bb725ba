"""What delivery costs, rule by rule in literal roubles (docs/money.md, «Delivery»)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from cart.delivery import (
    DeliveryChoice,
    DeliveryMethod,
    DeliveryPart,
    DeliveryPrice,
    DeliveryService,
    DeliveryTerms,
    delivery_price,
    whole_km,
)
from cart.models import DeliverySettings
from users.enums import Zone

TERMS = DeliveryTerms(
    per_km=Decimal("45.50"),
    max_km=100,
    lift_fee=Decimal("600.00"),
    floor_fee=Decimal("250.00"),
    assembly_percent=Decimal("7.00"),
    assembly_minimum=Decimal("3000.00"),
    delivery_days=5,
)
NOBODY_KNOWS = DeliveryTerms()
INSIDE, BEYOND = Zone.INSIDE_KAD, Zone.BEYOND_KAD
ROOM, ASSEMBLY = DeliveryService.ROOM, DeliveryService.ASSEMBLY


def price(zone="", terms=TERMS, *, goods="64200.00", pieces=2, **choice) -> DeliveryPrice:
    return delivery_price(
        DeliveryChoice(DeliveryMethod.COURIER, zone, **choice),
        terms,
        goods=Decimal(goods),
        bulky_pieces=pieces,
    )


def rows(found: DeliveryPrice) -> list[tuple[str, str]]:
    return [(part.code, str(part.amount)) for part in found.parts]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        # Inside the ring road it is free, whatever the distance says.
        ({"zone": INSIDE}, [("delivery", "0.00")]),
        ({"zone": INSIDE, "km": 90}, [("delivery", "0.00")]),
        # Beyond it each kilometre counts, up to the last one that we go.
        ({"zone": BEYOND, "km": 1}, [("delivery", "45.50")]),
        ({"zone": BEYOND, "km": 12}, [("delivery", "546.00")]),
        ({"zone": BEYOND, "km": 100}, [("delivery", "4550.00")]),
        # To the entrance nothing is carried.
        ({"zone": INSIDE, "floor": 9, "has_lift": False}, [("delivery", "0.00")]),
        # By lift each piece costs the same on every floor; without one each floor counts.
        ({"zone": INSIDE, "service": ROOM, "floor": 2}, [("delivery", "0.00"), ("carrying", "1200.00")]),
        ({"zone": INSIDE, "service": ROOM, "floor": 25}, [("delivery", "0.00"), ("carrying", "1200.00")]),
        (
            {"zone": INSIDE, "service": ROOM, "floor": 5, "has_lift": False},
            [("delivery", "0.00"), ("carrying", "2500.00")],
        ),
        # The ground floor is one floor, with a lift too.
        ({"zone": INSIDE, "service": ROOM, "floor": 1}, [("delivery", "0.00"), ("carrying", "500.00")]),
        (
            {"zone": INSIDE, "service": ROOM, "floor": 1, "has_lift": False},
            [("delivery", "0.00"), ("carrying", "500.00")],
        ),
        # What nobody has to carry costs nothing to carry.
        ({"zone": INSIDE, "service": ROOM, "floor": 3, "pieces": 0}, [("delivery", "0.00")]),
        # Assembly: 7 % of the goods to the kopeck, but at least 3 000 ₽.
        (
            {"zone": INSIDE, "service": ASSEMBLY, "floor": 2},
            [("delivery", "0.00"), ("carrying", "1200.00"), ("assembly", "4494.00")],
        ),
        (
            {"zone": INSIDE, "service": ASSEMBLY, "floor": 2, "goods": "42857.07", "pieces": 0},
            [("delivery", "0.00"), ("assembly", "3000.00")],
        ),
        (
            {"zone": INSIDE, "service": ASSEMBLY, "floor": 2, "goods": "42857.50", "pieces": 0},
            [("delivery", "0.00"), ("assembly", "3000.03")],  # 3000.025: half a kopeck goes up
        ),
        # All together.
        (
            {"zone": BEYOND, "km": 12, "service": ASSEMBLY, "floor": 5, "has_lift": False},
            [("delivery", "546.00"), ("carrying", "2500.00"), ("assembly", "4494.00")],
        ),
    ],
)
def test_each_rule_in_roubles(choice, expected):
    found = price(**choice)

    assert rows(found) == expected
    assert found.total == sum(Decimal(amount) for _code, amount in expected)
    assert (found.problem, found.by_phone, found.note) == (None, (), "")


@pytest.mark.parametrize(("distance", "km"), [("0", 0), ("0.1", 1), ("12", 12), ("12.01", 13)])
def test_a_begun_kilometre_counts(distance, km):
    assert whole_km(Decimal(distance)) == km


def test_what_the_customer_collects_costs_nothing():
    found = delivery_price(
        DeliveryChoice(DeliveryMethod.PICKUP, BEYOND, 500, ASSEMBLY), TERMS, goods=Decimal(1), bulky_pieces=3
    )

    assert rows(found) == [("delivery", "0.00")]
    assert (found.total, found.problem) == (0, None)
    assert found.promise == "Позвоним, когда заказ можно будет забрать."


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"zone": ""}, "choose_zone"),
        ({"zone": "moscow"}, "choose_zone"),
        ({"zone": INSIDE, "service": ROOM, "floor": 0}, "choose_floor"),
        ({"zone": INSIDE, "service": ASSEMBLY, "floor": -1}, "choose_floor"),
        ({"zone": BEYOND, "km": 101}, "too_far"),
    ],
)
def test_what_cannot_be_promised_costs_nothing_and_says_why(choice, code):
    found = price(**choice)

    assert found.problem.code == code
    assert found.problem.sentence
    assert (found.total, found.parts, found.promise) == (0, (), "")


def test_how_far_we_go_is_said():
    assert "100 км" in price(BEYOND, km=101).problem.sentence
    assert price(BEYOND, DeliveryTerms(per_km=Decimal(40)), km=1000).total == 40000


@pytest.mark.parametrize(
    ("choice", "terms", "by_phone"),
    [
        ({"zone": BEYOND, "km": 12}, NOBODY_KNOWS, ("delivery",)),
        ({"zone": BEYOND, "km": 0}, TERMS, ("delivery",)),  # nobody knows how far
        ({"zone": INSIDE, "service": ROOM, "floor": 2}, NOBODY_KNOWS, ("carrying",)),
        ({"zone": INSIDE, "service": ROOM, "floor": 1}, DeliveryTerms(lift_fee=Decimal(1)), ("carrying",)),
        ({"zone": INSIDE, "service": ROOM, "floor": 2}, DeliveryTerms(floor_fee=Decimal(1)), ("carrying",)),
        (
            {"zone": BEYOND, "km": 12, "service": ASSEMBLY},
            DeliveryTerms(assembly_minimum=Decimal(3000)),
            ("delivery", "carrying", "assembly"),
        ),
    ],
)
def test_a_price_that_the_owner_has_not_given_is_agreed_by_phone(choice, terms, by_phone):
    found = price(**choice, terms=terms)

    assert found.by_phone == by_phone
    assert found.total == 0
    assert found.problem is None
    assert found.note.startswith("Цену согласуем по телефону")


def test_only_what_is_unknown_is_agreed_by_phone():
    terms = DeliveryTerms(per_km=Decimal(40), floor_fee=Decimal(100))

    found = price(BEYOND, terms, km=10, service=ASSEMBLY, floor=3, has_lift=False)

    assert rows(found) == [("delivery", "400.00"), ("carrying", "600.00"), ("assembly", "0.00")]
    assert found.total == 1000
    assert found.note == "Цену согласуем по телефону, мы позвоним: сборка."


def test_free_of_charge_is_not_by_phone():
    free = DeliveryTerms(per_km=Decimal(0), lift_fee=Decimal(0), assembly_percent=Decimal(0))

    found = price(BEYOND, free, km=10, service=ASSEMBLY, floor=3)

    assert (found.total, found.by_phone, found.note) == (0, (), "")


def test_the_words_that_the_customer_reads():
    found = price(BEYOND, km=12, service=ASSEMBLY, floor=5, has_lift=False, pieces=3)

    assert [part.label for part in found.parts] == [
        "Доставка за КАД, 12 км",
        "Подъём на 5 этаж, 3 предмета",
        "Сборка",
    ]
    assert found.promise == "Привезём в течение 5 рабочих дней после готовности."
    assert price(INSIDE, NOBODY_KNOWS).promise == "День доставки согласуем по телефону."
    assert price(INSIDE, service=ROOM, floor=2, pieces=1).parts[1].label == "Подъём на лифте, 1 предмет"


def test_a_part_is_found_by_its_code():
    found = price(BEYOND, km=12, service=ASSEMBLY, floor=2)

    assert (found.amount("delivery"), found.amount("assembly")) == (546, 4494)
    assert price(INSIDE).amount("assembly") == 0
    assert found.parts[0] == DeliveryPart("delivery", found.parts[0].label, Decimal("546.00"))


AMOUNTS = st.none() | st.decimals(0, 10_000, places=2)


@given(
    terms=st.builds(
        DeliveryTerms,
        per_km=AMOUNTS,
        max_km=st.none() | st.integers(0, 300),
        lift_fee=AMOUNTS,
        floor_fee=AMOUNTS,
        assembly_percent=st.none() | st.decimals(0, 100, places=2),
        assembly_minimum=AMOUNTS,
        delivery_days=st.none() | st.integers(1, 60),
    ),
    choice=st.builds(
        DeliveryChoice,
        method=st.sampled_from(DeliveryMethod.values),
        zone=st.sampled_from(["", *Zone.values]),
        km=st.integers(0, 400),
        service=st.sampled_from(DeliveryService.values),
        floor=st.integers(-1, 30),
        has_lift=st.booleans(),
    ),
    goods=st.decimals(0, 5_000_000, places=2),
    pieces=st.integers(0, 50),
)
def test_parts_add_up_to_the_kopeck_and_either_a_promise_or_a_problem_is_told(terms, choice, goods, pieces):
    found = delivery_price(choice, terms, goods=goods, bulky_pieces=pieces)

    assert found.total == sum(part.amount for part in found.parts)
    assert all(part.amount >= 0 and part.amount == round(part.amount, 2) for part in found.parts)
    assert bool(found.promise) != bool(found.problem)
    assert bool(found.note) == bool(found.by_phone)
    assert all(found.amount(code) == 0 for code in found.by_phone)


@pytest.mark.django_db
def test_before_the_owner_has_given_a_number_nothing_is_invented(django_assert_num_queries):
    with django_assert_num_queries(1):
        terms = DeliverySettings.load().terms()

    assert terms == NOBODY_KNOWS
    assert not DeliverySettings.objects.exists()


@pytest.mark.django_db
def test_the_owners_numbers_are_the_terms():
    site = Site.objects.get(is_default_site=True)
    DeliverySettings.objects.create(
        site=site,
        per_km="45.50",
        max_km=100,
        lift_fee="600",
        floor_fee="250",
        assembly_percent="7",
        assembly_minimum="3000",
        delivery_days=5,
    )

    assert DeliverySettings.load().terms() == TERMS


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("per_km", -1),
        ("lift_fee", -1),
        ("floor_fee", -1),
        ("assembly_minimum", -1),
        ("assembly_percent", 101),
    ],
)
def test_a_wrong_number_is_refused_by_the_form_and_by_the_database(column, value):
    wrong = DeliverySettings(site=Site.objects.get(is_default_site=True), **{column: Decimal(value)})

    with pytest.raises(ValidationError) as refused:
        wrong.clean_fields()
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()

    assert list(refused.value.error_dict) == [column]
