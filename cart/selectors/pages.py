"""The cart page: the quote with pictures, links and the words beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from catalog.renditions import PictureSet
from catalog.selectors.thumbs import pictures_of
from core.money import ZERO

from ..enums import OrderKind
from ..models import Cart, CartItem
from ..models.carts import MAX_QUANTITY
from ..orders_above import orders_above
from ..quote import Gift, Line, Part, Quote, QuotedLine
from .counting import remember
from .lines import cart_items
from .owner import Owner, carts_of
from .quotes import Reading, read_quote


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as it is shown. url: "" when its page cannot be opened. most: pieces that can be chosen.

    quantity: what the customer chose; shown: how many of them can be had.
    """

    key: int
    sku: str
    name: str
    label: str
    url: str
    picture: PictureSet | None
    quantity: int
    shown: int
    most: int
    price: Decimal
    total: Decimal
    discount: Decimal

    @property
    def due(self) -> Decimal:
        return self.total - self.discount


@dataclass(frozen=True, slots=True)
class GroupView:
    """Lines that become one order."""

    is_request: bool
    lines: Sequence[LineView]
    gifts: Sequence[Gift]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """A promotion with its one sentence: why it is applied, or why not."""

    title: str
    sentence: str
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class VoucherView:
    code: str
    sentence: str
    works: bool


@dataclass(frozen=True, slots=True)
class CartView:
    """quote is None when there is nothing in the cart. lost: lines that cannot be had."""

    quote: Quote | None = None
    groups: Sequence[GroupView] = ()
    lost: Sequence[LineView] = ()
    voucher: VoucherView | None = None
    applied: Sequence[Told] = ()
    refused: Sequence[Told] = ()


def cart_view(request: HttpRequest, owner: Owner | None) -> CartView:
    """Everything that the cart page shows, in a fixed number of queries.

    Where pieces seem to be gone, overdue holds of them are let go first; else nothing is written.
    """
    cart = carts_of(owner).select_related("voucher").first() if owner else None
    items = cart_items(cart) if cart else []
    remember(request, sum(item.quantity for item in items))
    if not items:
        return CartView(voucher=_waiting_voucher(cart))
    reading = read_quote(cart, items)
    if reading.short and orders_above.free_held(reading.short):
        reading = read_quote(cart, cart_items(cart))
    return view_of(cart, reading, request)


def view_of(cart: Cart, reading: Reading, request: HttpRequest) -> CartView:
    """The same of a quote that was read already."""
    quote, items = reading.quote, {item.pk: item for item in reading.items}
    pictures = pictures_of(item.variant for item in reading.items)

    def line(of: Line, quoted: QuotedLine | None = None) -> LineView:
        return _line(of, quoted, items[of.key], pictures, request)

    return CartView(
        quote=quote,
        groups=[_group(part, [line(quoted.line, quoted) for quoted in part.lines]) for part in quote.parts],
        lost=[line(gone) for gone in quote.gone],
        voucher=_voucher(cart, quote),
        applied=_applied(quote),
        refused=_refused(quote),
    )


def _group(part: Part, lines: Sequence[LineView]) -> GroupView:
    return GroupView(part.kind == OrderKind.MADE_TO_ORDER, lines, part.gifts, part.goods - part.discount)


def _line(
    line: Line,
    quoted: QuotedLine | None,
    item: CartItem,
    pictures: Mapping[int, PictureSet | None],
    request: HttpRequest,
) -> LineView:
    page = item.variant.product
    url = page.get_url(request) if line.is_on_sale else ""
    most = MAX_QUANTITY if line.available is None else max(0, min(MAX_QUANTITY, line.available))
    return LineView(
        key=line.key,
        sku=line.sku,
        name=line.name,
        label=line.label,
        url=f"{url}?v={line.sku}" if url else "",
        picture=pictures.get(line.variant_id),
        quantity=line.quantity,
        shown=quoted.quantity if quoted else 0,
        most=most,
        price=line.price,
        total=quoted.total if quoted else ZERO,
        discount=quoted.discount if quoted else ZERO,
    )


def _applied(quote: Quote) -> list[Told]:
    return [
        Told(each.offer.title, each.sentence, each.amount + each.delivery) for each in quote.discounts.applied
    ]


def _refused(quote: Quote) -> list[Told]:
    """Those of the pool stand among the choices, the voucher's beside its field."""
    pool = {choice.promotion_id for choice in quote.pool}
    return [
        Told(each.offer.title, each.sentence)
        for each in quote.discounts.refused
        if each.offer.id not in pool and each.offer.voucher_id is None
    ]


def _voucher(cart: Cart, quote: Quote) -> VoucherView | None:
    if cart.voucher is None:
        return None
    code, found = cart.voucher.code, quote.discounts
    for each in found.applied:
        if each.offer.voucher_id == cart.voucher_id:
            return VoucherView(code, each.sentence, works=True)
    said = [each.sentence for each in found.refused if each.offer.voucher_id == cart.voucher_id]
    return VoucherView(code, " ".join(said), works=False)


def _waiting_voucher(cart: Cart | None) -> VoucherView | None:
    return VoucherView(cart.voucher.code, "", works=False) if cart and cart.voucher else None
