"""Putting into the cart, changing and taking out. Each change takes the cart's row first and restarts its
seven days.
"""

from collections.abc import Callable
from functools import wraps

from django.db import IntegrityError, transaction

from core import clock
from inventory.errors import Shortage

from ..enums import CartStatus
from ..errors import CartFull, LineNotFound, NotOnSale, TooFewLeft, WrongQuantity
from ..models import Cart, CartItem
from ..models.carts import MAX_QUANTITY
from ..orders_above import orders_above
from ..selectors.lines import Goods, goods_on_sale
from ..selectors.owner import Owner, carts_of, idle

MAX_LINES = 100


def _past_overdue_holds(change: Callable) -> Callable:
    """The change, once more when the pieces that it lacked were held by orders that nobody paid in time."""

    @wraps(change)
    def tried(*args, **wishes):
        try:
            return change(*args, **wishes)
        except TooFewLeft as refusal:  # its transaction is over: each order is called off in its own
            if not orders_above.free_held([refusal.variant_id]):
                raise
        return change(*args, **wishes)

    return tried


@_past_overdue_holds
@transaction.atomic
def add_line(owner: Owner, variant_id: int, *, quantity: int = 1, is_topped_up: bool = False) -> CartItem:
    """Put `quantity` (1 to 99) more pieces of a variant into the cart; the same variant stays one line.

    is_topped_up: no more than make `quantity` together with those that lie there. Raises WrongQuantity,
    NotOnSale, TooFewLeft (pieces already in the cart count), CartFull.
    """
    _check_quantity(quantity)
    cart = open_cart(owner)
    goods = goods_on_sale(variant_id)
    if goods is None:
        raise NotOnSale
    price = goods.variant.current_price
    item = CartItem.objects.filter(cart=cart, variant_id=variant_id).first()
    lying = item.quantity if item else 0
    wanted = max(quantity, lying) if is_topped_up else quantity + lying
    _check_pieces(goods, wanted)
    if item is None:
        if CartItem.objects.filter(cart=cart).count() >= MAX_LINES:
            raise CartFull(MAX_LINES)
        item = CartItem.objects.create(
            cart=cart, variant_id=variant_id, quantity=quantity, price_when_added=price
        )
    else:
        item.quantity, item.price_when_added = wanted, price
        item.save(update_fields=["quantity", "price_when_added"])
    item.variant = goods.variant
    _touch(cart)
    return item


@_past_overdue_holds
@transaction.atomic
def set_quantity(owner: Owner, item_id: int, *, quantity: int) -> CartItem | None:
    """Make a line hold `quantity` pieces; 0 removes it, and then the answer is None.

    Fewer than before is always possible. Raises WrongQuantity, LineNotFound, TooFewLeft.
    """
    if quantity == 0:
        remove_line(owner, item_id)
        return None
    _check_quantity(quantity)
    cart = _locked(owner)
    item = cart and CartItem.objects.filter(cart=cart, pk=item_id).first()
    if not item:
        raise LineNotFound
    if quantity > item.quantity and (goods := goods_on_sale(item.variant_id)):
        _check_pieces(goods, quantity)
    item.quantity = quantity
    item.save(update_fields=["quantity"])
    _touch(cart)
    return item


@transaction.atomic
def remove_line(owner: Owner, item_id: int) -> None:
    """Take a line out. Raises LineNotFound."""
    cart = _locked(owner)
    if not cart or not CartItem.objects.filter(cart=cart, pk=item_id).delete()[0]:
        raise LineNotFound
    _touch(cart)


@transaction.atomic
def clear(owner: Owner) -> int:
    """Empty the cart, voucher and gift included; how many lines went."""
    cart = _locked(owner)
    if not cart:
        return 0
    gone = CartItem.objects.filter(cart=cart).delete()[0]
    cart.voucher = cart.chosen_promotion = None
    cart.save(update_fields=["voucher", "chosen_promotion"])
    _touch(cart)
    return gone


def open_cart(owner: Owner) -> Cart:
    """The owner's cart, locked until the transaction ends; made when there is none in use."""
    if cart := _locked(owner):
        return cart
    mine = {"user_id": owner.user_id, "guest_key": owner.guest_key}
    # Only an idle one: a cart that another request has made this very moment is in use.
    idle(Cart.objects.filter(**mine)).update(status=CartStatus.EXPIRED)
    try:
        with transaction.atomic():
            return Cart.objects.create(**mine, touched_at=clock.now())
    except IntegrityError:  # another request of the same person has just made it
        return _locked(owner)


def expire_idle() -> int:
    """Mark carts that nobody changed for seven days as forgotten; how many."""
    return idle(Cart.objects.all()).update(status=CartStatus.EXPIRED)


def _locked(owner: Owner) -> Cart | None:
    return carts_of(owner).select_for_update(no_key=True).first()


def _touch(cart: Cart) -> None:
    cart.touched_at = clock.now()
    cart.save(update_fields=["touched_at"])


def _check_quantity(quantity: int) -> None:
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 1 <= quantity <= MAX_QUANTITY:
        raise WrongQuantity(MAX_QUANTITY)


def _check_pieces(goods: Goods, wanted: int) -> None:
    if wanted > MAX_QUANTITY:
        raise WrongQuantity(MAX_QUANTITY)
    if goods.available is not None and goods.available < wanted:
        shortage = Shortage(goods.variant.sku, wanted, goods.available)
        raise TooFewLeft(shortage, variant_id=goods.variant.pk)
