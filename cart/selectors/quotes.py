"""Quotes of carts: the lines, offers and delivery terms are read here, counted in `cart.quote`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from catalog.selectors.scope import Scope, scopes_of
from core import clock
from inventory.pieces import StockRow
from inventory.selectors import free_pieces
from promotions.customers import customer_keys
from promotions.discounts import Buyer, Offer
from promotions.enums import Programme
from promotions.selectors import offers

from ..delivery import DeliveryChoice
from ..models import Cart, CartItem, DeliverySettings
from ..orders_above import orders_above
from ..quote import Line, Quote, make_quote
from .lines import cart_items, quote_lines, stock_of
from .owner import Owner, carts_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A quote with the rows it was made of, for whoever turns it into orders.

    stock: free pieces by variant, of lines and of gifts whose pieces are counted.
    """

    quote: Quote
    items: Sequence[CartItem]
    stock: dict[int, list[StockRow]]

    @property
    def short(self) -> list[int]:
        """Variants of which fewer pieces are free than the lines want, or none for a gift."""
        lines = [
            item.variant_id
            for item in self.items
            if item.variant.takes_stock and _pieces(self.stock.get(item.variant_id, ())) < item.quantity
        ]
        missed = [each.offer for each in self.quote.discounts.refused if each.code == "gift_sold_out"]
        return [*lines, *(offer.gift_variant_id for offer in missed if offer.gift_is_counted)]


@dataclass(frozen=True, slots=True)
class Customer:
    """What offers ask about a person. keys: `promotions.customers.customer_keys`.

    has_ordered is called only where an offer is for the first order. is_known: the phone and the e-mail are
    told, and may be asked about.
    """

    programmes: frozenset[Programme]
    keys: tuple[str, ...]
    has_ordered: Callable[[], bool]
    is_known: bool = False

    def buyer(self, found: Sequence[Offer]) -> Buyer:
        asked = any(offer.first_order_only for offer in found)
        is_first = not (asked and self.has_ordered())
        return Buyer(programmes=self.programmes, is_first_order=is_first, is_known=self.is_known)


def programmes_of(user_id: int | None) -> frozenset[Programme]:
    """An account is a member of the loyalty programme; nobody has come by a referral yet."""
    return frozenset({Programme.EVERYONE, Programme.LOYALTY} if user_id else {Programme.EVERYONE})


def customer_of(cart: Cart) -> Customer:
    """What is known before the contact is told: the account, or nothing."""
    keys = tuple(customer_keys(cart.user_id, "", "")) if cart.user_id else ()
    asked = {"user_id": cart.user_id, "email": "", "phone": ""}
    return Customer(programmes_of(cart.user_id), keys, lambda: orders_above.has_ordered(**asked))


def read_quote(
    cart: Cart,
    items: Sequence[CartItem],
    *,
    delivery: DeliveryChoice | None = None,
    customer: Customer | None = None,
) -> Reading:
    """Quote these lines of the cart with what is in force now."""
    customer = customer or customer_of(cart)
    found = offers(voucher_id=cart.voucher_id, keys=customer.keys)
    stock = _with_gifts(stock_of(items), found)
    found = _while_gifts_last(found, stock, items)
    quote = make_quote(
        _scoped(quote_lines(items), found),
        offers=found,
        buyer=customer.buyer(found),
        today=clock.today(),
        chosen_id=cart.chosen_promotion_id,
        delivery=delivery,
        terms=DeliverySettings.load().terms() if delivery else None,
    )
    return Reading(quote, items, stock)


def quote_of(owner: Owner) -> Quote | None:
    """The quote of a person's cart as it stands; None without a cart."""
    cart = carts_of(owner).first()
    return read_quote(cart, cart_items(cart)).quote if cart else None


def _with_gifts(stock: dict[int, list[StockRow]], found: Sequence[Offer]) -> dict[int, list[StockRow]]:
    """The gifts' pieces as well, by a query only where there are gifts that nobody buys besides."""
    missing = {offer.gift_variant_id for offer in found if offer.gift_is_counted} - stock.keys()
    return {**stock, **free_pieces(missing)} if missing else stock


def _while_gifts_last(
    found: list[Offer], stock: dict[int, list[StockRow]], items: Sequence[CartItem]
) -> list[Offer]:
    """What visitors are told lags behind: only a piece that is free now, and not bought here, is given."""
    bought = {item.variant_id: item.quantity for item in items}
    left = {variant_id: _pieces(rows) - bought.get(variant_id, 0) for variant_id, rows in stock.items()}
    return [
        replace(offer, gift_available=left[offer.gift_variant_id] > 0) if offer.gift_is_counted else offer
        for offer in found
    ]


def _pieces(rows: Sequence[StockRow]) -> int:
    return sum(row.available for row in rows)


def _scoped(lines: list[Line], found: Sequence[Offer]) -> list[Line]:
    """Categories and facet values are read only where an offer asks for them."""
    if not any(offer.is_scoped for offer in found):
        return lines
    scopes = scopes_of([line.variant_id for line in lines])
    return [
        replace(line, category_ids=scope.category_ids, value_ids=scope.value_ids)
        for line in lines
        for scope in [scopes.get(line.variant_id, Scope())]
    ]
