"""Lines of fiscal receipts add up to the money to the kopeck, however many pieces share it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import KOPECK
from payments.fiscal import FEE, Mode, Named, Subject, as_json, by_pieces, from_json, items_of, sum_of, vat_of
from payments.splits import ADVANCE, DELIVERY

from .sums import Sums, orders

random_orders = settings(max_examples=1000, deadline=None)


def named(order: Sums) -> dict[str, Named]:
    lines = {f"item:{line.pk}": Named(f"Стол {line.pk}", line.quantity) for line in order.lines}
    return {
        **lines,
        DELIVERY: Named("Доставка", subject=Subject.SERVICE),
        ADVANCE: Named("Аванс", subject=Subject.PAYMENT),
        FEE: Named("Комиссия", subject=Subject.SERVICE),
    }


def items(order: Sums, parts, mode: Mode = Mode.FULL_PREPAYMENT):
    return items_of(parts, named(order), mode=mode, vat_code=1)


@random_orders
@given(orders(), st.integers(0, 999_99))
def test_items_of_a_payment_with_a_fee_add_up_to_what_the_customer_pays(order: Sums, fee: int):
    for payment in order.paid:
        parts = list(payment.parts)
        if fee:
            parts.append({"what": FEE, "amount": f"{fee * KOPECK:.2f}"})

        found = items(order, parts)

        assert sum_of(found) == payment.amount + fee * KOPECK
        assert all(item.price > 0 and item.quantity > 0 for item in found)


@random_orders
@given(orders())
def test_items_of_refunds_add_up_to_what_goes_back(order: Sums):
    for payment in order.paid:
        for amount, parts in payment.refunds:
            assert sum_of(items(order, parts)) == amount


@random_orders
@given(st.integers(1, 10**9), st.integers(1, 99))
def test_pieces_of_a_line_have_two_prices_at_most_a_kopeck_apart(kopecks: int, quantity: int):
    lines = by_pieces(kopecks * KOPECK, quantity)

    assert sum(pieces * price for pieces, price in lines) == kopecks * KOPECK
    assert all(price == price.quantize(KOPECK) > 0 for _pieces, price in lines)
    if kopecks >= quantity:
        assert sum(pieces for pieces, _price in lines) == quantity
        assert [price for _pieces, price in lines] in ([lines[0][1]], [lines[-1][1] + KOPECK, lines[-1][1]])


@pytest.mark.parametrize(
    ("amount", "quantity", "expected"),
    [
        ("100.00", 3, [(1, "33.34"), (2, "33.33")]),
        ("100.00", 4, [(4, "25.00")]),
        ("0.02", 3, [(1, "0.02")]),
        ("0.03", 3, [(3, "0.01")]),
    ],
)
def test_a_line_that_does_not_divide_is_two_lines(amount, quantity, expected):
    assert [(pieces, str(price)) for pieces, price in by_pieces(Decimal(amount), quantity)] == expected


def test_each_kind_of_part_says_what_it_is_and_how_far_it_is_settled():
    what = {
        "item:1": Named("Стол"),
        DELIVERY: Named("Доставка", subject=Subject.SERVICE),
        ADVANCE: Named("Аванс", subject=Subject.PAYMENT),
        FEE: Named("Комиссия", subject=Subject.SERVICE),
    }
    parts = [{"what": name, "amount": "10.00"} for name in what]

    found = items_of(parts, what, mode=Mode.PARTIAL_PREPAYMENT, vat_code=1)

    assert [(item.description, item.subject, item.mode) for item in found] == [
        ("Стол", "commodity", "partial_prepayment"),
        ("Доставка", "service", "partial_prepayment"),
        ("Аванс", "payment", "advance"),
        ("Комиссия", "service", "full_payment"),
    ]


def test_long_names_fit_into_a_receipt_and_into_one_line():
    name = "Шкаф\n" + "очень длинный " * 20
    [item] = items_of(
        [{"what": "item:1", "amount": "10.00"}], {"item:1": Named(name)}, mode=Mode.FULL_PAYMENT, vat_code=1
    )

    assert len(item.description) == 128
    assert item.description.startswith("Шкаф очень длинный очень")
    assert item.description.endswith("…")


@pytest.mark.parametrize(
    ("owner_says", "mode", "printed"),
    [
        (11, Mode.FULL_PAYMENT, 11),
        (11, Mode.FULL_PREPAYMENT, 12),
        (11, Mode.ADVANCE, 12),
        (7, Mode.PARTIAL_PREPAYMENT, 9),
        (12, Mode.FULL_PREPAYMENT, 12),
        (1, Mode.FULL_PREPAYMENT, 1),
        (None, Mode.FULL_PREPAYMENT, None),
    ],
)
def test_vat_of_money_before_goods_is_counted_by_its_own_rate(owner_says, mode, printed):
    assert vat_of(owner_says, mode) == printed


def test_lines_written_before_the_vat_was_set_get_it_when_they_are_sent():
    parts, what = [{"what": "item:1", "amount": "100.00"}], {"item:1": Named("Стол", 3)}
    written = as_json(items_of(parts, what, mode=Mode.FULL_PREPAYMENT, vat_code=None))

    sent = from_json(written, vat_code=11)

    assert [item["price"] for item in written] == ["33.34", "33.33"]
    assert [item.vat_code for item in sent] == [12, 12]
    assert sum_of(sent) == Decimal("100.00")
