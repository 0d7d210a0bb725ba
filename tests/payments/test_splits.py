"""What sums of an order stand for: lines and delivery, to the kopeck, whatever was paid and given back."""

from decimal import Decimal

from hypothesis import given, settings

from core.money import ZERO
from payments.splits import ADVANCE, DELIVERY, as_shares, left_of, shares_of_order, split, split_back

from .sums import Sums, orders

random_orders = settings(max_examples=1000, deadline=None)


def sum_of(parts) -> Decimal:
    return sum((Decimal(part["amount"]) for part in parts), ZERO)


@random_orders
@given(orders())
def test_shares_of_lines_and_delivery_add_up_to_the_order(order: Sums):
    assert sum(order.shares.values()) == order.total
    assert min(order.shares.values()) >= 0
    for line in order.lines:
        assert order.shares[f"item:{line.pk}"] <= line.total


@random_orders
@given(orders())
def test_parts_of_a_payment_add_up_and_none_exceeds_what_is_unpaid_of_it(order: Sums):
    for payment in order.paid:
        assert sum_of(payment.parts) == payment.amount
        for what, amount in as_shares(payment.parts).items():
            assert amount > 0
            assert what == ADVANCE or amount <= payment.before[what]


@random_orders
@given(orders())
def test_all_payments_together_pay_each_line_exactly(order: Sums):
    left = left_of(order.shares, [payment.parts for payment in order.paid])
    advances = [as_shares(payment.parts).get(ADVANCE, ZERO) for payment in order.paid]

    assert set(left.values()) <= {ZERO}
    assert sum(advances) == sum(payment.amount for payment in order.paid) - order.total


@random_orders
@given(orders())
def test_parts_of_refunds_add_up_and_the_last_one_gives_back_exactly_the_rest(order: Sums):
    for payment in order.paid:
        left = as_shares(payment.parts)
        for amount, parts in payment.refunds:
            assert sum_of(parts) == amount
            for what, part in as_shares(parts).items():
                assert 0 < part <= left[what]
                left[what] -= part

        rest = split_back(sum(left.values(), ZERO), left)

        assert as_shares(rest) == {what: amount for what, amount in left.items() if amount}


def test_what_paid_for_nothing_goes_back_first():
    left = {"item:1": Decimal("60.00"), DELIVERY: Decimal("40.00"), ADVANCE: Decimal("50.00")}

    assert split_back(Decimal("20.00"), left) == [{"what": ADVANCE, "amount": "20.00"}]
    assert as_shares(split_back(Decimal("60.00"), left)) == {
        "item:1": Decimal("6.00"),
        DELIVERY: Decimal("4.00"),
        ADVANCE: Decimal("50.00"),
    }


def test_points_pay_for_goods_before_delivery_and_a_gift_costs_nothing():
    lines = [(1, Decimal("100.00")), (2, ZERO)]

    shares = shares_of_order(lines, delivery=Decimal("30.00"), points=Decimal("110.00"))

    assert shares == {"item:1": ZERO, "item:2": ZERO, DELIVERY: Decimal("20.00")}
    assert split(Decimal("20.00"), shares) == [{"what": DELIVERY, "amount": "20.00"}]
