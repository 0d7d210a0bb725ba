"""Placing what is in a cart: the one place where cart, promotions, stock and orders meet."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from cart.delivery import DeliveryChoice
from cart.enums import CartStatus
from cart.models import Cart, CartItem
from cart.quote import Part, Quote, QuotedLine
from cart.selectors.lines import cart_items, newest_snapshot
from cart.selectors.owner import Owner, carts_of
from cart.selectors.quotes import Customer, Reading, programmes_of, read_quote
from catalog.models import Variant
from catalog.services.history import record
from core import clock
from core.errors import DomainError
from core.idempotency import Answer, run_once
from core.money import allocate
from inventory.errors import OutOfStock, Shortage
from inventory.pieces import StockRow, Want, choose
from orders.enums import PaymentMethod
from orders.models import Order
from orders.selectors.history import has_ordered
from orders.services.expiry import free_held
from orders.services.placing import (
    Contact,
    Handover,
    NewLine,
    NewOrder,
    NewUse,
    take_what_they_hold,
    write_orders,
)
from promotions.customers import customer_keys
from users.services.consents import Ticked, record_with_order

from .errors import CartEmpty, QuoteChanged, QuoteRefused
from .payment import is_payable


@dataclass(frozen=True, slots=True)
class Seen:
    """What the customer had on the screen. total: roubles, for telling him what changed."""

    fingerprint: str
    total: Decimal | None = None


def read_checkout(
    owner: Owner,
    *,
    delivery: DeliveryChoice | None = None,
    contact: Contact | None = None,
    only: Collection[int] | None = None,
    lock: bool = False,
) -> tuple[Cart, Reading]:
    """The quote of the whole cart, or of the lines `only`. Raises CartEmpty.

    Where pieces seem to be gone, overdue holds of them are let go first; not with `lock`, inside the
    transaction that places the order.
    """
    carts = carts_of(owner)
    cart = (carts.select_for_update(no_key=True) if lock else carts).first()
    items = cart_items(cart, only=only) if cart else []
    if not items:
        raise CartEmpty
    customer = customer_of_checkout(owner, contact)
    reading = read_quote(cart, items, delivery=delivery, customer=customer)
    if not lock and reading.short and free_held(reading.short):
        reading = read_quote(cart, cart_items(cart, only=only), delivery=delivery, customer=customer)
    return cart, reading


def place_once(key: str, body: bytes, owner: Owner, *, missed: DomainError | None = None, **wishes) -> Answer:
    """`place` for one idempotency key: the same request again gets the same answer, a list of numbers.

    missed: why what was chosen with it cannot be had; raised, unless the request was answered before.
    body: what makes a request another one. Where pieces seem to be gone, overdue holds of them are let go
    and the order is tried again while there are pieces, so a sale waits neither for the schedule nor for
    a rival who was quicker at one of the stores. Raises what `place` raises, and KeyMissing, KeyReused,
    KeyRunning.
    """

    def effect() -> Answer:
        if missed is not None:
            raise missed
        return Answer(201, {"orders": [order.order_id for order in place(owner, **wishes)]})

    delivery, contact, only = wishes["handover"].delivery, wishes["contact"], wishes.get("only")
    tried = 0
    while True:
        try:
            return run_once(owner.scope, key, body, effect)
        except (OutOfStock, QuoteRefused):
            tried += 1
            _, reading = read_checkout(owner, delivery=delivery, contact=contact, only=only)
            if reading.quote.problems or tried > _tries(reading):
                raise


def _tries(reading: Reading) -> int:
    """How often rivals can be quicker: at each row of the stock alone, and at each where rests are joined."""
    return max(1, 2 * sum(len(rows) for rows in reading.stock.values()))


@transaction.atomic
def place(
    owner: Owner,
    *,
    seen: Seen,
    contact: Contact,
    handover: Handover,
    consents: Ticked,
    method: PaymentMethod = PaymentMethod.CASH_ON_DELIVERY,
    only: Collection[int] | None = None,
) -> list[Order]:
    """Turn the cart into one order, or into two linked ones when it is mixed: all of it or nothing.

    consents: what was ticked; they are written with the order, so there is never one without. method: how the
    customer means to pay; on delivery wherever nothing can be asked for now. only: lines to order, the others
    stay in the cart. Raises CartEmpty, QuoteRefused, QuoteChanged, OutOfStock, UsedUp,
    UsedByCustomer, OrderNeedsConsent, TextChanged; nothing is written then.
    """
    cart, reading = read_checkout(owner, delivery=handover.delivery, contact=contact, only=only, lock=True)
    quote = reading.quote
    if quote.problems:
        raise QuoteRefused(quote)
    if quote.fingerprint != seen.fingerprint:
        raise QuoteChanged(quote, seen=seen.total)
    method = method if is_payable(quote) else PaymentMethod.CASH_ON_DELIVERY
    written = write_orders(_new_orders(reading), contact=contact, handover=handover, method=method)
    number = written.orders[0].order_id
    record_with_order(consents, email=contact.email, user_id=contact.user_id, reference=number)
    _empty(cart, reading, whole=only is None)
    keys = customer_keys(contact.user_id, contact.email, contact.phone)
    take_what_they_hold(written, customer_keys=keys)
    return written.orders


def customer_of_checkout(owner: Owner, contact: Contact | None) -> Customer:
    """contact: None while it is not to be counted; offers that ask about it are given with a proviso then."""
    user_id = owner.user_id
    email, phone = (contact.email, contact.phone) if contact else ("", "")
    return Customer(
        programmes=programmes_of(user_id),
        keys=tuple(customer_keys(user_id, email, phone)),
        has_ordered=lambda: has_ordered(user_id=user_id, email=email, phone=phone),
        is_known=contact is not None,
    )


def _new_orders(reading: Reading) -> list[NewOrder]:
    quote, items = reading.quote, {item.pk: item for item in reading.items}
    gifts = _gift_variants(quote)
    left = _Shelf(reading.stock)
    return [
        NewOrder(
            kind=part.kind,
            lines=[
                *(_line(quoted, items[quoted.line.key], left) for quoted in part.lines),
                *(_gift_line(gifts[gift.variant_id], part, left) for gift in part.gifts),
            ],
            uses=_uses(quote, number),
            goods=part.goods,
            discount=part.discount,
            points=part.points,
            delivery=part.delivery,
            total=part.total,
            delivery_note=quote.delivery_price.note if quote.delivery_price else "",
        )
        for number, part in enumerate(quote.parts)
    ]


class _Shelf:
    """Free pieces that shrink as lines choose theirs, so that a gift does not count on a bought piece."""

    def __init__(self, rows: dict[int, list[StockRow]]) -> None:
        self._rows = dict(rows)

    def choose(self, variant: Variant, quantity: int) -> list[Want]:
        if not variant.takes_stock:
            return []
        rows = self._rows.get(variant.pk, [])
        wants = choose(rows, quantity)
        if not wants:
            raise OutOfStock([Shortage(variant.sku, quantity, sum(row.available for row in rows))])
        taken = dict(wants)
        self._rows[variant.pk] = [
            row._replace(available=row.available - taken.get(row.stock_item_id, 0)) for row in rows
        ]
        return wants


def _line(quoted: QuotedLine, item: CartItem, left: _Shelf) -> NewLine:
    return NewLine(
        variant=item.variant,
        snapshot_id=item.history_pk or record(item.variant).pk,  # a catalogue loaded in bulk has none yet
        quantity=quoted.quantity,
        price=quoted.line.price,
        discount=quoted.discount,
        wants=left.choose(item.variant, quoted.quantity),
    )


def _gift_line(variant: Variant, part: Part, left: _Shelf) -> NewLine:
    """A gift that goes with a request is held when the request is accepted."""
    return NewLine(
        variant=variant,
        snapshot_id=variant.history_pk or record(variant).pk,
        quantity=1,
        price=Decimal("0.00"),
        discount=Decimal("0.00"),
        wants=[] if part.is_request else left.choose(variant, 1),
        is_gift=True,
    )


def _gift_variants(quote: Quote) -> dict[int, Variant]:
    wanted = [gift.variant_id for part in quote.parts for gift in part.gifts]
    if not wanted:
        return {}
    variants = Variant.objects.select_related("product").annotate(history_pk=newest_snapshot("pk"))
    return variants.in_bulk(wanted)


def _uses(quote: Quote, number: int) -> list[NewUse]:
    """What each applied promotion gave to this part; off delivery, its share by the value of goods."""
    part, worth = quote.parts[number], [each.goods for each in quote.parts]
    keys = {quoted.line.key for quoted in part.lines}
    uses = []
    for applied in quote.discounts.applied:
        amount = sum((value for key, value in applied.parts.items() if key in keys), Decimal("0.00"))
        amount += allocate(applied.delivery, worth)[number]
        gives = any(gift.promotion_id == applied.offer.id for gift in part.gifts)
        if amount or gives:
            uses.append(NewUse(applied.offer.id, applied.offer.voucher_id, amount, applied.sentence))
    return uses


def _empty(cart: Cart, reading: Reading, *, whole: bool) -> None:
    """An ordered cart is done with; after one line was ordered, the others and the cart stay, and a code or
    a gift that this order had no use for.
    """
    if whole:
        cart.status = CartStatus.CONVERTED
        cart.save(update_fields=["status"])
        return
    CartItem.objects.filter(pk__in=[item.pk for item in reading.items]).delete()
    used = [applied.offer for applied in reading.quote.discounts.applied]
    if any(offer.voucher_id == cart.voucher_id for offer in used):
        cart.voucher = None
    if any(offer.id == cart.chosen_promotion_id for offer in used):
        cart.chosen_promotion = None
    cart.touched_at = clock.now()
    cart.save(update_fields=["voucher", "chosen_promotion", "touched_at"])
