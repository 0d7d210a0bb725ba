"""The voucher and the gift that a customer chooses."""

from collections.abc import Collection

from django.db import transaction

from promotions.services import find_voucher

from ..errors import NotInPool
from ..models import Cart
from ..selectors.lines import cart_items
from ..selectors.owner import Owner, carts_of
from ..selectors.quotes import Customer, read_quote
from .lines import open_cart


@transaction.atomic
def enter_voucher(owner: Owner, *, code: str) -> Cart:
    """Remember a voucher for the next quotes, which tell what it gives or why not.

    Raises VoucherUnknown, VoucherOff.
    """
    voucher = find_voucher(code)
    cart = open_cart(owner)
    cart.voucher = voucher
    cart.save(update_fields=["voucher"])
    return cart


def drop_voucher(owner: Owner) -> None:
    carts_of(owner).update(voucher=None)


@transaction.atomic
def choose_promotion(
    owner: Owner,
    *,
    promotion_id: int | None,
    customer: Customer | None = None,
    only: Collection[int] | None = None,
) -> Cart:
    """Take one gift or promotion of the pool; None takes none. Raises NotInPool.

    customer, only: who is known and which lines are ordered where the pool was shown, or the choice would be
    one of another pool.
    """
    cart = open_cart(owner)
    if promotion_id is not None:
        pool = read_quote(cart, cart_items(cart, only=only), customer=customer).quote.pool
        if promotion_id not in {choice.promotion_id for choice in pool}:
            raise NotInPool
    cart.chosen_promotion_id = promotion_id
    cart.save(update_fields=["chosen_promotion"])
    return cart
