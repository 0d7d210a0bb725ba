"""What promotions take off a cart. Pure: no database, no request, no clock. Every rule: docs/money.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.money import ZERO, allocate, to_kopecks

from . import reasons
from .enums import Benefit, Programme
from .offers import Applied, Buyer, Discounts, Goods, Offer, Refused

__all__ = ["Applied", "Buyer", "Discounts", "Goods", "Offer", "Refused", "discounts"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer whose conditions are met, with the lines that meet them."""

    offer: Offer
    lines: tuple[Goods, ...]

    @property
    def base(self) -> Decimal:
        return sum((line.total for line in self.lines), ZERO)


def discounts(
    goods: Sequence[Goods],
    offers: Iterable[Offer],
    *,
    delivery: Decimal,
    buyer: Buyer,
    today: date,
    chosen_id: int | None = None,
) -> Discounts:
    """Which offers take part and what each takes off, the same in whatever order they come.

    delivery: its price. chosen_id: the promotion that the customer chose of the pool. Every offer is
    answered, except those that wait for a code nobody has entered.
    """
    goods = sorted(goods, key=lambda line: line.key)
    candidates, refused = [], []
    for offer in _in_order(offers):
        candidate = Candidate(offer, tuple(line for line in goods if offer.fits(line)))
        reason = _refusal(candidate, buyer=buyer, today=today, chosen_id=chosen_id)
        if reason is None:
            candidates.append(candidate)
        else:
            refused.append(reason)
    applied, outdone = _best(candidates, goods, delivery, chosen_id)
    refused = sorted([*refused, *outdone], key=lambda each: each.offer.id)
    if not buyer.is_known:
        applied = [_provisional(each) for each in applied]
    by_line = {line.key: ZERO for line in goods}
    for each in applied:
        for key, part in each.parts.items():
            by_line[key] += part
    return Discounts(
        applied=tuple(applied),
        refused=tuple(refused),
        by_line=by_line,
        goods=sum((each.amount for each in applied), ZERO),
        delivery=sum((each.delivery for each in applied), ZERO),
    )


def _provisional(applied: Applied) -> Applied:
    """With a proviso, where the customer may turn out to have had it before."""
    if not applied.offer.asks_who_buys:
        return applied
    sentence = f"{applied.sentence} {reasons.proviso(applied.offer)}"
    return replace(applied, sentence=sentence, is_provisional=True)


def _in_order(offers: Iterable[Offer]) -> list[Offer]:
    """By id; of one promotion twice, the one that a voucher opened. Nobody is told of a code to guess."""
    found: dict[int, Offer] = {}
    for offer in offers:
        is_open = offer.voucher_id is not None or not offer.needs_code
        if is_open and (offer.id not in found or offer.voucher_id is not None):
            found[offer.id] = offer
    return [found[key] for key in sorted(found)]


def _refusal(candidate: Candidate, *, buyer: Buyer, today: date, chosen_id: int | None) -> Refused | None:
    """The first condition that is not met, from those nobody can change to those the customer can."""
    offer = candidate.offer
    pieces = sum(line.quantity for line in candidate.lines)
    missing = (offer.min_goods or ZERO) - candidate.base
    fewer = (offer.min_quantity or 0) - pieces
    is_gift = offer.benefit == Benefit.GIFT
    checks = (
        (not offer.active, lambda: reasons.off()),
        (today < offer.start_date, lambda: reasons.too_early(offer)),
        (offer.end_date is not None and today > offer.end_date, lambda: reasons.too_late(offer)),
        (not offer.voucher_active, lambda: reasons.voucher_off(offer)),
        (offer.programme not in {Programme.EVERYONE, *buyer.programmes}, lambda: reasons.programme(offer)),
        (offer.first_order_only and not buyer.is_first_order, lambda: reasons.not_first_order()),
        (offer.uses_left is not None and offer.uses_left <= 0, lambda: reasons.used_up(offer)),
        (
            offer.customer_uses_left is not None and offer.customer_uses_left <= 0,
            lambda: reasons.used_by_you(offer),
        ),
        (is_gift and not offer.gift_available, lambda: reasons.gift_sold_out(offer)),
        (not candidate.lines, lambda: reasons.nothing_fits()),
        (fewer > 0, lambda: reasons.too_few_pieces(fewer)),
        (missing > 0, lambda: reasons.below_minimum(missing)),
        (offer.is_choosable and offer.id != chosen_id, lambda: reasons.not_chosen(offer)),
    )
    found = next((reason() for unmet, reason in checks if unmet), None)
    return found and Refused(offer, *found)


def _best(
    candidates: Sequence[Candidate], goods: Sequence[Goods], delivery: Decimal, chosen_id: int | None
) -> tuple[list[Applied], list[Refused]]:
    """The set that the customer gains most by: one exclusive offer, or all that add up."""
    together = [each for each in candidates if not each.offer.is_exclusive]
    sets = [_apply(together, goods, delivery)]
    sets += [_apply([each], goods, delivery) for each in candidates if each.offer.is_exclusive]
    chosen_gift = next((found for found, _zero in sets[1:] if _is_chosen_gift(found, chosen_id)), None)
    # Of equal sets the first wins: what adds up, then the exclusive offer with the lowest id.
    winner = chosen_gift or max((found for found, _zero in sets), key=_worth)
    refused = [reason for _found, zero in sets for reason in zero]
    for found, _zero in sets:
        if found is not winner:
            why = reasons.chosen_stands_alone if chosen_gift else reasons.outdone
            refused += [Refused(each.offer, *why(winner)) for each in found]
    return winner, refused


def _worth(found: Sequence[Applied]) -> tuple[Decimal, int]:
    """Money first; a gift has no price, so it counts only between sets of equal money."""
    money = sum((each.amount + each.delivery for each in found), ZERO)
    return money, sum(each.gift_variant_id is not None for each in found)


def _is_chosen_gift(found: Sequence[Applied], chosen_id: int | None) -> bool:
    return any(
        each.offer.is_choosable and each.offer.id == chosen_id and each.gift_variant_id is not None
        for each in found
    )


def _apply(
    candidates: Sequence[Candidate], goods: Sequence[Goods], delivery: Decimal
) -> tuple[list[Applied], list[Refused]]:
    """All of them one after the other, by id. What has nothing left to take off does not take part."""
    room = {line.key: line.total for line in goods}
    applied, refused, given = [], [], set()
    for candidate in candidates:
        offer = candidate.offer
        if offer.benefit == Benefit.GIFT and offer.gift_variant_id in given:
            refused.append(Refused(offer, *reasons.gift_given(offer)))
            continue
        parts = split(_off_goods(candidate), {line.key: line.total for line in candidate.lines}, room)
        off_delivery = _off_delivery(offer, delivery)
        amount = sum(parts.values(), ZERO)
        gift = offer.gift_variant_id if offer.benefit == Benefit.GIFT else None
        if not (amount or off_delivery or gift):
            refused.append(Refused(offer, *reasons.nothing_to_discount(offer)))
            continue
        given.add(gift)
        delivery -= off_delivery
        for key, part in parts.items():
            room[key] -= part
        sentence = reasons.gain(offer, candidate.base, amount, off_delivery)
        applied.append(Applied(offer, amount, parts, off_delivery, gift, sentence))
    return applied, refused


def _off_goods(candidate: Candidate) -> Decimal:
    """Of the original value of the fitting goods, whatever else was taken off them."""
    offer, base = candidate.offer, candidate.base
    if offer.benefit == Benefit.PERCENT:
        amount = to_kopecks(base * offer.value / 100)
    elif offer.benefit == Benefit.AMOUNT:
        amount = min(offer.value, base)
    else:
        return ZERO
    return amount if offer.max_discount is None else min(amount, offer.max_discount)


def _off_delivery(offer: Offer, delivery: Decimal) -> Decimal:
    if offer.benefit != Benefit.FREE_DELIVERY:
        return ZERO
    return delivery if offer.max_discount is None else min(delivery, offer.max_discount)


def split(amount: Decimal, totals: Mapping[int, Decimal], room: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """`amount` in proportion to the lines' totals, no line beyond the room that is left on it.

    What a line cannot bear goes to the others in proportion to their room; what none can bear is dropped.
    """
    keys = list(totals)
    if not any(totals.values()):
        return dict.fromkeys(keys, ZERO)
    wanted = dict(zip(keys, allocate(amount, [totals[key] for key in keys]), strict=True))
    parts = {key: min(part, room[key]) for key, part in wanted.items()}
    left = {key: room[key] - part for key, part in parts.items()}
    rest = min(amount - sum(parts.values(), ZERO), sum(left.values(), ZERO))
    if rest > 0:
        for key, more in zip(keys, allocate(rest, [left[key] for key in keys]), strict=True):
            parts[key] += more
    return parts
