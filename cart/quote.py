"""The one place where totals are made: cart, checkout, order and staff preview all show this `Quote`.

Pure: no database, no request, no clock. docs/money.md states every rule; `tests/cart/test_money_rules.py`
holds each of its rows.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import MAX_AMOUNT, ZERO, allocate, format_rub
from promotions.discounts import Buyer, Discounts, Goods, Offer, discounts

from .delivery import DeliveryChoice, DeliveryPrice, DeliveryTerms, delivery_price
from .enums import ChangeCode, OrderKind


@dataclass(frozen=True, slots=True)
class Line:
    """A cart line as the database knows it. Prices in roubles; key: the line's pk.

    price: what it costs now; agreed_price: what the customer last saw. available: free pieces over all
    stores, None where pieces are not counted. is_on_sale: a visitor may still buy it.
    """

    key: int
    variant_id: int
    product_id: int
    sku: str
    name: str
    size: str
    finish: str
    kind: OrderKind
    quantity: int
    price: Decimal
    agreed_price: Decimal
    available: int | None
    is_on_sale: bool
    lead_days: int = 0
    category_ids: frozenset[int] = frozenset()
    value_ids: frozenset[int] = frozenset()

    @property
    def sellable(self) -> int:
        """How many of the wanted pieces can be had."""
        if not self.is_on_sale:
            return 0
        return self.quantity if self.available is None else max(0, min(self.quantity, self.available))

    @property
    def label(self) -> str:
        return ", ".join(filter(None, [self.size, self.finish]))


@dataclass(frozen=True, slots=True)
class Change:
    """What is not as the customer left it. was, now: roubles for prices, pieces for quantities.

    blocks: whether the order waits until the customer agrees; a fall in price simply applies.
    """

    code: ChangeCode
    key: int
    name: str
    was: Decimal | int
    now: Decimal | int
    sentence: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Why this cannot be ordered as it stands. code: stable; key: the line, None for the whole."""

    code: str
    sentence: str
    key: int | None = None


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line that can be had, in roubles: quantity × price = total; total - discount = due."""

    line: Line
    quantity: int
    total: Decimal
    discount: Decimal

    @property
    def due(self) -> Decimal:
        return self.total - self.discount


@dataclass(frozen=True, slots=True)
class Gift:
    """A piece that comes free with the lines of `kind`."""

    promotion_id: int
    variant_id: int
    name: str
    kind: OrderKind


@dataclass(frozen=True, slots=True)
class Choice:
    """A gift or promotion of the pool that this cart may have."""

    promotion_id: int
    title: str
    sentence: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one order: total = goods - discount - points + delivery, to the kopeck."""

    kind: OrderKind
    lines: tuple[QuotedLine, ...]
    gifts: tuple[Gift, ...]
    goods: Decimal
    discount: Decimal
    points: Decimal
    delivery: Decimal

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount - self.points + self.delivery

    @property
    def is_request(self) -> bool:
        return self.kind == OrderKind.MADE_TO_ORDER


@dataclass(frozen=True, slots=True)
class Quote:
    """Every total the customer sees. `delivery` is after its discount, and 0 until a way is chosen.

    changes: what differs from the customer's last look; problems: what stops the order.
    """

    lines: tuple[QuotedLine, ...]
    gone: tuple[Line, ...]
    parts: tuple[Part, ...]
    goods: Decimal
    discount: Decimal
    points: Decimal
    delivery: Decimal
    delivery_price: DeliveryPrice | None
    discounts: Discounts
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount - self.points + self.delivery

    @property
    def is_provisional(self) -> bool:
        """Whether a discount or a gift is given with a proviso."""
        return any(applied.is_provisional for applied in self.discounts.applied)

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def is_mixed(self) -> bool:
        return len(self.parts) > 1

    @property
    def is_request(self) -> bool:
        """Nothing in it can be bought at once: it is sent to be calculated."""
        return bool(self.parts) and all(part.kind == OrderKind.MADE_TO_ORDER for part in self.parts)

    @property
    def needs_consent_to_changes(self) -> bool:
        return any(change.blocks for change in self.changes)

    @property
    def pool(self) -> tuple["Choice", ...]:
        """The gifts and promotions of which this cart may have one, the chosen one marked."""
        taken = [(applied.offer, True, applied.sentence) for applied in self.discounts.applied]
        # A chosen one may give nothing yet: free delivery before a way of delivery is chosen.
        open_to_it = [
            (refused.offer, refused.code != "not_chosen", refused.sentence)
            for refused in self.discounts.refused
            if refused.code in {"not_chosen", "outdone", "nothing_to_discount"}
        ]
        return tuple(
            Choice(offer.id, offer.title, sentence, is_chosen)
            for offer, is_chosen, sentence in sorted(taken + open_to_it, key=lambda each: each[0].id)
            if offer.is_choosable
        )

    @property
    def has_choice(self) -> bool:
        """Whether a gift or promotion of the pool is chosen."""
        return any(choice.is_chosen for choice in self.pool)

    @property
    def lead_days(self) -> int:
        """Working days until the slowest line is ready; 0 when everything lies in stock."""
        return max((quoted.line.lead_days for quoted in self.lines), default=0)

    @property
    def fingerprint(self) -> str:
        """The same for quotes that promise the same goods at the same money, with the same left to the phone;
        different for any others.
        """
        told = {
            "lines": sorted(
                [str(each.line.variant_id), each.quantity, str(each.line.price), str(each.discount)]
                for each in self.lines
            ),
            "gifts": sorted(gift.variant_id for part in self.parts for gift in part.gifts),
            "parts": [[part.kind, str(part.total)] for part in self.parts],
            "delivery": str(self.delivery),
            # What will be asked by phone is 0 in the total, and has to be agreed to all the same.
            "delivery_parts": self.delivery_price.promised if self.delivery_price else [],
            "total": str(self.total),
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def make_quote(
    lines: Sequence[Line],
    *,
    offers: Sequence[Offer],
    buyer: Buyer,
    today: date,
    chosen_id: int | None = None,
    delivery: DeliveryChoice | None = None,
    terms: DeliveryTerms | None = None,
) -> Quote:
    """Count everything once. Lines that cannot be had cost nothing and are listed as changes.

    delivery: how and where; None before the customer has said so, and then nothing is charged for it yet.
    """
    had = [line for line in lines if line.sellable]
    goods = sum((line.price * line.sellable for line in had), ZERO)
    brought = None
    if had and delivery is not None and terms is not None:
        pieces = sum(line.sellable for line in had)
        brought = delivery_price(delivery, terms, goods=goods, bulky_pieces=pieces)
    found = discounts(
        [_goods(line) for line in had],
        offers,
        delivery=brought.amount("delivery") if brought else ZERO,  # carrying and assembly are work
        buyer=buyer,
        today=today,
        chosen_id=chosen_id,
    )
    quoted = tuple(
        QuotedLine(line, line.sellable, line.price * line.sellable, found.by_line.get(line.key, ZERO))
        for line in had
    )
    to_pay_for_delivery = (brought.total if brought else ZERO) - found.delivery
    changes = tuple(change for line in lines for change in _changes(line))
    return Quote(
        lines=quoted,
        gone=tuple(line for line in lines if not line.sellable),
        parts=_parts(quoted, found, to_pay_for_delivery),
        goods=goods,
        discount=found.goods,
        points=ZERO,
        delivery=to_pay_for_delivery,
        delivery_price=brought,
        discounts=found,
        changes=changes,
        problems=_problems(quoted, changes, brought),
    )


def _goods(line: Line) -> Goods:
    return Goods(
        key=line.key,
        variant_id=line.variant_id,
        product_id=line.product_id,
        category_ids=line.category_ids,
        value_ids=line.value_ids,
        price=line.price,
        quantity=line.sellable,
    )


def _parts(quoted: Sequence[QuotedLine], found: Discounts, delivery: Decimal) -> tuple[Part, ...]:
    """Ready-made first. Delivery is split by what the goods of each part cost; a gift follows its lines."""
    by_kind = {kind: [line for line in quoted if line.line.kind == kind] for kind in OrderKind}
    kinds = [kind for kind, lines in by_kind.items() if lines]
    if not kinds:
        return ()
    worth = {kind: sum((line.total for line in by_kind[kind]), ZERO) for kind in kinds}
    shares = dict(zip(kinds, allocate(delivery, [worth[kind] for kind in kinds]), strict=True))
    gifts = _gifts(quoted, found)
    return tuple(
        Part(
            kind=kind,
            lines=tuple(by_kind[kind]),
            gifts=tuple(gift for gift in gifts if gift.kind == kind),
            goods=worth[kind],
            discount=sum((line.discount for line in by_kind[kind]), ZERO),
            points=ZERO,
            delivery=shares[kind],
        )
        for kind in kinds
    )


def _gifts(quoted: Sequence[QuotedLine], found: Discounts) -> list[Gift]:
    kind_of = {line.line.key: line.line.kind for line in quoted}
    return [
        Gift(
            promotion_id=applied.offer.id,
            variant_id=applied.gift_variant_id,
            name=applied.offer.gift_name,
            kind=next(kind_of[key] for key in sorted(applied.parts)),
        )
        for applied in found.applied
        if applied.gift_variant_id is not None
    ]


def _changes(line: Line) -> list[Change]:
    if not line.is_on_sale:
        told = _("%(name)s is not sold any more.") % {"name": line.name}
        return [Change(ChangeCode.GONE, line.key, line.name, line.quantity, 0, told, blocks=True)]
    if not line.sellable:
        told = _("%(name)s is sold out.") % {"name": line.name}
        return [Change(ChangeCode.SOLD_OUT, line.key, line.name, line.quantity, 0, told, blocks=True)]
    found = []
    if line.sellable < line.quantity:
        told = _("%(name)s: only %(left)d left of the %(wanted)d that you chose.") % {
            "name": line.name,
            "left": line.sellable,
            "wanted": line.quantity,
        }
        found.append(
            Change(ChangeCode.FEWER, line.key, line.name, line.quantity, line.sellable, told, blocks=True)
        )
    if line.price != line.agreed_price:
        rose = line.price > line.agreed_price
        words = _("%(name)s: the price rose from %(was)s to %(now)s.")
        if not rose:
            words = _("%(name)s: the price fell from %(was)s to %(now)s, we have taken the new one.")
        told = words % {
            "name": line.name,
            "was": format_rub(line.agreed_price),
            "now": format_rub(line.price),
        }
        code = ChangeCode.PRICE_UP if rose else ChangeCode.PRICE_DOWN
        found.append(Change(code, line.key, line.name, line.agreed_price, line.price, told, blocks=rose))
    return found


def _problems(
    quoted: Sequence[QuotedLine], changes: Sequence[Change], brought: DeliveryPrice | None
) -> tuple[Problem, ...]:
    found = [Problem(change.code, change.sentence, change.key) for change in changes if change.blocks]
    if not quoted:
        found.append(Problem("cart_empty", _("There is nothing in the cart that can be ordered.")))
    if sum((each.total for each in quoted), ZERO) + (brought.total if brought else ZERO) > MAX_AMOUNT:
        found.append(Problem("too_much", _("This is more than one order can hold. Call us, please.")))
    if brought is not None and brought.problem is not None:
        found.append(Problem(brought.problem.code, brought.problem.sentence))
    return tuple(found)
