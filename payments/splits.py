"""What a sum of an order stands for, to the kopeck: lines of goods and delivery. Pure.

A part is {"what": "item:<pk>" | "delivery" | "advance", "amount": "12.50"}; `advance` is money that pays for
nothing of the order, as when it was paid twice. Parts always add up to the sum that they were made of.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from core.money import ZERO, allocate

DELIVERY, ADVANCE = "delivery", "advance"
Parts = list[dict[str, str]]


def item_key(pk: int) -> str:
    return f"item:{pk}"


def shares_of_order(
    lines: Sequence[tuple[int, Decimal]], *, delivery: Decimal, points: Decimal
) -> dict[str, Decimal]:
    """What each line (pk, its total) and the delivery cost the customer in money; points pay for goods first.

    The shares add up to the order's total.
    """
    goods = sum((total for _, total in lines), ZERO)
    on_goods = min(points, goods)
    paid = allocate(on_goods, [total for _, total in lines]) if lines else []
    shares = {item_key(pk): total - by_points for (pk, total), by_points in zip(lines, paid, strict=True)}
    return {**shares, DELIVERY: delivery - (points - on_goods)}


def left_of(shares: Mapping[str, Decimal], taken: Iterable[Parts]) -> dict[str, Decimal]:
    """The shares without what `taken` has of them; never below zero."""
    left = dict(shares)
    for parts in taken:
        for part in parts:
            if part["what"] in left:
                left[part["what"]] = max(ZERO, left[part["what"]] - Decimal(part["amount"]))
    return left


def split(amount: Decimal, left: Mapping[str, Decimal]) -> Parts:
    """`amount` over what is left, in proportion to it; no part exceeds its share. What is more than all of it
    is an advance.
    """
    room = sum(left.values(), ZERO)
    covered = min(amount, room)
    names = list(left)
    amounts = allocate(covered, [left[name] for name in names]) if covered > 0 else [ZERO] * len(names)
    parts = [
        {"what": name, "amount": f"{part:.2f}"} for name, part in zip(names, amounts, strict=True) if part
    ]
    if amount > covered:
        parts.append({"what": ADVANCE, "amount": f"{amount - covered:.2f}"})
    return parts


def split_back(amount: Decimal, left: Mapping[str, Decimal]) -> Parts:
    """`amount` that goes back: what paid for nothing goes first, then the rest in proportion."""
    for_goods = {name: share for name, share in left.items() if name != ADVANCE}
    surplus = min(amount, left.get(ADVANCE, ZERO))
    parts = split(amount - surplus, for_goods)
    if surplus:
        parts.append({"what": ADVANCE, "amount": f"{surplus:.2f}"})
    return parts


def as_shares(parts: Parts) -> dict[str, Decimal]:
    return {part["what"]: Decimal(part["amount"]) for part in parts}
