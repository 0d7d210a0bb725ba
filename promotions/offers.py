"""What discounts are counted from and what comes out: plain values, in roubles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import ZERO

from .enums import Benefit, Programme


@dataclass(frozen=True, slots=True)
class Goods:
    """A cart line. category_ids: its product's category and those above; value_ids: all its facet values."""

    key: int
    variant_id: int
    product_id: int
    category_ids: frozenset[int]
    value_ids: frozenset[int]
    price: Decimal
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Buyer:
    """What a promotion asks of the person. programmes: besides `everyone`, which is always there. is_known:
    whether the phone and the e-mail have been asked about as well.
    """

    programmes: frozenset[Programme] = frozenset()
    is_first_order: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion as it stands for one customer, with the voucher that opened it.

    value: per cent or roubles, by benefit. categories, products, values: which goods it is for; an empty one
    asks nothing; values has a set per facet. uses_left, customer_uses_left: None without a limit.
    gift_available: as visitors were told last; where gift_is_counted, whoever gives it counts free pieces.
    """

    id: int
    title: str
    benefit: Benefit
    start_date: date
    end_date: date | None = None
    active: bool = True
    programme: Programme = Programme.EVERYONE
    value: Decimal | None = None
    gift_variant_id: int | None = None
    gift_name: str = ""
    gift_available: bool = False
    gift_is_counted: bool = False
    categories: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    values: tuple[frozenset[int], ...] = ()
    min_goods: Decimal | None = None
    min_quantity: int | None = None
    first_order_only: bool = False
    is_exclusive: bool = False
    max_discount: Decimal | None = None
    needs_code: bool = False
    is_choosable: bool = False
    uses_left: int | None = None
    customer_uses_left: int | None = None
    voucher_id: int | None = None
    code: str = ""
    voucher_active: bool = True

    @property
    def is_scoped(self) -> bool:
        """Whether it asks for categories or facet values of the goods."""
        return bool(self.categories or self.values)

    @property
    def asks_who_buys(self) -> bool:
        """Whether earlier orders of the customer decide about it."""
        return self.first_order_only or self.customer_uses_left is not None

    def fits(self, goods: Goods) -> bool:
        return (
            (not self.categories or not self.categories.isdisjoint(goods.category_ids))
            and (not self.products or goods.product_id in self.products)
            and all(not wanted.isdisjoint(goods.value_ids) for wanted in self.values)
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """An offer that takes part. amount: off the goods, split into parts by line key; a fitting line that gets
    nothing stands there with zero. delivery: off the delivery. is_provisional: whoever buys may turn out to
    have had it, and the sentence says so.
    """

    offer: Offer
    amount: Decimal
    parts: Mapping[int, Decimal]
    delivery: Decimal
    gift_variant_id: int | None
    sentence: str
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An offer that does not take part. code: stable; sentence: why, for the buyer and the manager."""

    offer: Offer
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Discounts:
    """by_line: off each line of the goods; goods and delivery: off each of them in all."""

    applied: tuple[Applied, ...]
    refused: tuple[Refused, ...]
    by_line: Mapping[int, Decimal]
    goods: Decimal = ZERO
    delivery: Decimal = ZERO
