"""Sums of random orders with their payments and refunds, without a database."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from core.money import KOPECK, ZERO, allocate
from payments.splits import Parts, as_shares, left_of, shares_of_order, split, split_back


@dataclass(frozen=True)
class Line:
    """total: of all pieces, after discounts; 0 for a gift."""

    pk: int
    quantity: int
    total: Decimal


@dataclass(frozen=True)
class Paid:
    """A payment as it was split, and the refunds of it. before: what was still unpaid when it came."""

    amount: Decimal
    before: dict[str, Decimal]
    parts: Parts
    refunds: list[tuple[Decimal, Parts]]


@dataclass(frozen=True)
class Sums:
    lines: list[Line]
    delivery: Decimal
    points: Decimal
    shares: dict[str, Decimal]
    paid: list[Paid]

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), ZERO) + self.delivery - self.points


@st.composite
def orders(draw) -> Sums:
    """An order with a discount, points and delivery, which is paid in one to four parts, now and then too
    much, each of which goes back in none to three.
    """
    lines = [
        Line(pk, quantity, kopecks * KOPECK * quantity)
        for pk, (quantity, kopecks) in enumerate(
            draw(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 50_000_00)), min_size=1, max_size=7)), 1
        )
    ]
    lines = _discounted(lines, draw(st.integers(0, 90)))
    delivery = draw(st.sampled_from([0, 1, 350_00, 1990_55])) * KOPECK
    goods = sum((line.total for line in lines), ZERO)
    points = min(goods + delivery, draw(st.integers(0, 30_000_00)) * KOPECK)
    shares = shares_of_order([(line.pk, line.total) for line in lines], delivery=delivery, points=points)
    paid: list[Paid] = []
    total = goods + delivery - points
    weights = draw(st.lists(st.integers(1, 100), min_size=1, max_size=4))
    surplus = draw(st.sampled_from([0, 0, 0, 1, 777])) * KOPECK
    amounts = [*allocate(total, weights), surplus]
    for amount in filter(None, amounts):
        before = left_of(shares, [each.parts for each in paid])
        parts = split(amount, before)
        paid.append(Paid(amount, before, parts, _refunds(amount, parts, draw(_shares_of_refunds))))
    return Sums(lines, delivery, points, shares, paid)


_shares_of_refunds = st.lists(st.integers(1, 60), max_size=3)


def _discounted(lines: list[Line], per_cent: int) -> list[Line]:
    goods = sum((line.total for line in lines), ZERO)
    off = (goods * per_cent / 100).quantize(KOPECK)
    discounts = allocate(off, [line.total for line in lines])
    return [
        Line(line.pk, line.quantity, line.total - discount)
        for line, discount in zip(lines, discounts, strict=True)
    ]


def _refunds(amount: Decimal, parts: Parts, per_cents: list[int]) -> list[tuple[Decimal, Parts]]:
    refunds: list[tuple[Decimal, Parts]] = []
    for per_cent in per_cents:
        rest = amount - sum((given for given, _parts in refunds), ZERO)
        back = min(rest, (amount * per_cent / 100).quantize(KOPECK))
        if back > ZERO:
            left = left_of(as_shares(parts), [given for _amount, given in refunds])
            refunds.append((back, split_back(back, left)))
    return refunds
